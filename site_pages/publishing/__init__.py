"""Free pages and the home page are put live by a second person."""
