"""One mail a day at most to each person, with all that waits for them: asked for at each step, sent by the queue."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from common import queue
from common.message_budgets import Cause
from common.models import Task
from directory.mail import hospital_mail, send

from ..models import ReviewDigest
from .waiting import by_heading, news_for, waiting_for

DIGEST = "review_digest"  # the kind of its task in the queue
MORNING = time(8)  # of the next day: what came up after the mail of today


def tell(*users):
    """Let the queue tell these people what waits. Called in the transaction of the step."""
    ids = {user.pk for user in users if user and user.is_active and user.email}
    queue.put(*(Task(kind=DIGEST, key=str(pk)) for pk in sorted(ids)))


def send_digest(user_id):
    """What the queue does for one person. Nothing new since the last mail: no mail."""
    user = get_user_model().objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return
    last = ReviewDigest.objects.filter(user=user).order_by("-day").first()
    if last and last.day >= timezone.localdate():
        raise queue.PutOff(_until_tomorrow())
    with override(settings.LANGUAGE_CODE):
        waiting, news = waiting_for(user), news_for(user, last.at if last else user.date_joined)
        told = [each.name for each in waiting] + [f"news:{each.pk}" for each in news]
        if not set(told) - set(last.told if last else ()):
            return
        send(mail_to(user, waiting, news), cause=Cause.STAFF)
    ReviewDigest.objects.get_or_create(user=user, day=timezone.localdate(), defaults={"told": told})


def tell_of_overdue(users, reviews):
    """Each publisher once about each review that has become overdue."""
    last = {digest.user_id: digest.day for digest in ReviewDigest.objects.filter(user__in=users).order_by("day")}
    tell(*(user for user in users if any(last.get(user.pk) is None or last[user.pk] <= each.due for each in reviews)))


def mail_to(user, waiting, news):
    today = timezone.localdate()
    groups = [(heading, [(each, settings.SITE_ADDRESS + each.url) for each in items])
              for _code, heading, items in by_heading(waiting)]  # fmt: skip
    return hospital_mail(
        to=user.email,
        subject=_subject(len(waiting), len(news)),
        template="content/mail/review_digest.txt",
        context={
            "reader": user,
            "groups": groups,
            "news": news,
            "all": settings.SITE_ADDRESS + reverse("review:waiting"),
        },
        key=f"review-digest-{user.pk}-{today}",
    )


def _subject(waiting, news):
    if waiting:
        return ngettext("%(count)d page waits for you", "%(count)d pages wait for you", waiting) % {"count": waiting}
    return ngettext("%(count)d review has changed", "%(count)d reviews have changed", news) % {"count": news}


def _until_tomorrow():
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, MORNING)) - timezone.now()
