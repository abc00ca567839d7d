"""Django's administration as it stands in this site."""
