"""Giving a request a time, and moving it: one of the free times, or an exception."""

from datetime import datetime, timedelta
from itertools import groupby

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words, time_in_words
from common.templatetags.words import in_a_row
from directory import opd
from directory.models import Doctor, Location, OpdSession

from ...free_times import ExceptionalTime, ExtraToken, FreeSlot, Slot, Token
from ...models import Appointment, AppointmentRequest
from .forms import VersionedForm


class TimesForm(forms.Form):
    """Whose free times are shown, and from which day on."""

    doctor = forms.TypedChoiceField(label=_("Doctor"), required=False, coerce=int, empty_value=None)
    from_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, chosen=None, *, appointment_request, doctors):
        booked = appointment_request.booked
        today = timezone.localdate()
        named = booked.doctor if booked else appointment_request.preferred_doctor
        initial = {
            "doctor": named.pk if named else "",
            "from_day": max(today, (booked and booked.day) or appointment_request.preferred_day or today),
        }
        super().__init__(chosen or None, initial=initial, prefix="times", auto_id="id_%s")
        self.fields["doctor"].choices = [("", _("All doctors for this request")), *_as_choices(doctors)]
        self.doctors, self.named = doctors, named

    def whose(self):
        """The doctors to choose from: the one that was chosen, or all who could."""
        chosen = self.cleaned_data.get("doctor") if self.is_valid() else None
        return [each for each in self.doctors if (each.pk == chosen if chosen else each.could)]

    def first_day(self):
        return self.cleaned_data.get("from_day") if self.is_valid() else None

    def shown(self, free):
        """The list below: of the doctor who was named, unless others were asked for, or there is nothing."""
        named = [each for each in free if self.named and each.session.doctor_id == self.named.pk]
        is_asked_for = self.is_bound and "times-doctor" in self.data
        return free if is_asked_for else named or free

    @property
    def why_none(self):
        """What to do where nothing can be given."""
        if not self.whose():
            return _("Choose a doctor above, and see the free times.")
        return _("Nothing is free in the coming weeks. Choose a later day above, or another doctor.")


def _as_choices(doctors):
    return [(each.pk, str(each.full_name)) for each in sorted(doctors, key=lambda each: str(each.full_name))]


class TimeField(forms.CharField):
    """One of the free times, by its key. Whether it is free still, the service says."""

    widget = forms.Select

    def set_choices(self, times, first=()):
        days = [
            (day_in_words(day), [(key_of(each), in_words(each)) for each in of_day])
            for day, of_day in groupby(times, key=lambda each: each.day)
        ]
        self.widget.choices = [("", "—"), *first, *days]

    def keep(self, key):
        """What was chosen stays in the list, though it is not among the times that are shown now."""
        shown = {key for _day, of_day in self.widget.choices[1:] if isinstance(of_day, list) for key, _words in of_day}
        if key and key not in shown | {key for key, words in self.widget.choices if not isinstance(words, list)}:
            try:
                time = self.clean(key)
            except forms.ValidationError:
                return
            self.widget.choices = [*self.widget.choices, (key, _("Chosen before: %(time)s") % {"time": told(time)})]

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


class SeveralTimesField(forms.Field):
    """Free times by their keys, as hidden fields of one name."""

    widget = forms.MultipleHiddenInput
    MOST = 3

    def clean(self, value):
        keys = super().clean(value) or []
        return [TimeField().clean(key) for key in dict.fromkeys(keys)][: self.MOST]


class OfferForm(VersionedForm):
    """Times of which the patient takes one."""

    offered = SeveralTimesField(error_messages={"required": _("Choose a time")})

    def until(self, hours):
        """Held so long, and never beyond the first of them."""
        return min(timezone.now() + timedelta(hours=hours), *map(begins, self.cleaned_data["offered"]))


def begins(time):
    if isinstance(time, Token):
        return opd.moment(time.day, time.session.starts)
    return time.starts_at


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


def told(time):
    """A time that was chosen, in words."""
    if isinstance(time, Token):
        return in_a_row([day_in_words(time.day), time.session.doctor.full_name])
    day = day_in_words(timezone.localdate(time.starts_at))
    return in_a_row([day, time_in_words(time.starts_at), time.session.doctor])


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

    def __init__(self, *args, appointment_request, user, **kwargs):
        self.appointment = appointment_request.booked
        initial = {"version": appointment_request.version} | self._own(appointment_request)
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["doctor"].queryset = Doctor.objects.listed()
        if not user.has_perm("bookings.book_exception"):
            for name in self.EXCEPTION_FIELDS:
                del self.fields[name]

    def offer(self, free, full, doctors, why_none):
        """The choices, where the form is shown."""
        self.fields["time"].set_choices(free, first=self._as_it_is())
        if not free:
            self.fields["time"].help_text = why_none  # before the field is bound for the first time
        self.fields["time"].keep(self["time"].value())
        if "extra_token" in self.fields:
            self.fields["extra_token"].set_choices(full)
            self.fields["extra_token"].keep(self["extra_token"].value())
            self.fields["doctor"].widget.choices = [("", "---------"), *_as_choices(doctors)]

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
