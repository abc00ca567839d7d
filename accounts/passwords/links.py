"""The mail with a link that sets a new password. The page notes who asks; the worker looks up whether there is a login.

So the page takes as long for an address that nobody has, and a mail server that is away loses no link.
"""

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

from common import queue
from common.message_budgets import Cause
from common.models import Task
from directory.mail import hospital_mail, send

from ..models import PasswordLink

KIND = "password_link"  # the kind of its task in the queue
TRIES = 8  # in about an hour: by then, whoever asked has asked again
LONGEST_WAIT = timedelta(hours=1)  # for a mailbox that got so many links that one of them still works


@transaction.atomic
def ask_for(email):
    link = PasswordLink.objects.create(email=email, language=get_language())
    queue.put(Task(kind=KIND, key=str(link.pk)))


def send_link(link_id):
    """What the queue does for one of them."""
    link = PasswordLink.objects.filter(pk=link_id).first()
    if link is None:
        return
    try:
        send(*(mail_to(person, link) for person in people_with(link.email)), cause=Cause.PASSWORD)
    except queue.PutOff as early:
        if timezone.now() + early.wait < link.asked_at + LONGEST_WAIT:
            raise
    link.delete()  # an address of somebody unknown is not kept either


def give_up(task):
    PasswordLink.objects.filter(pk=task.key).delete()


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
