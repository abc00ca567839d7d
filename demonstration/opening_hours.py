"""When the people of the demonstration are there. Relative to the day of loading, so that it does not age."""

from datetime import date, time, timedelta

from django.utils import timezone

from directory.models import CallWindow, DeskHours, Holiday, Leave, OpdSession, OpeningHours

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def load_desk(hours, holidays):
    opens, closes = time.fromisoformat(hours["opens"]), time.fromisoformat(hours["closes"])
    DeskHours.objects.all().delete()
    CallWindow.objects.set_up()
    for name in hours["days"]:
        DeskHours.objects.create(weekday=DAYS.index(name), opens=opens, closes=closes)
    for holiday in holidays:
        day = next_time(holiday["month"], holiday["day"])
        Holiday.objects.get_or_create(day=day, location=None, defaults={"name": holiday["name"]})


def load_location(location, hours):
    for name in hours["days"] if hours else ():
        opens, closes = time.fromisoformat(hours["opens"]), time.fromisoformat(hours["closes"])
        OpeningHours.objects.create(location=location, weekday=DAYS.index(name), opens=opens, closes=closes)


def load_doctor(doctor, sessions, leaves, locations):
    for entry in sessions:
        for name in entry["days"]:
            OpdSession.objects.create(doctor=doctor, **session(entry, locations), weekday=DAYS.index(name))
    today = timezone.localdate()
    for leave in leaves:
        first, last = (today + timedelta(days=leave[key]) for key in ("from_day", "to_day"))
        Leave.objects.create(doctor=doctor, first_day=first, last_day=last)


def session(entry, locations):
    fields = {
        "location": locations[entry["at"]],
        "starts": time.fromisoformat(entry["from"]),
        "ends": time.fromisoformat(entry["until"]),
    }
    if "tokens" in entry:
        return fields | {"kind": OpdSession.Kind.TOKENS, "slot_minutes": None, "capacity": entry["tokens"]}
    return fields | {"slot_minutes": entry["minutes"]}


def next_time(month, day):
    today = timezone.localdate()
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
