"""A card of the inbox: all that somebody wants to know before they phone, read with the list itself."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timesince import timesince

from common.dates import day_in_words

from ...models import STILL_THERE, AppointmentRequest, HistoryEntry, OpenPage
from ..access import requests_for
from ..colleagues import in_hand_of, name_of, open_in_words
from ..next_call import TimeLeft, first_call_in_words, next_call_in_words, time_left

Status = AppointmentRequest.Status


@dataclass(frozen=True)
class Card:
    appointment_request: AppointmentRequest
    age: str
    next_call: str
    first_call: str
    left: TimeLeft | None
    wished: list[tuple[str, str]]  # day, part of the day
    held: object  # Assignment in force, or None
    held_by: str
    open_by: str


def with_all_for_cards(rows, user):
    calls = HistoryEntry.objects.filter(appointment_request=OuterRef("pk"), event=HistoryEntry.Event.CALLED)
    calls = calls.order_by().values("appointment_request").annotate(number=Count("pk")).values("number")
    twins = requests_for(user).filter(phone=OuterRef("phone"), status__in=[Status.REQUESTED, Status.BOOKED])
    twins = twins.exclude(pk=OuterRef("pk")).order_by("created_at").values("reference")
    pages = OpenPage.objects.filter(appointment_request=OuterRef("pk"), seen_at__gt=timezone.now() - STILL_THERE)
    pages = pages.exclude(user=user).order_by("opened_at")
    who = {"first": "user__first_name", "last": "user__last_name", "login": "user__username", "since": "opened_at"}
    return (
        rows.for_desk()
        .select_related("assignment__to")
        .annotate(
            calls=Subquery(calls), twin=Subquery(twins[:1]), opened=Subquery(pages.values(one=JSONObject(**who))[:1])
        )
    )


def card(appointment_request):
    held = in_hand_of(appointment_request)
    return Card(
        appointment_request=appointment_request,
        age=timesince(appointment_request.created_at, depth=1),
        next_call=next_call_in_words(appointment_request),
        first_call=first_call_in_words(appointment_request),
        left=time_left(appointment_request),
        wished=list(_wished(appointment_request)),
        held=held,
        held_by=name_of(held.to) if held else "",
        open_by=_open_by(appointment_request.opened),
    )


def _wished(appointment_request):
    if appointment_request.preferred_day:
        yield day_in_words(appointment_request.preferred_day), appointment_request.get_preferred_part_display()
    if appointment_request.second_preferred_day:
        day = day_in_words(appointment_request.second_preferred_day)
        yield day, appointment_request.get_second_preferred_part_display()


def _open_by(opened):
    if not opened:
        return ""
    name = f"{opened['first']} {opened['last']}".strip() or opened["login"]
    return open_in_words(name, parse_datetime(opened["since"]))
