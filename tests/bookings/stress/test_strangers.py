"""Someone else's request: not by a guessed link, not by a reference with another phone, not by asking cleverly.

Short: 100 guessed links, 6 × 6 people, a look at a mail of each kind, by turns in each language. Long: 10,000,
50 × 50, 100 looks at a mail of each kind in each language.
"""

import re
import secrets
from itertools import cycle, product

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import links, retention, services
from bookings.free_times import Slot
from bookings.messaging import outbox
from bookings.models import AppointmentRequest, OutgoingMessage, SessionDelay
from bookings.patients import views
from bookings.patients.status_forms import FindRequestForm
from bookings.records import enqueue_messages
from tests import factories
from tests.bookings.forms_filled import START, carried, fill, own, send
from tests.mail_server import words
from tests.sizes import figures, size

pytestmark = pytest.mark.django_db

STATUS = f"{START}status/"
FIND = f"{STATUS}find/"
GUESSES = size(100, 10_000)
PEOPLE = size(6, 50)
LOOKS = size(1, 100)
LANGUAGES = ["en", "ml", "hi", "ar"]
KINDS = [kind for kind in OutgoingMessage.Kind.values if kind != "urgent"]  # that one is for the desk
# The pages behind a link are the same views in every language, and what they do depends on the kind alone.
KINDS_AND_LANGUAGES = list(size(zip(KINDS, cycle(LANGUAGES), strict=False), product(KINDS, LANGUAGES)))


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.REQUESTS_PER_MINUTE = settings.FORMS_PER_MINUTE = settings.LOOK_UPS_PER_MINUTE = 10**9
    settings.REQUESTS_PER_HOUR_AND_PHONE = 10**9
    settings.MESSAGES_PER_HOUR_AND_MAILBOX = settings.MESSAGES_PER_DAY_AND_MAILBOX = 10**9


def many_requests():
    return [
        factories.request(full_name=f"Patient{number} Test", phone=f"+9198470{10000 + number}")
        for number in range(PEOPLE)
    ]


def hits(client, guess):
    return sum(client.get(f"{STATUS}{guess()}/").status_code != 404 for _guess in range(GUESSES))


def test_no_guessed_link_opens_a_request(client, hospital):
    many_requests()

    found = hits(client, lambda: secrets.token_hex(32))

    figures("guessed links", requests=PEOPLE, guesses=GUESSES, hits=found)
    assert found == 0


def test_negative_control_a_short_token_is_guessed(client, hospital, monkeypatch):
    """This test exists to ensure that the test above would see a hit."""
    short = {}
    monkeypatch.setattr(links, "new_token", lambda key, secret=None: short.setdefault(str(key), f"{len(short):02x}"))
    many_requests()

    assert hits(client, lambda: secrets.token_hex(1)) > 0


def allowed(requests):
    """Everybody looks for everybody's request with the phone of their own. How often that leads to a status page."""
    count = 0
    for visitor in requests:
        client = Client()
        for wanted in requests:
            answer = client.post(FIND, {"reference": wanted.reference, "phone": visitor.phone})
            count += answer.status_code == 302
            if client.session.keys():
                page = client.get(own(client, "status/")).text
                assert visitor.reference in page
                assert wanted is visitor or wanted.reference not in page
    return count


def test_of_all_people_and_all_requests_each_sees_their_own(hospital):
    count = allowed(many_requests())

    figures("people × requests", people=PEOPLE, tries=PEOPLE**2, allowed=count)
    assert count == PEOPLE


def test_negative_control_without_the_phone_everybody_sees_everything(hospital, monkeypatch):
    """This test exists to ensure that the test above would see a stranger's request."""
    monkeypatch.setattr(views, "is_same_number", lambda typed, kept: True)

    with pytest.raises(AssertionError):
        allowed(many_requests())


def every_mail(front_desk, mail_server):
    """A mail of each kind, as it arrives."""
    for kind, language in KINDS_AND_LANGUAGES:
        request = _request_to_tell_about(kind, language, front_desk)
        enqueue_messages(request, kind, appointment=request.appointment, about="once more")
    while outbox.send_due_messages():
        pass
    return mail_server.mails


OF_AN_APPOINTMENT = ("confirmed", "rescheduled", "reminder", "time_taken_away", "late")


def _request_to_tell_about(kind, language, by):
    appointment_request = factories.request(language=language)
    free = factories.slot(factories.DoctorFactory(), factories.at(1))
    if kind in OF_AN_APPOINTMENT:
        booked = services.book(appointment_request.pk, time=free, by=by, version=1)
        outbox.send_due_messages()  # a move is news only to those who know of the first time
        if kind == "rescheduled":
            later = Slot(free.session, factories.at(1, hour=11))
            return services.reschedule(booked.pk, time=later, by=by, version=2)
        if kind == "late":
            late = {"minutes": 20, "told_minutes": 20, "tellings": 1}
            SessionDelay.objects.create(session=free.session, day=booked.appointment.day, by=by, **late)
        return services.take_time_away(booked.pk, by=by, version=2) if kind == "time_taken_away" else booked
    if kind == "offered":
        until = factories.at(1, hour=9)
        return services.offer(appointment_request.pk, by=by, version=1, times=[free], until=until)
    if kind == "declined":
        return services.decline(appointment_request.pk, reason="no_time", by=by, version=1)
    if kind in ("cancelled", "expired"):
        return {"cancelled": services.cancel, "expired": services.expire}[kind](appointment_request.pk)
    return appointment_request


