"""A translation beside its source, piece by piece: what is out of date, what is not translated yet, saved as typed."""
