"""The one way to make and send a mail of the hospital: in its name, and known again when it comes twice."""

import re
import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from common.message_budgets import Cause, Channel, fold_mailbox, spend
from common.queue import GiveUp

from .models import Department, Hospital


def hospital_mail(*, to, subject, template, context, key, reply_to=""):
    """A mail to one reader. Called in the reader's language, as the subject is already in it.

    `key` says what the mail is about. It is the same for every try, so that most mail programs show a mail that was
    sent twice once. Answers go to the sender, whom nobody may read, unless `reply_to` says to whom.
    """
    hospital = Hospital.objects.current()
    return EmailMessage(
        subject=subject,
        body=_without_gaps(render_to_string(template, {"hospital": hospital} | context)),
        from_email=formataddr((str(hospital.name) if hospital else _name_set(), sender_address())),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": f"<{key}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )


def mail_to_operators(*, to, subject, words):
    """For those who run the site, in plain words. Asks no database, which may be what is wrong."""
    return EmailMessage(subject, words, to=to, headers={"Auto-Submitted": "auto-generated"})


def _without_gaps(text):
    """What a template leaves out leaves no more than one empty line."""
    return re.sub(r"\n{3,}", "\n\n", text)


def send(*mails, cause, most=None):
    """For what the queue does. `cause` and `most` are those of common/message_budgets.py.

    Raises PutOff while a budget is used up, and none of the mails has left; GiveUp where the mail server refuses this
    reader or this mail for good.
    """
    for mail in mails:
        [mailbox] = mail.to
        about, is_ours = mail.extra_headers["Message-ID"], cause == Cause.STRANGER and _is_ours(mailbox)
        spend(cause, Channel.MAIL, fold_mailbox(mailbox), about=about, is_ours=is_ours, most=most)
    for mail in mails:
        _hand_over(mail)


def _is_ours(mailbox):
    """An address of the hospital, or of one of its people."""
    departments = Department.objects.filter(email__iexact=mailbox)
    people = get_user_model().objects.filter(email__iexact=mailbox, is_active=True)
    return Hospital.objects.filter(email__iexact=mailbox).exists() or departments.exists() or people.exists()


def _hand_over(mail):
    try:
        mail.send()
    except smtplib.SMTPException as error:
        if _is_permanent(error):
            raise GiveUp from error
        raise


def _is_permanent(error):
    """SMTP 5xx about this reader or this mail. About us (login, sender, greeting), it waits until that is put right."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def sender_address():
    """The address alone: the setting may name the sender, too."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _name_set():
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[0]


def _domain():
    return sender_address().rpartition("@")[2]
