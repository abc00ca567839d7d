"""Publishing and taking down at a time. Planned by a publisher, done by the queue, decided by the gate at that time."""

import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from common import queue
from common.dates import in_words
from common.message_budgets import Cause
from common.models import Task
from directory.mail import hospital_mail, send

from ..models import PlannedChange
from ..publishing.editors_turn import wait_for_turn
from ..publishing.publish_gate import PublishRefused
from . import people
from .steps import StepRefused

logger = logging.getLogger(__name__)

REFUSAL_MAIL = "planned_change_refused"  # the kind of its task in the queue
Action, State = PlannedChange.Action, PlannedChange.State
STARTS_FROM = {Action.PUBLISH: DRAFT, Action.UNPUBLISH: PUBLISHED}


@transaction.atomic
def plan(version, action, *, at, by):
    """A second plan of the same kind takes the place of the first."""
    wait_for_turn()
    version = Version.objects.select_for_update(of=["self"]).get(pk=version.pk)
    if not people.may_publish(by, version):
        raise PermissionDenied
    if at <= timezone.now():
        raise StepRefused(_("Choose a time that is still to come."))
    if version.state not in may_start_from(version, action):
        raise StepRefused(_("This version cannot be published any more, or is not published."))
    _call_off(version.planned_changes.waiting().filter(action=action), by)
    return PlannedChange.objects.create(version=version, action=action, at=at, planned_by=by)


def may_start_from(version, action):
    """A draft that goes out at a time may be planned to come down again at another."""
    goes_out = version.planned_changes.waiting().filter(action=Action.PUBLISH).exists()
    return {STARTS_FROM[action]} | ({DRAFT} if action == Action.UNPUBLISH and goes_out else set())


@transaction.atomic
def call_off(planned_change, *, by):
    if not people.may_publish(by, planned_change.version):
        raise PermissionDenied
    if not _call_off(PlannedChange.objects.waiting().filter(pk=planned_change.pk), by):
        raise StepRefused(_("It was done already, or called off."))


def _call_off(plans, by):
    return plans.update(state=State.CANCELLED, ended_at=timezone.now(), ended_by=by)


def do_what_is_due():
    """Returns the plans whose time has come, as they ended. Any number of workers may do this at once."""
    return [done for pk in PlannedChange.objects.due().values_list("pk", flat=True) if (done := _alone(pk))]


def _alone(pk):
    """One that fails is tried again a minute later, and keeps no other from its time."""
    try:
        return _do(pk)
    except Exception:
        logger.exception("planned change %s could not be tried", pk)
        return None


@transaction.atomic
def _do(pk):
    wait_for_turn()
    planned_change = PlannedChange.objects.select_for_update(of=["self"]).filter(pk=pk).first()
    if planned_change is None or planned_change.state != State.WAITING or planned_change.at > timezone.now():
        return None  # another worker has done it, or it was called off or moved a moment ago
    reason = _try(planned_change)
    planned_change.state = State.REFUSED if reason else State.DONE
    planned_change.reason, planned_change.ended_at = reason, timezone.now()
    planned_change.save(update_fields=["state", "reason", "ended_at"])
    if reason:
        tell_of_refusal(planned_change)
    return planned_change


def _try(planned_change):
    """Why it may not be done, in words; "" when it is done."""
    try:
        with transaction.atomic(), override(settings.LANGUAGE_CODE):
            version = Version.objects.select_for_update(of=["self"]).get(pk=planned_change.version_id)
            # Whoever writes this page's words in a form waits, or has been waited for.
            contents = type(version.content)._original_manager.select_for_update(of=["self"])
            contents.get(pk=version.object_id)
            _change(version, planned_change)
    except PublishRefused as refused:
        return " ".join(missing.text for missing in refused.missing)
    except (ConditionFailed, StepRefused) as refused:
        return strip_tags(str(refused))
    return ""


def _change(version, planned_change):
    by = planned_change.planned_by
    if not (by.is_active and people.may_publish(by, version)):
        raise StepRefused(_("Whoever planned this may not publish any more."))
    if version.state != STARTS_FROM[planned_change.action]:
        raise StepRefused(_("Another version has taken the place of this one."))
    if planned_change.action == Action.PUBLISH:
        version.check_publish(by)
        version.publish(by)
    else:
        version.unpublish(by)


def tell_of_refusal(planned_change):
    """The author and the publisher, at once: patients were to read something else by now."""
    readers = {planned_change.planned_by, planned_change.version.created_by}
    ids = sorted(user.pk for user in readers if user.is_active and user.email)
    queue.put(*(Task(kind=REFUSAL_MAIL, key=f"{planned_change.pk} {pk}") for pk in ids))


def send_refusal(key):
    """What the queue does for one refused plan and one reader."""
    plan_id, user_id = key.split()
    refused = PlannedChange.objects.select_related("version", "planned_by").filter(pk=plan_id).first()
    readers = {each.pk: each for each in (refused.planned_by, refused.version.created_by)} if refused else {}
    reader = readers.get(int(user_id))
    if reader and reader.is_active and reader.email:
        with override(settings.LANGUAGE_CODE):
            send(mail_to(reader, refused), cause=Cause.STAFF)


def mail_to(reader, refused):
    title = str(refused.version.content)
    return hospital_mail(
        to=reader.email,
        subject=_("Not done as planned: %(title)s") % {"title": title},
        template="content/mail/planned_change_refused.txt",
        context={
            "reader": reader,
            "refused": refused,
            "title": title,
            "language": refused.version.content.get_language_display(),
            "at": in_words(refused.at),
            "url": settings.SITE_ADDRESS + reverse("review:version", args=[refused.version_id]),
        },
        key=f"planned-change-refused-{refused.pk}-{reader.pk}",
    )
