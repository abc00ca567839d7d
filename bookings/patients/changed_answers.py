"""What differs between a request and a second sending of its form, for the patient and for the desk."""

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import AppointmentRequest, Note


def differences(appointment_request, answers):
    """[(question, answer of before, answer of now)], in the language that is active."""
    return [
        (capfirst(_field(name).verbose_name), _words(name, getattr(appointment_request, name)), _words(name, value))
        for name, value in answers.items()
        if getattr(appointment_request, name) != value
    ]


def note_for_desk(appointment_request, answers):
    """One line for each answer that is different now, in the site's main language, whatever the patient's is."""
    with override(settings.LANGUAGE_CODE):
        lines = [f"{question}: {before} → {now}" for question, before, now in differences(appointment_request, answers)]
        return ("\n".join(lines) or _("The patient sent the form again."))[: Note._meta.get_field("text").max_length]


def _field(name):
    return AppointmentRequest._meta.get_field(name)


def _words(name, value):
    if name == "call_window":
        return str(value or AppointmentRequest.PartOfDay.ANY.label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(_field(name).flatchoices).get(value, value) or "—")
