"""Walks the site as a reader of each language and finds words of ours that stayed English."""

import re
from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup, Comment, Doctype
from django.contrib.auth.models import Group
from django.utils.translation import override
from django_otp.oath import totp

from accounts.kept_secrets import sealed
from accounts.models import AuthenticatorApp
from bookings import services
from bookings.free_times import Token
from bookings.messaging import mails, outbox, told
from bookings.models import OutgoingMessage
from directory.models import Leave
from hospital_site import site_words
from tests import factories
from tests.bookings.forms_filled import begin, carried, fill, send
from tests.factories import at

LANGUAGES = site_words.LANGUAGES

# Elements whose words are not ours: data that is isolated, addresses, what only machines read.
NOT_OURS = ("bdi", "script", "style", "template")
# Attributes that are read out or shown.
SPOKEN_ATTRIBUTES = ("aria-label", "alt", "placeholder", "title")
# Latin letters that are right in every language.
RIGHT_IN_LATIN = re.compile(
    r"""
    [\w.+-]+@[\w.-]+              # addresses of mail
    | https?://\S+                # and of pages
    | [3-9A-Y]{4}-[3-9A-Y]{4}     # references
    | ^\s*(.*·)?\s*English\s*$   # the languages have their names in their own script
    | \bFDA\b                     # in the demonstration's pages
    | \b(?:CSV|XLSX|JSON|Enter)\b  # kinds of files, and a key
    """,
    re.VERBOSE,
)


def english_left(html, language):
    """Every text on the page that has Latin letters, though it is meant to be in `language`."""
    return english_in(BeautifulSoup(html, "html.parser"), language)


def english_in(soup, language):
    """The same of a page that was parsed; what is not ours is taken out of it."""
    for element in soup(NOT_OURS):
        element.decompose()
    said_to_be_foreign = set()
    for element in soup(lang=True):
        if element.name != "html" and not element.decomposed and element["lang"] != language:
            said_to_be_foreign.add(element.get_text())
            element.decompose()
    texts = [text for text in soup.find_all(string=True) if not isinstance(text, (Comment, Doctype))]
    for name in SPOKEN_ATTRIBUTES:
        texts += [element[name] for element in soup.find_all(attrs={name: True})]
    descriptions = [meta.get("content", "") for meta in soup("meta", attrs={"name": "description"})]
    texts += [text for text in descriptions if text not in said_to_be_foreign]
    return [" ".join(text.split()) for text in texts if has_english(text)]


def has_english(text):
    return bool(re.search(r"[A-Za-z]", RIGHT_IN_LATIN.sub("", text)))


def links(soup, url, within):
    for link in soup("a", href=True):
        target = urldefrag(urljoin(url, link["href"])).url
        if target.startswith(within) and "?" not in target:
            yield target


def read_the_site(client, language, start, within, **headers):
    """Every page that can be reached by links, with its English. Returns address to texts, and how many were read."""
    waiting, seen, found = list(start), set(start), {}
    while waiting:
        url = waiting.pop()
        response = client.get(url, headers=headers)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        soup = BeautifulSoup(response.text, "html.parser")
        new = {*links(soup, url, within), *([response["Location"]] if response.has_header("Location") else [])}
        if response.status_code in (200, 404) and (english := english_in(soup, language)):
            found[url] = english
        new = {target for target in new - seen if target.startswith(within)}
        seen |= new
        waiting += new
    return found, len(seen)


def test_no_public_page_has_english_of_ours(demonstration, client):
    for language in LANGUAGES:
        found, count = read_the_site(client, language, [f"/{language}/", f"/{language}/no-such-page/"], f"/{language}/")

        assert found == {}
        assert count > 40, "the walk did not get far"


NATIVE = {"ml": "മാതൃക", "hi": "नमूना", "ar": "نموذج"}
NAME = {"en": "Sample"} | NATIVE


