"""What people see of a review: what waits for them, what has changed, the next step."""
