"""What stands between the site and strangers: the proxy in front, the headers that tell browsers what a page may do."""
