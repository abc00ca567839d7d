"""What differs between a request and a second sending of its form, in words for the desk."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import AppointmentRequest, Note


def changes_in_words(appointment, answers):
    """One line for each answer that is different now, in the site's main language, whatever the patient's is."""
    with override(settings.LANGUAGE_CODE):
        lines = [
            f"{_label(name)}: {_words(getattr(appointment, name)) or '—'} → {_words(value) or '—'}"
            for name, value in answers.items()
            if getattr(appointment, name) != value
        ]
        longest = Note._meta.get_field("text").max_length
        return ("\n".join(lines) or _("The patient sent the form again."))[:longest]


def _label(name):
    return str(AppointmentRequest._meta.get_field(name).verbose_name)


def _words(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "")
