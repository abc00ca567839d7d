"""The words that this hospital's clinicians approved, ready to be looked for. Kept while they stay as they are."""

from ..models import RedFlag
from ..models.red_flags import lines_of
from .finding import Finder, Words

_kept: dict = {"rows": None, "finder": Finder(())}


def finder() -> Finder:
    """One short question to the database; the words are read again when any of them changed, whoever did it."""
    flags = RedFlag.objects.in_use()
    rows = tuple(flags.order_by("pk").values_list("pk", "version"))
    if rows != _kept["rows"]:
        _kept.update(rows=rows, finder=Finder(_words(flag) for flag in flags))
    return _kept["finder"]


def reads_urgent(*texts: str) -> bool:
    """The one place that says so, of whatever a patient wrote."""
    return any(texts) and finder().finds_any(texts)


def _words(flag: RedFlag) -> Words:
    return Words(flag.sign, flag.language, lines_of(flag.phrases), lines_of(flag.near), lines_of(flag.unless))
