"""Looking for a doctor: the filters, who fits them, and how many would."""
