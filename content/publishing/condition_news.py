"""A condition has new words, signed in their own right. The pages of treatments that name it stay signed; whoever signs
those is told, until they have looked or signed anew.

The number of queries does not grow with the number of pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from djangocms_versioning.constants import PUBLISHED

from ..models import (
    ConditionContent,
    SeenConditionNews,
    SignOff,
    TreatmentCondition,
    TreatmentContent,
    can_read_language,
)
from .signable import of_content, version_of


@dataclass(frozen=True)
class News:
    """What a treatment's page says of a condition reads differently since that page was signed."""

    content: TreatmentContent
    page: ConditionContent
    old_name: str

    @property
    def text(self) -> str:
        if self.old_name != self.page.name:
            return _("“%(old)s” is called “%(new)s” now") % {"old": self.old_name, "new": self.page.name}
        return _("“%(name)s” has new words") % {"name": self.page.name}


def condition_news() -> Iterator[News]:
    pages, old_names = _pages_published_anew(), _old_names()
    signed, seen = _signed_at(), set(SeenConditionNews.objects.values_list("treatment", "language", "version"))
    contents = TreatmentContent.objects.values("pk")
    links = TreatmentCondition.objects.filter(content__in=contents).select_related("condition", "content__treatment")
    for link in links.order_by("content__sort_key", "content__language", "order"):
        content = link.content
        _name, language = link.condition.name.in_language(content.language)
        page, treatment = pages.get((link.condition_id, language)), (content.treatment_id, content.language)
        if page is None or page.published_at <= signed.get(treatment, page.published_at):
            continue
        if (*treatment, page.version_id) not in seen:
            yield News(content, page, old_names.get((link.condition_id, language), page.name))


def has_looked(content: TreatmentContent, page: ConditionContent, *, by: User) -> None:
    """`by` has looked at these words of the condition: the page of the treatment is still right."""
    if not (of_content(content).may(by, "sign_off") and can_read_language(by, content.language)):
        raise PermissionDenied
    SeenConditionNews.objects.get_or_create(
        treatment=content.treatment, language=content.language, version=version_of(page), defaults={"by": by}
    )


def _pages_published_anew() -> dict:
    """Published pages of conditions that had published words before, by condition and language."""
    was_published = Max("versions__statetracking__date", filter=Q(versions__statetracking__new_state=PUBLISHED))
    pages = ConditionContent.objects.annotate(published_at=was_published, version_id=Max("versions__pk"))
    pages = pages.filter(published_at__isnull=False).exclude(versions__number="1")
    return {(page.condition_id, page.language): page for page in pages}


def _old_names() -> dict:
    """What each was called in the newest words that patients read before."""
    before = ConditionContent._original_manager.filter(versions__statetracking__new_state=PUBLISHED)
    before = before.exclude(versions__state=PUBLISHED).order_by("pk")
    return {(condition, code): name for condition, code, name in before.values_list("condition", "language", "name")}


def _signed_at() -> dict:
    sign_offs = SignOff.objects.filter(kind="treatment").values_list("object_id", "language")
    return {(treatment, code): at for treatment, code, at in sign_offs.annotate(last=Max("at")).order_by()}
