"""What the front desk did in sums: counted by day, read by span."""
