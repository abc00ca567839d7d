"""For operators: whether this node can serve, what needs attention, and who is told."""
