"""Who may ask, sign and publish, and who is there: for pages of every kind."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils import timezone

from directory.models import Leave

from ..models import Clinician
from ..publishing.authorship import writers
from ..publishing.publish_gate import lacks_right, why_not_sign

ONE_DAY = timedelta(days=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def right(content, action):
    """The name of a right on pages of this kind: `right(content, "sign_off")`."""
    return f"{content._meta.app_label}.{action}_{content._meta.model_name}"


def may_read(user, version):
    return user.has_perm(right(version.content, "view"))


def may_write(user, version):
    return bool(version.check_modify.as_bool(user))


def may_publish(user, version):
    return version.has_publish_permission(user)


def may_review(user, version):
    """A clinician who reads the language, and wrote none of these words since they were last signed."""
    return not why_not_sign(user, version.content)


def reviewers_of(version):
    """Those whom somebody may ask, the least burdened first."""
    people = get_user_model().objects.with_perm(
        right(version.content, "sign_off"), include_superusers=False, backend=BACKEND
    )
    waiting = Count("reviews", filter=Q(reviews__outcome="open"))
    people = people.annotate(open_reviews=waiting).order_by("open_reviews", "first_name", "pk")
    wrote = writers(version.content)
    return [person for person in people if person.pk not in wrote and not lacks_right(person, version.content)]


def away_until(user, today=None):
    """The last day on which this clinician is away, or None where they are there today.

    Away is whoever said so, and whoever is on leave as a doctor. What follows without a day between is one absence.
    """
    clinician = Clinician.objects.filter(user=user).first()
    if clinician is None:
        return None
    today = today or timezone.localdate()
    leaves = Leave.objects.filter(doctor=clinician.doctor_id, starts=None, last_day__gte=today)
    absences = [(today, clinician.away_until or date.min), *leaves.values_list("first_day", "last_day")]
    last = today - ONE_DAY
    for first, end in sorted(absences):
        if first <= last + ONE_DAY:
            last = max(last, end)
    return last if last >= today else None


def stand_in_for(review):
    """Who reads in the place of a clinician who is away; None where nobody does."""
    others = (person for person in reviewers_of(review.version) if person.pk != review.clinician_id)
    return next((person for person in others if not away_until(person)), None)


def publishers_of(content):
    people = get_user_model().objects.with_perm(right(content, "publish"), include_superusers=False, backend=BACKEND)
    return people.order_by("pk")


def name_of(user):
    return user.get_full_name() or user.get_username() if user else ""
