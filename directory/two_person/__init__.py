"""Changes that one person asks for and a second one puts live; what one person may do alone in an emergency."""
