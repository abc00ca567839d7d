"""What a version says, piece by piece, and how it differs from another: for every kind of page."""
