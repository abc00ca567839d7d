"""What the front desk keeps about its own work: who is on what, who saw what, whose places, what was promised."""
