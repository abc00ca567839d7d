"""The next day's lists and all open requests, mailed to the desk: with them a day without the site works on paper.

The mail holds patients' names and numbers. It goes to the hospital's own address for the desk, and to no other.
"""

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import queue
from common.dates import day_in_words, in_words, time_in_words
from common.message_budgets import Cause
from common.models import Task
from directory.mail import hospital_mail, send
from directory.models import Hospital, OpdSession

from ..access_journal import record_mailed
from ..models import Appointment, AppointmentRequest, ListMail
from .lists import SessionList, lists_of

logger = logging.getLogger(__name__)

TASK = "desk_lists"
NOON = 12
MOST_REQUESTS = 500
STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "desk" / "paper.css"


def put_what_is_due() -> int:
    """Ask for the mail of the day whose lists are due, once, by however many workers. Returns how many."""
    day = day_that_is_due()
    if day is None:
        return 0
    with transaction.atomic():
        _mail, is_new = ListMail.objects.get_or_create(day=day)
        if is_new:
            queue.put(Task(kind=TASK, key=day.isoformat()))
    return int(is_new)


def day_that_is_due() -> date | None:
    """Tomorrow, from the hour on. After a night without a worker still today, for half of a day is left."""
    now = timezone.localtime()
    if settings.DESK_LISTS_HOUR < 0:
        return None
    if now.hour >= settings.DESK_LISTS_HOUR:
        return now.date() + timedelta(days=1)
    return now.date() if now.hour < NOON else None


def send_lists(key: str) -> None:
    """What the queue does for one day. Over by now, it helps nobody."""
    day = date.fromisoformat(key)
    hospital = Hospital.objects.current()
    if day < timezone.localdate():
        return
    if hospital is None or not hospital.email:
        logger.warning("The lists of %s were not sent: the hospital has no address for the desk", day)
        return
    with override(settings.LANGUAGE_CODE):
        mail = mail_of(day, hospital.email)
    if mail:
        send(mail, cause=Cause.STAFF)


def mail_of(day: date, address: str) -> Any:
    """None where nobody is booked and nobody waits."""
    found = lists_of(Appointment.objects.all(), OpdSession.objects.none(), day)
    waiting = AppointmentRequest.objects.waiting()  # type: ignore[attr-defined]  # mypy knows no queryset of ours
    context = _context(day, found, waiting)
    if not found and not context["waiting_count"]:
        return None
    mail = hospital_mail(
        to=address,
        subject=_("Lists of %(day)s") % {"day": context["day_words"]},
        template="bookings/mail/desk_lists.txt",
        context=context,
        key=f"{TASK}.{day}",
    )
    booked = (row.appointment.appointment_request for each in found for row in each.rows)
    record_mailed([*booked, *(asked for asked, _due in context["waiting"])])
    mail.attach(f"lists-{day}.html", render_to_string("desk/days/mailed.html", context), "text/html")
    return mail


def _context(day: date, found: list[SessionList], waiting: Any) -> dict[str, Any]:
    count = waiting.count()
    return {
        "day_words": day_in_words(day),
        "printed_at": in_words(timezone.now()),
        "lists": [_shown(each) for each in found],
        "number": sum(len(each.rows) for each in found),
        "waiting": [(each, _call_by(each)) for each in waiting.for_desk()[:MOST_REQUESTS]],
        "waiting_count": count,
        "not_shown": max(count - MOST_REQUESTS, 0),
        "stylesheet": _stylesheet(),
        "link": f"{settings.SITE_ADDRESS}/desk/days/?day={day}",
    }


def _stylesheet() -> SafeString:
    """Inside the file: an attachment has no site to ask for one."""
    return mark_safe(f"<style>{STYLESHEET.read_text(encoding='utf-8')}</style>")  # noqa: S308 - a file of ours


def _call_by(appointment_request: AppointmentRequest) -> str:
    due = appointment_request.next_action_at
    return in_words(due) if due else ""


def _shown(each: SessionList) -> dict[str, Any]:
    return {
        "list": each,
        "from": time_in_words(each.starts_at),
        "until": time_in_words(each.ends_at),
        "rows": [(row, time_in_words(row.appointment.starts_at)) for row in each.rows],
    }
