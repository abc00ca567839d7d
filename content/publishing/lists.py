"""The texts of this room in the lists of who puts what live (directory/two_person/lists.py)."""

from collections.abc import Iterator

from djangocms_text.models import Text

from directory.two_person.lists import By, Listed, texts_of

from ..models import Condition, Picture, Question, SignOff, Treatment
from .fingerprint import UNSEEN_FIELDS
from .signable import signables


def signed_texts() -> Iterator[Listed]:
    """All that a fingerprint holds, as the sign-off stands for exactly that. On free pages a second person reads it."""
    for kind in signables():
        rows = [getattr(kind.content_model, name).rel.related_model for name in kind.rows]
        for model in (kind.content_model, *rows, Text, Picture, Question):
            yield By.CLINICIAN, model, [name for name in texts_of(model) if name not in UNSEEN_FIELDS | {"language"}]
    yield By.FOLLOWS, SignOff, ("by_name", "by_role")
    yield By.FOLLOWS, Condition, ("name", "explanation")
    yield By.URLS, Treatment, ("slug",)
    yield By.URLS, Condition, ("slug",)