@pytest.fixture(params=LANGUAGES)
def language(request):
    with override(request.param):
        yield request.param


@pytest.fixture
def appointment(db, front_desk, language):
    """A booked appointment whose every name is in the reader's own script."""
    name = NAME
    front_desk.first_name, front_desk.last_name = NATIVE[language], ""
    front_desk.save()
    factories.HospitalFactory(name=name)
    appointment = factories.request(
        language=language, full_name=NATIVE[language], location=factories.LocationFactory(name=name)
    )
    time = factories.slot(factories.DoctorFactory(name=name, role=name), at(3), location=appointment.location)
    services.book(appointment.pk, time=time, by=front_desk, version=1)
    appointment.refresh_from_db()
    return appointment


def move(appointment_request, by):
    """To a number of another doctor elsewhere, after the patient was told of the first time: all that can differ."""
    outbox.send_due_messages()
    session = factories.OpdSessionFactory(
        doctor=factories.DoctorFactory(name=NAME), location=factories.LocationFactory(name=NAME),
        weekday=at(4).weekday(), kind="tokens", slot_minutes=None, capacity=20,
    )  # fmt: skip
    services.reschedule(appointment_request.pk, by=by, version=2, time=Token(session, at(4).date()))


def offer(appointment_request, by):
    location = appointment_request.location
    free = factories.slot(factories.DoctorFactory(name=NAME), at(5), location=location)
    services.offer(appointment_request.pk, by=by, version=2, times=[free], until=at(2))


@pytest.mark.parametrize("kind", [kind for kind in OutgoingMessage.Kind.values if kind != "urgent"])  # for the desk
def test_no_mail_has_english_of_ours(appointment, front_desk, mail_server, kind):
    before = {"rescheduled": move, "offered": offer}.get(kind)
    if before:
        before(appointment, front_desk)
    message = OutgoingMessage(
        appointment_request=appointment, appointment=appointment.appointment, kind=kind, audience="patient",
        dedupe_key="x",
    )  # fmt: skip
    message.appointment.refresh_from_db()
    mail = mails.mail_for(message)

    assert [line for line in [mail.subject, *mail.body.splitlines()] if has_english(line)] == []
    assert NATIVE[appointment.language] in mail.body
    assert told.kind_of(message) == kind


def english_of(pages, language):
    assert {page.status_code for page in pages} == {200}
    return [english for page in pages for english in english_left(page.content, language)]


def test_no_page_of_asking_for_an_appointment_has_english_of_ours(appointment, client, language):
    start, patient = f"/{language}/appointments/", {"full_name": NATIVE[language], "phone_on_whatsapp": "on"}
    pages = [client.get(start), client.get(f"{start}emergency/"), client.get(f"{start}privacy/")]
    draft = begin(client, language)
    pages.append(client.get(f"{draft}about/"))
    for step in ("contact", "when"):
        pages += [client.post(f"{draft}{step}/", answers, follow=True) for answers in ({}, {"website": "x"})]
    pages.append(client.post(f"{draft}when/", {"preferred_part": "morning"}, follow=True))
    page = fill(client, language=language, contact=patient)
    check = page.request["PATH_INFO"]
    without_consent = carried(page.text) | {"notice_sha256": "x"}
    pages += [
        page,
        client.post(check, without_consent, follow=True),
        client.post(check, {"notice_sha256": "x"}, follow=True),
        send(client, page, follow=True),
        client.post(check, {}, follow=True),
    ]
    child = {"for_whom": "somebody", "relation": "child", "contact_name": NATIVE[language], "under_18": "on"}
    pages.append(fill(client, language=language, contact=patient | child))

    assert english_of(pages, language) == []


