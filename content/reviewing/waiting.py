"""What waits for one person: reviews to read, pages that came back, pages to publish, plans that were refused.

Rows that are no longer true, because a word was changed a moment ago, are left out.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from ..models import PlannedChange, Review
from ..publishing.publish_gate import publication_blockers
from . import people
from .states import is_about_these_words

MOST = 30  # of each sort on one page: nobody reads more in a day
Outcome = Review.Outcome


@dataclass(frozen=True)
class Waiting:
    """One thing that somebody must do, since when, and where."""

    code: str  # review, sent_back, changed, publish, overdue or refused
    version_id: int
    title: str
    language: str
    detail: str
    since: datetime
    is_late: bool = False

    @property
    def name(self):
        """The same for as long as it is the same thing that waits."""
        return f"{self.code}:{self.version_id}:{self.since.isoformat()}"

    @property
    def url(self):
        return reverse("review:version", args=[self.version_id])


HEADINGS = {
    "review": lambda: _("To read and sign"),
    "sent_back": lambda: _("Sent back to you"),
    "changed": lambda: _("Changed while in review: ask again"),
    "publish": lambda: _("Signed, to publish"),
    "overdue": lambda: _("Reviews that are overdue"),
    "refused": lambda: _("Planned changes that were refused"),
}


def waiting_for(user):
    """Everything that waits for this person, what was first to be done first."""
    found = [*_to_review(user), *_back_with(user), *_refused(user)]
    versions = {}
    if people_may_publish(user):
        found += [*_to_publish(user), *_overdue(user)]
    for each in found:
        versions.setdefault((each.code, each.version_id), each)
    return sorted(versions.values(), key=lambda each: (list(HEADINGS).index(each.code), each.since))


def people_may_publish(user):
    return any(right.startswith("content.publish_") for right in user.get_all_permissions())


def by_heading(items):
    """[(code, heading, items)] of those headings that have any."""
    groups = [(code, heading(), [each for each in items if each.code == code]) for code, heading in HEADINGS.items()]
    return [group for group in groups if group[2]]


def news_for(user, since):
    """What was asked of this person and is not asked any more, since then."""
    told = Q(outcome__in=[Outcome.CHANGED, Outcome.WITHDRAWN, Outcome.PASSED_ON])
    return list(Review.objects.filter(told, clinician=user, ended_at__gte=since).exclude(ended_by=user)[:MOST])


def overdue_reviews():
    today = timezone.localdate()
    return _open().filter(due__lt=today)


def _open():
    reviews = Review.objects.filter(outcome=Outcome.OPEN, version__state=DRAFT)
    return reviews.select_related("version", "asked_by", "clinician").order_by("due", "pk")


def _latest():
    later = Review.objects.filter(version=OuterRef("version"), pk__gt=OuterRef("pk"))
    return Review.objects.filter(~Exists(later), version__state=DRAFT).select_related("version", "ended_by")


def _to_review(user):
    today = timezone.localdate()
    for review in _open().filter(clinician=user)[:MOST]:
        if is_about_these_words(review):
            said = _("%(name)s asks, until %(day)s") % {
                "name": people.name_of(review.asked_by),
                "day": _day(review.due),
            }
            yield _item("review", review, said, review.asked_at, is_late=review.due < today)


def _back_with(user):
    mine = Q(asked_by=user) | Q(version__created_by=user)
    for review in _latest().filter(mine, outcome__in=[Outcome.SENT_BACK, Outcome.CHANGED])[:MOST]:
        by = {"name": people.name_of(review.ended_by), "day": _day(timezone.localdate(review.ended_at))}
        said = _("by %(name)s on %(day)s") % by if review.ended_by else _("on %(day)s") % by
        yield _item(review.outcome, review, said, review.ended_at)


def _to_publish(user):
    """Signed, by whatever way, and nothing else is missing; when it goes out is not planned yet."""
    planned = PlannedChange.objects.waiting().filter(version=OuterRef("pk"))
    signed = Version.objects.filter(~Exists(planned), state=DRAFT, sign_offs__isnull=False)
    for version in signed.annotate(signed_at=Max("sign_offs__at")).order_by("signed_at")[:MOST]:
        if people.may_publish(user, version) and not publication_blockers(version.content):
            by = version.sign_offs.order_by("-at").first().by_name
            yield _page("publish", version, _("signed by %(name)s") % {"name": by}, version.signed_at)


def _overdue(user):
    for review in overdue_reviews()[:MOST]:
        if review.clinician_id != user.pk and people.may_publish(user, review.version):
            said = _("with %(name)s, until %(day)s") % {
                "name": people.name_of(review.clinician),
                "day": _day(review.due),
            }
            yield _item("overdue", review, said, _morning_after(review.due), is_late=True)


def _refused(user):
    """Of the author and of who planned it, until the page stands as it was planned or a new plan is made."""
    later = PlannedChange.objects.filter(version=OuterRef("version"), action=OuterRef("action"), pk__gt=OuterRef("pk"))
    plans = PlannedChange.objects.filter(~Exists(later), state=PlannedChange.State.REFUSED).select_related("version")
    plans = plans.filter(Q(planned_by=user) | Q(version__created_by=user))
    still = Q(action="publish", version__state=DRAFT) | Q(action="unpublish", version__state=PUBLISHED)
    for plan in plans.filter(still).order_by("ended_at")[:MOST]:
        yield _page("refused", plan.version, plan.reason, plan.ended_at)


def _page(code, version, detail, since):
    content = version.content
    return Waiting(code, version.pk, str(content), content.get_language_display(), detail, since)


def _item(code, review, detail, since, is_late=False):
    return Waiting(code, review.version_id, review.title, review.get_language_display(), detail, since, is_late)


def _morning_after(day):
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def _day(day):
    return date_format(day, "j F Y")
