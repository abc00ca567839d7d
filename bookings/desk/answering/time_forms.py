"""Giving a request a time, and moving it: one of the free times, or an exception."""

from datetime import datetime, timedelta
from itertools import groupby

from django import forms
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words, time_in_words
from directory.models import Doctor, Location, OpdSession

from ...free_times import ExceptionalTime, ExtraToken, FreeSlot, Slot, Token, free_times, full_sessions
from ...models import Appointment, AppointmentRequest
from .forms import VersionedForm

DAYS_SHOWN = 14


class TimesForm(forms.Form):
    """Whose free times are shown, and from which day on."""

    doctor = forms.ModelChoiceField(
        Doctor.objects.none(), label=_("Doctor"), required=False, empty_label=_("All doctors for this request")
    )
    from_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data, *, appointment_request):
        booked = appointment_request.booked
        today = timezone.localdate()
        initial = {
            "doctor": booked.doctor if booked else appointment_request.preferred_doctor,
            "from_day": max(today, (booked and booked.day) or appointment_request.preferred_day or today),
        }
        chosen = data if "doctor" in data or "from_day" in data else None
        super().__init__(chosen, initial=initial, auto_id="id_times_%s")
        self.fields["doctor"].queryset = Doctor.objects.listed()
        self.appointment_request = appointment_request

    @property
    def query(self):
        """The choice, for the address of the form below."""
        chosen = {name: self.data[name] for name in self.fields if name in self.data}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def why_none(self):
        """What to do where nothing can be given."""
        if self._about()[0] is None:
            return _("Choose a doctor above, and see the free times.")
        return _("Nothing is free in these two weeks. Choose a later day above, or another doctor.")

    def free_times(self):
        """What can be given now. Without a doctor: of all whom this request may be about."""
        return self._ask(free_times)

    def full_sessions(self):
        return self._ask(full_sessions)

    def _ask(self, question):
        about, first_day = self._about()
        return question(about, first_day, DAYS_SHOWN) if about else []

    def _about(self):
        """Whose times (None: nobody's), and the first day."""
        chosen = self.cleaned_data if self.is_valid() else self.initial
        request = self.appointment_request
        about = chosen["doctor"] or request.treatment or request.department
        return about, max(chosen["from_day"] or timezone.localdate(), timezone.localdate())


class TimeField(forms.CharField):
    """One of the free times, by its key. Whether it is free still, the service says."""

    widget = forms.Select

    def set_choices(self, times, first=()):
        days = [
            (day_in_words(day), [(key_of(each), in_words(each)) for each in of_day])
            for day, of_day in groupby(times, key=lambda each: each.day)
        ]
        self.widget.choices = [("", "—"), *first, *days]

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return None
        try:
            kind, session_id, moment = value.split("|")
            session = OpdSession.objects.select_related("doctor", "location").get(pk=int(session_id))
            moment = datetime.fromisoformat(moment)
            return Token(session, moment.date()) if kind == "token" else Slot(session, moment.astimezone())
        except (ValueError, OverflowError, OpdSession.DoesNotExist):
            raise forms.ValidationError(_("Choose a time from the list")) from None


def key_of(place):
    """Of a free time, or of an appointment in a session."""
    is_slot = isinstance(place, FreeSlot) or (isinstance(place, Appointment) and place.token_number is None)
    moment = timezone.localtime(place.starts_at).isoformat() if is_slot else place.day.isoformat()
    return f"{'slot' if is_slot else 'token'}|{place.session.pk}|{moment}"


def in_words(free):
    where = {"doctor": free.session.doctor.full_name, "location": free.location.name}
    where["time"] = time_in_words(free.starts_at)
    if isinstance(free, FreeSlot):
        return _("%(time)s, %(doctor)s, %(location)s") % where
    where |= {"free": free.free, "all": free.session.capacity}
    return _("%(time)s, %(doctor)s, %(location)s: %(free)s of %(all)s numbers free") % where


