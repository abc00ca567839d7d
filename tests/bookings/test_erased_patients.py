"""A patient goes every way through the site, asks to be forgotten, and then is nowhere: every column of every table is
read, sessions decoded, mails, logs and files looked through.
"""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from bookings import links, services
from bookings.messaging import outbox
from bookings.models import AppointmentRequest
from common import message_budgets
from tests import factories
from tests.bookings.forms_filled import asked, begin, fill
from tests.factories import at

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, OTHER_PHONE, EMAIL = "+919847055555", "+919847066666", "canary@quetzal.example"
CONTACT = {"full_name": "Canary Quetzal", "phone": "98470 55555", "email": EMAIL}
WORDS = ("canary", "quetzal", "9847055555", "98470 55555", "9847066666", "flycatcher")


def everything():
    """{table: its rows as text}, and what sessions hold."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'select coalesce(string_agg(t::text, chr(10)), %s) from "{table}" t', [""])
            found[table] = cursor.fetchone()[0]
    found["sessions"] = str([session.get_decoded() for session in Session.objects.all()])
    return found


def where():
    return {name for name, text in everything().items() if any(word in text.lower() for word in WORDS)}


def sent(client, **contact):
    """Through the pages."""
    return asked(client, contact=CONTACT | contact, about={"reason": "Canary reason"})


def test_after_erasing_nothing_of_a_patient_is_left(client, front_desk, mail_server, caplog, settings, tmp_path):
    factories.HospitalFactory()
    settings.MEDIA_ROOT = tmp_path
    begin(client)
    first = sent(client)
    services.note_call(first.pk, outcome="no_answer", by=front_desk, text="Canary's sister answered")
    services.request_change(first.pk, "Flycatcher day, please")
    services.correct_contact(
        first.pk, by=front_desk, version=None, phone=OTHER_PHONE, email="flycatcher@quetzal.example"
    )
    mail_server.answer = "550 canary: no such mailbox"
    outbox.send_due_messages()
    services.book(first.pk, by=front_desk, version=None, time=factories.slot(factories.DoctorFactory(), at(3)))
    services.cancel(first.pk)
    second = services.cancel(sent(client).pk)
    page = fill(client, contact=CONTACT)  # never sent
    assert "Canary Quetzal" in page.text
    fill(type(client)(), contact={"full_name": "Other Person", "phone": "98470 77777"})
    hashes_before = attempts()
    assert {"bookings_appointmentrequest", "bookings_note", "bookings_contactcorrection", "sessions"} <= where()

    call_command("erase_request", first.reference, "--alone")
    call_command("erase_request", second.reference, "--alone")

    assert where() == set()
    assert attempts() < hashes_before
    assert not any(word in caplog.text.lower() for word in WORDS)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "Other Person" in str([session.get_decoded() for session in Session.objects.all()])
    assert links.token_of(AppointmentRequest.objects.get(pk=first.pk)) is None


def attempts():
    with connection.cursor() as cursor:
        cursor.execute("select kind || who from common_attempt")
        return {row[0] for row in cursor.fetchall()}


def test_forgetting_one_mailbox_leaves_what_counts_for_the_whole_site():
    for reader in ("a@x.example", "b@x.example"):
        message_budgets.spend(message_budgets.Cause.STRANGER, message_budgets.Channel.MAIL, reader, about=reader)
    before = attempts()

    message_budgets.forget(message_budgets.Channel.MAIL, "a@x.example")

    kinds = [re.sub("[0-9a-f]{64}$", "", each) for each in before - attempts()]
    assert sorted(kinds) == ["stranger-mail-day", "stranger-mail-hour"]
