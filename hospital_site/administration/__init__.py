"""Django's administration as it stands in this site: one way in, and a first page that begins with what is to do."""