class BookForm(VersionedForm):
    """The front desk gives a request a free time; who may, also one outside the plan."""

    heading, button, url_name = _("Confirm"), _("Confirm and tell the patient"), "book"

    time = TimeField(label=_("Free times"), required=False)
    exception_reason = forms.ChoiceField(
        label=_("Why this exception?"),
        choices=[("", "—"), *Appointment.ExceptionReason.choices],
        required=False,
    )
    extra_token = TimeField(label=_("One number more in a shared session that is full (optional)"), required=False)
    doctor = forms.ModelChoiceField(Doctor.objects.none(), label=_("Doctor"), required=False)
    location = forms.ModelChoiceField(Location.objects.all(), label=_("Where to come"), required=False)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter the day, like 2026-12-31")},
    )
    clock = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Enter the time, like 10:30")},
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), required=False, min_value=5, max_value=480)
    beside = forms.CharField(
        label=_("Reference of the appointment that it overlaps (optional)"), required=False, max_length=20
    )

    EXCEPTIONAL = {
        "doctor": _("Choose a doctor"),
        "location": _("Choose where"),
        "day": _("Enter the day"),
        "clock": _("Enter the time"),
        "minutes": _("Enter how long the appointment takes, in minutes"),
    }
    # Folded, and only for those who may: first why, then one of two ways.
    EXCEPTION_FIELDS = ("exception_reason", "extra_token", *EXCEPTIONAL, "beside")

    def __init__(self, *args, appointment_request, times, user, **kwargs):
        self.appointment = appointment_request.booked
        initial = {"version": appointment_request.version} | self._own(appointment_request)
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        free = times.free_times()
        self.fields["time"].set_choices(free, first=self._as_it_is())
        if not free:
            self.fields["time"].help_text = times.why_none
        if user.has_perm("bookings.book_exception"):
            self.fields["extra_token"].set_choices(times.full_sessions())
            self.fields["doctor"].queryset = Doctor.objects.listed()
        else:
            for name in self.EXCEPTION_FIELDS:
                del self.fields[name]

    @property
    def exception_fields(self):
        return [self[name] for name in self.EXCEPTION_FIELDS if name in self.fields]

    @property
    def exception_is_open(self):
        """Something was entered there, or the appointment itself lies outside all sessions."""
        entered = self.is_bound and set(self.changed_data) & set(self.EXCEPTION_FIELDS)
        return bool(entered or (self.appointment and self.appointment.session is None))

    def _own(self, appointment_request):
        """A move opens at the appointment's own doctor, day, time, length and place."""
        own = self.appointment
        if own is None:
            return {"doctor": appointment_request.preferred_doctor, "location": appointment_request.location}
        return {
            "time": key_of(own) if own.session else "",
            "doctor": own.doctor,
            "location": own.location,
            "day": own.day,
            "clock": timezone.localtime(own.starts_at).time(),
            "minutes": int(own.length / timedelta(minutes=1)),
        }

    def _as_it_is(self):
        own = self.appointment
        if own is None or own.session is None:
            return []
        return [(key_of(own), _("As it is now: %(time)s") % {"time": time_in_words(own.starts_at)})]

    def clean(self):
        data = super().clean()
        if not data.get("exception_reason"):
            if not data.get("time") and "time" not in self.errors:
                self.add_error("time", _("Choose a time"))
            return data
        if data.get("time") and "time" in self.changed_data:
            self.add_error("exception_reason", _("Choose a free time, or give a reason for an exception; not both"))
        if data.get("extra_token"):
            return data
        for name, message in self.EXCEPTIONAL.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        if data.get("day") and data.get("clock"):
            try:
                data["starts_at"] = timezone.make_aware(datetime.combine(data["day"], data["clock"]))
                data["ends_at"] = data["starts_at"] + timedelta(minutes=data.get("minutes") or 0)
            except OverflowError:
                self.add_error("day", _("Choose a day within a year"))
        return data

    def clean_beside(self):
        reference = self.cleaned_data["beside"]
        if not reference:
            return None
        found = AppointmentRequest.objects.filter(reference=reference.strip().upper()).first()
        if found is None or found.booked is None:
            raise forms.ValidationError(_("There is no booked appointment with this reference"))
        return found.booked

    def time_given(self):
        """One of free_times.Time, as services.book and services.reschedule take it."""
        data = self.cleaned_data
        reason = data.get("exception_reason")
        if not reason:
            return data["time"]
        if token := data.get("extra_token"):
            return ExtraToken(token.session, token.day, reason)
        return ExceptionalTime(
            data["doctor"], data["location"], data["starts_at"], data["ends_at"], reason, data["beside"]
        )

    def refuse(self, refusal):
        """Show a refusal beside the field that it is about."""
        is_exception = bool(self.cleaned_data.get("exception_reason"))
        field = ("extra_token" if self.cleaned_data.get("extra_token") else "clock") if is_exception else "time"
        self.add_error(field if refusal.field else None, refusal.words)


class MoveForm(BookForm):
    """Another time for what is booked."""

    heading, button, url_name = _("Move to another time"), _("Move"), "move"
