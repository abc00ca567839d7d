"""The one way to make a mail of the hospital: in its name, from its address, and known again when it comes twice."""

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from .models import Hospital


def hospital_mail(*, to, subject, template, context, key):
    """A mail to one reader. Called in the reader's language, as the subject is already in it.

    `key` says what the mail is about. It is the same for every try, so that most mail programs show a mail that was
    sent twice once.
    """
    hospital = Hospital.objects.first()
    return EmailMessage(
        subject=subject,
        body=render_to_string(template, {"hospital": hospital} | context),
        from_email=formataddr((str(hospital.name) if hospital else "", settings.DEFAULT_FROM_EMAIL)),
        to=[to],
        headers={"Message-ID": f"<{key}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )


def _domain():
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