def state():
    models = apps.get_app_config("bookings").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def look_at_everything(links_, times=LOOKS):
    """As mail scanners, previews and browsers do that fetch ahead: with and without cookies, and everything linked."""
    looks = 0
    for link in links_:
        scanner = Client()
        for _time in range(times):
            for ask in (scanner.get, scanner.head, Client().get, Client().head):
                page = ask(link, follow=True)
                looks += 1
        page = scanner.get(link, follow=True)
        for address in set(re.findall(r'(?:href|action)="(/en/appointments/(?:status|opened)/[^"]*)"', page.text)):
            scanner.get(address)
            scanner.head(address)
            looks += 2
    return looks


def links_in(mails, settings):
    found = {link for mail in mails for link in re.findall(r"https?://\S+", words(mail))}
    return sorted(link.removeprefix(settings.SITE_ADDRESS) for link in found)


def test_looking_at_every_mailed_link_changes_nothing(hospital, front_desk, mail_server, settings):
    mails = every_mail(front_desk, mail_server)
    found = links_in(mails, settings)
    sent = OutgoingMessage.objects.filter(state=OutgoingMessage.State.SENT)
    assert set(sent.values_list("kind", flat=True)) == set(KINDS)
    assert {link.split("/")[1] for link in found} >= set(LANGUAGES)
    assert len(found) >= len(KINDS_AND_LANGUAGES)
    before = state()

    looks = look_at_everything(found)

    assert state() == before
    figures("looks at mailed links", mails=len(mails), links=len(found), looks=looks, changes=0)


def test_negative_control_a_link_that_cancels_is_seen(hospital, front_desk, mail_server, settings, monkeypatch):
    """This test exists to ensure that the test above would see a change."""
    found = links_in(every_mail(front_desk, mail_server), settings)
    before = state()
    find = services.find_by_token

    def find_and_cancel(token):
        if (appointment_request := find(token)) and appointment_request.can_move_to("cancelled"):
            services.cancel(appointment_request.pk, by=front_desk)
        return appointment_request

    monkeypatch.setattr(views.services, "find_by_token", find_and_cancel)

    look_at_everything(found, times=1)

    assert state() != before


ITS_OWN = ("Content-Length", "Expires", "X-Request-ID")  # of each answer


class Told(list):
    """What a visitor can tell apart: status, page, headers, and how much work the database had."""

    def note(self, answer, queries, *typed):
        page = re.sub(r'name="(csrfmiddlewaretoken|earlier)" value="[^"]+"', "", answer.text)  # the latter: as typed
        headers = {name: value for name, value in answer.headers.items() if name not in ITS_OWN}
        for words_ in typed:
            page = page.replace(words_, "…")
            headers = {name: value.replace(words_, "…") for name, value in headers.items()}
        self.append((answer.status_code, page, headers, len(queries)))


def look_up(reference, phone, note):
    client = Client()
    client.get(FIND)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(FIND, {"reference": reference, "phone": phone})
    note(answer, queries, reference, phone)


def test_nobody_learns_whether_a_reference_or_a_phone_is_known(hospital):
    appointment_request = factories.request()
    answers = Told()
    look_up("AAAA-AAAA", "+919847099999", lambda *_args: None)  # whatever is done once only

    look_up(appointment_request.reference, "+919847099999", answers.note)
    look_up("ZZZZ-ZZZZ", appointment_request.phone, answers.note)
    look_up("ZZZZ-ZZZZ", "+919847088888", answers.note)

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 200


def test_asking_again_tells_nothing_about_an_earlier_request(hospital):
    """Somebody who knows a phone number cannot find out by a request of their own whether it is a patient's."""
    factories.request(phone="+919847012345")
    warm = Client()
    send(warm, fill(warm, contact={"phone": "98470 99999"}))  # whatever is done once only
    answers = Told()

    for phone in ("98470 12345", "98470 54321"):
        client = Client()
        page = fill(client, contact={"phone": phone})
        key = page.request["PATH_INFO"].split("/")[-3]
        own_to_each = (key, *carried(page.text).values())
        answers.note(page, [], f"0{phone}", *own_to_each)
        with CaptureQueriesContext(connection) as queries:
            answer = send(client, page)
        answers.note(answer, queries, key)
        sent = client.get(answer.url)
        answers.note(sent, [], f"0{phone}", key, AppointmentRequest.objects.latest("pk").reference)

    assert answers[:3] == answers[3:]


def test_every_link_that_does_not_open_is_refused_with_the_same_page(hospital):
    erased = services.cancel(factories.request().pk)
    token_of_the_erased = links.token_of(erased)
    retention.erase(erased.pk)
    of_another_secret = links.new_token(factories.request().idempotency_key, secret="another")
    Client().get(f"{STATUS}warm/")  # whatever is done once only
    answers = Told()

    for token in ("0" * 64, "short", token_of_the_erased, of_another_secret):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(f"{STATUS}{token}/")
        answers.note(answer, queries, token)

    assert len({str(answer) for answer in answers}) == 1
    assert answers[0][0] == 404


def test_negative_control_another_word_or_another_query_is_seen(hospital, monkeypatch):
    """This test exists to ensure that the tests above would see a difference."""
    appointment_request = factories.request()
    look = FindRequestForm.clean_reference

    def look_twice(form):
        reference = look(form)
        AppointmentRequest.objects.filter(reference=reference).exists() and AppointmentRequest.objects.count()
        return reference

    monkeypatch.setattr(FindRequestForm, "clean_reference", look_twice)
    answers = Told()

    look_up(appointment_request.reference, "+919847099999", answers.note)
    look_up("ZZZZ-ZZZZ", "+919847099999", answers.note)

    assert answers[0] != answers[1]