def test_no_page_about_an_appointment_has_english_of_ours(appointment, client, language):
    status = f"/{language}/appointments/status/"
    booked = appointment.appointment
    pages = [
        client.post(f"{status}find/", {}),
        client.post(f"{status}find/", {"reference": "AAAA-AAAA", "phone": "98470 00000"}),
        client.post(f"{status}find/", {"reference": appointment.reference, "phone": appointment.phone}, follow=True),
    ]
    Leave.objects.create(doctor=booked.doctor, first_day=booked.day, last_day=booked.day)
    opened = pages[-1].request["PATH_INFO"]
    begin(client, language)
    pages += [
        client.get(opened),
        client.post(f"{opened}change/", {}),
        client.get(f"{opened}cancel/"),
        client.post(f"{opened}cancel/", follow=True),
        client.post(f"{opened}close/", follow=True),
        client.post(f"{opened}close/", follow=True),
        client.post(f"{opened}cancel/", follow=True),
        client.post(f"{opened}change/", {"wish": NATIVE[language]}),
        client.post(f"{opened}close/", {"all": "yes"}, follow=True),
    ]

    assert english_of(pages, language) == []


def test_no_page_of_the_desk_has_english_of_ours(appointment, client, front_desk, language):
    waiting = factories.request(full_name=NATIVE[language], language=language)
    headers = {"accept-language": language}
    login = client.post("/staff/sign-in/", {"username": "x", "password": "y"}, headers=headers)
    front_desk.groups.add(Group.objects.get(name="Manager"))  # who may give an exception sees more
    client.force_login(front_desk)
    booked = appointment.appointment
    Leave.objects.create(doctor=booked.doctor, first_day=booked.day, last_day=booked.day)
    refused = client.post(f"/desk/requests/{waiting.reference}/confirm/", {"version": 1}, headers=headers)

    found, count = read_the_site(client, language, ["/desk/"], "/desk/", **headers)

    assert english_left(login.content, language) == english_left(refused.content, language) == []
    assert found == {}
    assert count > 2


def test_no_page_about_a_login_has_english_of_ours(appointment, client, front_desk, language, settings):
    front_desk.username = "൧"  # a name that has no Latin letters, and is isolated on every page
    front_desk.set_password("correct horse battery")
    front_desk.save()
    headers, right = {"accept-language": language}, {"password": "correct horse battery"}

    def post(page, **answers):
        return client.post(f"/staff/{page}/", answers, headers=headers, follow=True)

    pages = [client.get("/staff/signed-out/", headers=headers), post("password/forgotten"), post("sign-in")]
    pages += [
        post("password/forgotten", email="x@hospital.example"),
        client.get("/staff/password/new/x/y/", headers=headers),
    ]
    client.force_login(front_desk)
    pages += [client.get("/staff/", headers=headers), post("second-factor", password="x", change="phone")]
    pages += [post("password"), post("password", old_password="x", new_password1="short", new_password2="short")]
    pages += [post("second-factor", change="phone", **right), post("second-factor/new-phone", code="000000")]
    device = AuthenticatorApp.objects.get()
    pages.append(post("second-factor/new-phone", code=f"{totp(sealed.opened(device.sealed_secret)):06}"))
    pages += [post("second-factor", password="x"), client.get("/staff/", headers=headers)]
    client.post("/staff/sign-out/")
    settings.WRONG_TRIES = 1
    pages += [post("sign-in", username="൧", **right), post("code", code="x"), post("code", code="000000")]
    too_many = post("code", code="000000")

    assert too_many.status_code == 429
    assert english_of(pages, language) + english_left(too_many.content, language) == []


def test_the_check_sees_english_and_spares_what_is_not_ours():
    page = """<html lang="ml"><head><title>Home</title><meta name="description" content="A knee"></head><body>
        <p>മുട്ട് <span lang="en">A knee</span> <bdi>MBBS</bdi> front-desk@example.org 3A4C-79DE</p>
        <p lang="ml">Call us</p><nav aria-label="Menu"></nav><script>var x;</script></body></html>"""

    assert english_left(page, "ml") == ["Home", "Call us", "Menu"]
