"""Mails the owners of pages whose review is near or overdue: 60, 30 and 0 days before, then every week.

Which step is due follows from today's date and from what was sent, not from running on the exact
day: after a month without a worker, each owner gets one mail with the latest step of each page.
"""

import hashlib
import logging
from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from djangocms_versioning.models import Version

from common import queue
from common.message_budgets import Cause
from common.models import Task
from directory.mail import hospital_mail, send

from ..models import ReviewReminder
from .signable import admin_url, of_content
from .worklist import reviews_due

logger = logging.getLogger(__name__)

REMINDER = "review_reminder"  # the kind of its task in the queue
STEPS = (60, 30, 0)
ONE_WEEK = timedelta(weeks=1)


def plan_reminders():
    """Ask the queue for one mail to each owner of pages that are due. Returns those that nobody can be mailed about."""
    owners, without_owner = set(), []
    for content in due(timezone.localdate()):
        if owner := owner_of(content):
            owners.add(owner.pk)
        else:
            without_owner.append(content)
    queue.put(*(Task(kind=REMINDER, key=str(owner_id)) for owner_id in sorted(owners)))
    if without_owner:
        logger.warning("nobody can be mailed about the review of %s pages", len(without_owner))
    return without_owner


def remind(owner_id):
    """What the queue does for one owner: a mail about all their pages, and then the note that it was sent."""
    today, owner = timezone.localdate(), get_user_model().objects.filter(pk=owner_id).first()
    contents = [content for content in due(today) if owner and owner_of(content) == owner]
    if contents:
        send(mail_to(owner, contents, today), cause=Cause.STAFF)
        ReviewReminder.objects.bulk_create(_sent(content, owner, today) for content in contents)


def _sent(content, owner, today):
    return ReviewReminder(
        kind=of_content(content).kind,
        object_id=of_content(content).object_id(content),
        language=content.language,
        next_review=content.next_review,
        days_left=step_of(content, today),
        to=owner,
        sent_on=today,
    )


def due(today):
    """Published pages whose latest step was not sent yet."""
    sent = defaultdict(dict)
    for row in ReviewReminder.objects.all():
        sent[row.kind, row.object_id, row.language, row.next_review][row.days_left] = row.sent_on
    for content in reviews_due(today + timedelta(days=STEPS[0])):
        signable = of_content(content)
        steps = sent[signable.kind, signable.object_id(content), content.language, content.next_review]
        step = step_of(content, today)
        # A late run may have sent the last weekly step yesterday: the next one still waits its week.
        too_soon = step < 0 and steps and max(steps.values()) > today - ONE_WEEK
        if step not in steps and not too_soon:
            yield content


def step_of(content, today):
    """The last step that this day has reached."""
    left = (content.next_review - today).days
    if left > -ONE_WEEK.days:
        return min(step for step in STEPS if step >= max(left, 0))
    return -ONE_WEEK.days * (-left // ONE_WEEK.days)


def owner_of(content):
    """The owner of the page, else whoever wrote its newest version; None when neither can get mail."""
    lasting = getattr(content, of_content(content).lasting)
    candidates = [getattr(lasting, "owner", None), newest_author(content)]
    return next((user for user in candidates if user and user.is_active and user.email), None)


def newest_author(content):
    versions = Version.objects.filter_by_content_grouping_values(content)
    return versions.select_related("created_by").latest("pk").created_by


def mail_to(owner, contents, today):
    pages = [
        {"content": content, "is_overdue": content.next_review < today, "url": address_of(content)}
        for content in contents
    ]
    with override(settings.LANGUAGE_CODE):
        worklist = settings.SITE_ADDRESS + reverse("admin:content_treatmentcontent_worklist")
        return hospital_mail(
            to=owner.email,
            subject=_("Treatment pages to review: %(count)d") % {"count": len(pages)},
            template="content/mail/review_reminder.txt",
            context={"owner": owner, "pages": pages, "worklist": worklist},
            key=_key(owner, contents, today),
        )


def address_of(content):
    return settings.SITE_ADDRESS + admin_url(content, "readiness")


def _key(owner, contents, today):
    about = [
        f"{of_content(content).kind}:{content.pk}:{content.next_review}:{step_of(content, today)}"
        for content in contents
    ]
    digest = hashlib.sha256(f"{owner.pk} {sorted(about)}".encode()).hexdigest()[:32]
    return f"review-{digest}"
