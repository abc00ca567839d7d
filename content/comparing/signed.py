"""The words as they were signed last: kept when they are signed, as a draft may be changed afterwards."""

from ..models import SignedWords
from .passages import as_plain, from_plain, passages_of


def keep_signed_words(content, fingerprint):
    passages = as_plain(passages_of(content))
    SignedWords.objects.get_or_create(fingerprint=fingerprint, defaults={"passages": passages})


def last_signed(sign_offs, current_fingerprint):
    """The newest of these sign-offs that is of other words than those now, and its passages; (None, []) without one."""
    sign_offs = list(sign_offs.exclude(fingerprint=current_fingerprint).order_by("-at", "-pk"))
    kept = SignedWords.objects.in_bulk({each.fingerprint for each in sign_offs}, field_name="fingerprint")
    for sign_off in sign_offs:
        if words := kept.get(sign_off.fingerprint):
            return sign_off, from_plain(words.passages)
    return None, []
