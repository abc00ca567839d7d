"""The sessions of the staff: how long each lasts, and which a person has."""
