"""How the secrets of the second factor are kept: nobody who reads the database or a dump of it can use them."""
