"""Broken links, inside and out, for editors."""
