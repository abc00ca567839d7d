"""The mail with a link that sets a new password. The page notes who asks; the worker looks up whether there is a login.

So the page takes as long for an address that nobody has, and a mail server that is away loses no link.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from directory.mail import hospital_mail

from .models import PasswordLink

logger = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(hours=1)
AGAIN_AFTER = timedelta(minutes=1)


def ask_for(email):
    PasswordLink.objects.create(email=email, language=get_language())


def send_due_links(limit=5):
    """Send what was asked for. Any number of workers may run this at once. Returns how many rows were dealt with."""
    done = 0
    while done < limit and _send_next():
        done += 1
    return done


@transaction.atomic
def _send_next():
    due = PasswordLink.objects.filter(next_try_at__lte=timezone.now()).order_by("next_try_at")
    link = due.select_for_update(skip_locked=True).first()
    if link is None:
        return False
    try:
        for person in people_with(link.email):
            mail_to(person, link).send()
    except (smtplib.SMTPException, OSError) as error:
        if link.asked_at > timezone.now() - GIVEN_UP_AFTER:
            logger.warning("a link for a new password could not be sent, trying again: %s", type(error).__name__)
            link.next_try_at = timezone.now() + AGAIN_AFTER
            link.save(update_fields=["next_try_at"])
            return True
        logger.error("a link for a new password was given up: %s", type(error).__name__)
    link.delete()  # an address of somebody unknown is not kept either
    return True


def people_with(email):
    """Those who may sign in and have this address."""
    return PasswordResetForm().get_users(email)


def mail_to(person, link):
    with override(link.language):
        return hospital_mail(
            to=person.email,
            subject=_("A new password for your login"),
            template="accounts/mail/new_password.txt",
            context={"person": person, "link": link_for(person)},
            key=f"password-{link.pk}-{person.pk}",
        )


def link_for(person):
    """Built from the site's own address: the host that a request names may be anybody's."""
    who, token = urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)
    return settings.SITE_ADDRESS + reverse("staff:new_password", args=[who, token])
