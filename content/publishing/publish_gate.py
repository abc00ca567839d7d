"""Whether words that a clinician signs may be published: one function, on every way to publish.

`publication_blockers` decides. djangocms-versioning asks it before it offers "Publish" (conditions)
and again inside the transaction that publishes (`on_publish`), so that a script, a command or a
superuser meets the same gate. Taking a page down asks nobody.
"""

import calendar
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cms.models import CMSPlugin
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from ..comparing.languages import untranslated
from ..comparing.passages import Part, Passage, label_of
from ..models import SignOff, VersionedWords, can_read_language
from .authorship import has_unknown_change, writers
from .fingerprint import fingerprint
from .signable import Missing, is_signable, of_content, version_of

MOST_NAMED = 3  # more of them are a wall of text: counted, and marked beside their source


class PublishRefused(ConditionFailed):
    """The page may not be published. `missing` says why, a Missing for each reason."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = missing
        super().__init__(
            format_html(
                "{}<ul>{}</ul>",
                _("This page cannot be published yet:"),
                format_html_join("", "<li>{}</li>", ((thing.text,) for thing in missing)),
            )
        )


def publication_blockers(content: VersionedWords) -> list[Missing]:
    """Everything that keeps this version from being published; empty when it may be."""
    of_this_kind = of_content(content).missing(content)
    return [
        *_missing_dates(content),
        *of_this_kind,
        *_untranslated(content),
        *shown_from_elsewhere(content),
        *_missing_sign_off(content),
    ]


def valid_sign_off(content: VersionedWords) -> SignOff | None:
    """The sign-off for exactly these words, by somebody who may sign them now and did not write them; or None."""
    given = _sign_offs_that_stand(content)
    return next((sign_off for sign_off in given if not lacks_right(sign_off.by, content)), None)


def checked_by(content: VersionedWords) -> SignOff | None:
    """Whom patients may be told: who signed exactly these words. Whoever signed and left the hospital has signed."""
    if version_of(content).state == DRAFT:
        return valid_sign_off(content)
    return next(_sign_offs_that_stand(content), None)


def _sign_offs_that_stand(content: VersionedWords) -> Iterator[SignOff]:
    given = SignOff.objects.filter(version=version_of(content), fingerprint=fingerprint(content)).select_related("by")
    for sign_off in given:
        if sign_off.by_id not in writers(content, before=sign_off) and not has_unknown_change(content, since=sign_off):
            yield sign_off


def why_not_sign(user: User, content: VersionedWords) -> str:
    """Why this person may not sign these words now, in words; empty: they may."""
    if why_not := lacks_right(user, content):
        return why_not
    if user.pk in writers(content):
        return _("You wrote some of these words since they were last signed off. Another clinician must sign them off.")
    return ""


def lacks_right(user: User, content: VersionedWords) -> str:
    """Why this person signs no page of this kind in this language; empty: they do. Superusers need the record too."""
    if not user.is_active or not of_content(content).may(user, "sign_off"):
        return _("You may not sign off pages.")
    if not can_read_language(user, content.language):
        return _("Your account does not say that you read this language.")
    return ""


def check_before_publishing(version: Version, user: AbstractBaseUser | None) -> None:
    """Condition of djangocms-versioning: raises PublishRefused. What nobody signs passes."""
    if is_signable(version.content) and (missing := publication_blockers(version.content)):
        raise PublishRefused(missing)


def refuse_unless_ready(version: Version) -> None:
    """Called by djangocms-versioning inside the publishing transaction; raising undoes it."""
    check_before_publishing(version, user=None)


def _missing_dates(content: VersionedWords) -> Iterator[Missing]:
    if content.last_reviewed is None:
        yield Missing("last_reviewed", _("Enter the day of the last review."), "last_reviewed")
    if content.next_review is None:
        yield Missing("next_review", _("Enter the day the next review is due."), "next_review")
    elif content.last_reviewed and content.next_review > months_later(
        content.last_reviewed, settings.LONGEST_TIME_BETWEEN_REVIEWS
    ):
        yield Missing(
            "next_review_too_late",
            _("The next review must be at most %(months)d months after the last one.")
            % {"months": settings.LONGEST_TIME_BETWEEN_REVIEWS},
            "next_review",
        )


def _untranslated(content: VersionedWords) -> Iterator[Missing]:
    """By name while they are few; a page that was started from the English one says nearly all in English at first."""
    found = untranslated(content)
    if 0 < len(found) <= MOST_NAMED:
        named = ", ".join(dict.fromkeys(_name_of(passage, part) for passage, part in found))
        yield Missing("untranslated", _("Not in the language of the page yet: %(named)s.") % {"named": named})
    elif found:
        text = ngettext(
            "%(count)d text is not in the language of the page yet. “Translate” marks it.",
            "%(count)d texts are not in the language of the page yet. “Translate” marks them.",
            len(found),
        )
        yield Missing("untranslated", text % {"count": len(found)})


def _name_of(passage: Passage, part: Part) -> str:
    named, label = str(passage.named), str(label_of(passage.model, part.name))
    return named if label == named else f"{named} ({label})"


def shown_from_elsewhere(content: Any) -> Iterator[Missing]:
    """A block that no place of a page offers, like a text shown on several pages: no fingerprint holds what it says."""
    places: dict[str, dict[str, Any]] = settings.CMS_PLACEHOLDER_CONF
    offered = {name for place in places.values() for name in place["plugins"]}
    blocks = CMSPlugin.objects.filter(placeholder__in=content.placeholders.all()).exclude(plugin_type__in=offered)
    if kinds := sorted(set(blocks.values_list("plugin_type", flat=True))):
        named = ", ".join(kinds)
        yield Missing(
            "blocks", _("Take these blocks away, what they show is signed nowhere: %(named)s.") % {"named": named}
        )


def _missing_sign_off(content: VersionedWords) -> Iterator[Missing]:
    if valid_sign_off(content) is None:
        given = list(SignOff.objects.filter(version=version_of(content)).select_related("by"))
        if any(not can_read_language(sign_off.by, content.language) for sign_off in given):
            yield Missing("sign_off_language", _("Somebody who reads this language must sign the page off."))
        elif given:
            yield Missing(
                "sign_off", _("The page was changed after it was signed off: a clinician must sign off again.")
            )
        else:
            yield Missing("sign_off", _("A clinician who did not write this version must sign it off."))


def months_later(day: date, months: int) -> date:
    """The same day that many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
