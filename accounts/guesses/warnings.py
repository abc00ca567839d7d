"""The mail that tells somebody that their password is being guessed at."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import queue
from common.message_budgets import Cause
from common.models import Task
from common.rate_limits import Limit, RateLimitExceeded, hit
from directory.mail import hospital_mail, send

KIND = "guesses_mail"  # the kind of its task in the queue
ONCE_A_DAY = Limit("guesses-mail", 1, timedelta(days=1))


def tell_owner(username: str) -> None:
    """Once a day, however long it goes on. The queue sends it, so that the page tells nobody who has a login."""
    username = username.strip().casefold()
    try:
        hit((ONCE_A_DAY, username))
    except RateLimitExceeded:
        return
    people = get_user_model().objects.filter(username__iexact=username, is_active=True).exclude(email="")
    queue.put(*(Task(kind=KIND, key=str(person.pk)) for person in people))


def send_mail(person_id: str) -> None:
    """What the queue does for one of them."""
    person = get_user_model().objects.filter(pk=person_id, is_active=True).exclude(email="").first()
    if person is None:
        return
    with override(settings.LANGUAGE_CODE):
        mail = hospital_mail(
            to=person.email,
            subject=_("Somebody is guessing at your password"),
            template="accounts/mail/guesses.txt",
            context={"person": person, "link": settings.SITE_ADDRESS + reverse("staff:forgotten_password")},
            key=f"guesses-{person.pk}-{localdate():%Y%m%d}",
        )
        send(mail, cause=Cause.STAFF)
