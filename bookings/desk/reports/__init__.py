"""What the managers see of the front desk: sums, as tables, charts and files."""
