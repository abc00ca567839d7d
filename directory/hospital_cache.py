"""The hospital as this process last read it, for the pages that must answer while the database is away."""

_kept = {"hospital": None}


def remember(hospital):
    """Keep what was read just now; None on an empty site. Gives it back."""
    _kept["hospital"] = hospital
    return hospital


def last_known_hospital():
    """Without asking the database. None in a process that has not read it yet."""
    return _kept["hospital"]
