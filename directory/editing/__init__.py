"""What staff fill in: the forms of the administration, and spreadsheets."""
