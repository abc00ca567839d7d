"""The hospital as this process last read it, for the pages that must answer while the database is away."""

from directory.models import Hospital

_kept = {"hospital": None}


def read_hospital():
    """None on an empty site."""
    _kept["hospital"] = Hospital.objects.first()
    return _kept["hospital"]


def last_known_hospital():
    """Without asking the database. None in a process that has not read it yet."""
    return _kept["hospital"]
