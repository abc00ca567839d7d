"""Passwords: what is demanded of a new one, the link for a forgotten one, and their pages."""
