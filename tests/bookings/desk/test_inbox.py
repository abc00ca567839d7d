"""The list of what waits: true numbers, pages, filters, cards, and putting aside what is not real."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings import services
from bookings.models import AccessRecord, AppointmentRequest, DeskScope, SetAside
from bookings.records import create_task
from common import queue
from tests import factories
from tests.bookings import appointments
from tests.sizes import size

pytestmark = pytest.mark.django_db
MANY = size(300, 3000)


def inbox(client, person, query=""):
    client.force_login(person)
    answer = client.get(f"/desk/{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def shown(page):
    return [card["data-card"] for card in page.select("[data-card]")]


def badges(page):
    """{what a way to a list is called: its number}"""
    links = page.select(".inbox__sections a, .inbox__switches a")
    return {" ".join(link.find(string=True).split()): int(link.select_one(".badge").text) for link in links}


def many(number, **fields):
    now = timezone.now()
    rows = [
        AppointmentRequest(
            full_name=f"Patient {each}",
            phone=f"+9198{each:08}",
            token_hash=uuid.uuid4().hex,
            next_action_at=now + timedelta(hours=1, seconds=each),
            **{"language": "en", "call_language": "en"} | fields,
        )
        for each in range(number)
    ]
    return AppointmentRequest.objects.bulk_create(rows)


def test_with_many_requests_every_badge_is_the_truth_and_every_request_is_on_a_page(client, roles):
    here, there = factories.LocationFactory(), factories.LocationFactory()
    asha, colleague = factories.staff("Front desk"), factories.staff("Front desk")
    DeskScope.objects.create(user=asha, location=here)
    DeskScope.objects.create(user=colleague, location=there)
    rows = many(MANY)
    elsewhere, late, nonsense = MANY * 7 // 30, MANY // 30, 20
    AppointmentRequest.objects.filter(pk__in=[row.pk for row in rows[:elsewhere]]).update(location=there)
    AppointmentRequest.objects.filter(pk__in=[row.pk for row in rows[elsewhere : MANY // 3]]).update(location=here)
    AppointmentRequest.objects.filter(pk__in=[row.pk for row in rows[-late:]]).update(
        next_action_at=timezone.now() - timedelta(hours=1), first_attempt_at=timezone.now(), call_language="ml"
    )
    for row in rows[MANY // 3 : MANY // 3 + nonsense]:
        services.set_aside(row.pk, by=asha, version=1)
    waiting = MANY - elsewhere - nonsense

    page = inbox(client, asha)

    assert int(page.select_one("#waiting-title .badge").text) == waiting
    assert badges(page) == {
        "Late": late, "New": waiting - late, "Mine": 0, "Call back today": 0, "Set aside as not real": nonsense,
    }  # fmt: skip
    assert page.title.text.startswith(f"({late} late) Requests")
    assert f"{late} fit these filters." in inbox(client, asha, "?late=on&language=ml").text
    first, seen, number = shown(page), shown(page), 1
    while page.select("[rel=next]"):
        page = inbox(client, asha, f"?page={(number := number + 1)}")
        seen += shown(page)
    assert len(seen) == len(set(seen)) == waiting
    assert (number, len(first)) == (-(-waiting // 25), 25)


def test_the_oldest_promise_stands_first(client, front_desk):
    first, second, third = (factories.request(full_name=name) for name in "ABC")
    for request, hours in ((first, 5), (second, -1), (third, 2)):
        due = timezone.now() + timedelta(hours=hours)
        AppointmentRequest.objects.filter(pk=request.pk).update(next_action_at=due)

    assert shown(inbox(client, front_desk)) == [second.reference, third.reference, first.reference]


@pytest.fixture
def varied(front_desk):
    """{filter and value: the request that it leaves}"""
    department, location, window = (
        factories.DepartmentFactory(), factories.LocationFactory(), factories.CallWindowFactory(),
    )  # fmt: skip
    doctor = factories.DoctorFactory()
    doctor.departments.add(department)
    made = {
        f"location={location.pk}": factories.request(location=location),
        "language=ml": factories.request(call_language="ml"),
        f"window={window.pk}": factories.request(call_window=window),
        f"department={department.pk}": factories.request(preferred_doctor=doctor),
        "late=on": factories.request(),
        "mine=on": factories.request(),
        "call_back=on": factories.request(),
    }
    late = timezone.now() - timedelta(minutes=5)
    AppointmentRequest.objects.filter(pk=made["late=on"].pk).update(next_action_at=late)
    services.take(made["mine=on"].pk, by=front_desk)
    soon = timezone.now() + timedelta(seconds=30)
    services.note_call(made["call_back=on"].pk, outcome="call_back", by=front_desk, call_back_at=soon)
    return made


@pytest.mark.parametrize("name", ["location", "language", "window", "department", "late", "mine", "call_back"])
def test_a_filter_leaves_what_it_says(client, front_desk, varied, name):
    query, wanted = next((query, row) for query, row in varied.items() if query.startswith(f"{name}="))

    assert shown(inbox(client, front_desk, f"?{query}")) == [wanted.reference]


def test_new_is_what_nobody_has_called_yet(client, front_desk, varied):
    assert varied["call_back=on"].reference not in shown(inbox(client, front_desk, "?new=on"))
    assert len(shown(inbox(client, front_desk, "?new=on"))) == 6


def test_filters_add_up_and_each_can_be_taken_away(client, front_desk, varied):
    services.take(varied["late=on"].pk, by=front_desk)

    page = inbox(client, front_desk, "?late=on&mine=on&language=en")

    assert shown(page) == [varied["late=on"].reference]
    on = {link.find(string=True, recursive=False).strip(): link["href"] for link in page.select(".inbox__switch--on")}
    assert on == {"Late": "?mine=on&language=en", "Mine": "?late=on&language=en"}
    assert [link["href"] for link in page.select(".inbox__in-use a")] == ["?late=on&mine=on"]
    hidden = [field["name"] for field in page.select(".inbox__fields [type=hidden]")]
    assert hidden == ["late", "mine"]


def test_filters_stay_through_pages_and_after_acting(client, front_desk):
    many(30, call_language="ml")
    page = inbox(client, front_desk, "?language=ml&page=2")

    assert page.select_one("[rel=prev]")["href"] == "?language=ml&page=1"
    card = page.select_one("[data-card]")
    url = card.select_one("h3 a")["href"]
    assert url.endswith("?back=%2Fdesk%2F%3Flanguage%3Dml%26page%3D2")
    taken = client.post(card.select_one("form")["action"], {"back": card.select_one("[name=back]")["value"]})
    assert taken.url == "/desk/?language=ml&page=2"
    request_page = BeautifulSoup(client.get(url).text, "html.parser")
    assert request_page.find("a", string="All requests")["href"] == "/desk/?language=ml&page=2"
    assert request_page.select_one("#answering [name=back]")["value"] == "/desk/?language=ml&page=2"
    declined = client.post(
        f"/desk/requests/{card['data-card']}/decline/",
        {"version": 1, "reason": "no_time"},
        headers={"referer": f"http://testserver{url}"},
    )
    assert declined.url == "/desk/?language=ml&page=2"


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/desk/", "/admin/", "nonsense://[", "/desk/shift/"]
)
def test_the_way_back_is_one_of_our_lists(client, front_desk, back):
    create_task("expired", request := factories.request())
    client.force_login(front_desk)

    assert client.post(f"/desk/tasks/{request.tasks.get().pk}/done/", {"back": back}).url == "/desk/"


@pytest.mark.parametrize(
    "query", ["?page=99", "?page=x", "?location=999999", "?location=%00", "?language=xx", "?department=x'"]
)
def test_what_is_not_understood_is_left_out(client, front_desk, query):
    request = factories.request()

    assert shown(inbox(client, front_desk, query)) == [request.reference]


def test_a_card_says_whom_to_ask_for_and_what_was_written(client, front_desk):
    day = factories.at(5).date()
    request = factories.request(
        full_name="Anu", contact_name="Shyamala", relation="child", under_18=True, reason="She falls <b>often</b>",
        preferred_day=day, preferred_part="morning", location=factories.LocationFactory(name={"en": "Beach campus"}),
    )  # fmt: skip
    services.note_call(request.pk, outcome="no_answer", by=front_desk)
    twin = factories.request(full_name="Other", phone=request.phone)

    card = inbox(client, front_desk).select_one(f"[data-card='{request.reference}']")

    said = " ".join(card.text.split())
    for words in ("Ask for Shyamala (My child)", "Under 18", "She falls <b>often</b>", "(Morning)", "Beach campus",
                  "1 call so far", f"Also open from this phone: {twin.reference}"):  # fmt: skip
        assert words in said
    assert f"/desk/requests/{twin.reference}/" in [link["href"] for link in card.select("a")]


def test_a_twin_that_another_desk_answers_is_not_linked(client, roles):
    here, there = factories.LocationFactory(), factories.LocationFactory()
    asha = factories.staff("Front desk")
    DeskScope.objects.create(user=asha, location=here)
    DeskScope.objects.create(user=factories.staff("Front desk"), location=there)
    factories.request(location=here)
    twin = factories.request(location=there)

    assert twin.reference not in inbox(client, asha).text


def test_what_cards_show_is_written_down(client, front_desk):
    request = factories.request()

    inbox(client, front_desk)

    assert AccessRecord.objects.filter(user=front_desk, appointment_request=request, way="inbox").count() == 1


def ticked(*requests):
    return {"request": [f"{each.reference}.{each.version}" for each in requests]}


def test_what_is_not_real_is_out_of_the_list_at_once_and_back_after_undo(client, front_desk, mail_server):
    spam, real = factories.request(), factories.request(phone="+919847012346")
    client.force_login(front_desk)

    client.post("/desk/not-real/", ticked(spam))

    page = inbox(client, front_desk)
    assert shown(page) == [real.reference]
    assert "You have set 1 request aside as not real." in page.text
    client.post(page.select_one(".inbox__undo")["action"])
    assert set(shown(inbox(client, front_desk))) == {spam.reference, real.reference}
    spam.refresh_from_db()
    assert (spam.status, spam.version) == ("requested", 1)


def test_one_is_put_back_and_pressing_twice_says_the_same(client, front_desk):
    spam = factories.request()
    services.set_aside(spam.pk, by=front_desk, version=1)
    client.force_login(front_desk)

    for _press in range(2):
        page = client.post(f"/desk/requests/{spam.reference}/put-back/", follow=True)
        assert "1 request is back in the list." in page.text
        assert "too late" not in page.text

    services.decline(spam.pk, reason="spam", by=front_desk, version=None)
    assert "too late" in client.post(f"/desk/requests/{spam.reference}/put-back/", follow=True).text


def test_after_a_quarter_of_an_hour_it_is_declined_for_good(client, front_desk):
    spam = factories.request()
    services.set_aside(spam.pk, by=front_desk, version=1)

    assert services.decline_set_aside() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        queue.run_due("decline_set_aside")
        client.force_login(front_desk)
        client.post("/desk/not-real/undo/")

    spam.refresh_from_db()
    assert (spam.status, spam.decline_reason, SetAside.objects.count()) == ("declined", "spam", 0)
    assert spam.history.last().by == front_desk
    assert not spam.messages.filter(kind="declined").exists()


def test_what_was_answered_meanwhile_stays_as_it_was_answered(front_desk):
    request = factories.request()
    services.set_aside(request.pk, by=front_desk, version=1)
    booked = appointments.appointment(front_desk, request, begun=False)

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert services.decline_set_aside() == 0

    booked.refresh_from_db()
    assert (booked.status, SetAside.objects.count()) == ("booked", 0)


def test_who_was_slower_is_told_and_the_request_stays(client, front_desk):
    changed, same = factories.request(), factories.request(phone="+919847012346")
    old = ticked(changed, same)
    services.correct_contact(changed.pk, by=front_desk, version=1, full_name="Another Name")
    client.force_login(front_desk)

    client.post("/desk/not-real/", old)

    page = inbox(client, front_desk)
    assert shown(page) == [changed.reference]
    assert f"A colleague was faster, so these stay: {changed.reference}" in page.text


def test_of_another_desk_nothing_is_set_aside(client, roles):
    here, there = factories.LocationFactory(), factories.LocationFactory()
    asha = factories.staff("Front desk")
    DeskScope.objects.create(user=asha, location=here)
    DeskScope.objects.create(user=factories.staff("Front desk"), location=there)
    ours, theirs = factories.request(location=here), factories.request(location=there)
    client.force_login(asha)

    for url, data in (("not-real/", ticked(ours, theirs)), (f"requests/{theirs.reference}/put-back/", {})):
        assert client.post(f"/desk/{url}", data, follow=True).status_code == 404
    assert not SetAside.objects.exists()


@pytest.mark.parametrize("data", [{}, {"request": "x"}, {"request": "3A4C-79DE.99999999999999"}])
def test_nothing_ticked_is_said(client, front_desk, data):
    client.force_login(front_desk)

    assert "Tick the requests that are not real first." in client.post("/desk/not-real/", data, follow=True).text


def test_every_appointment_that_nobody_noted_is_reachable_the_newest_day_first(client, front_desk):
    doctor = factories.DoctorFactory()
    made = []
    for days in range(30):
        with time_machine.travel(timezone.now() - timedelta(days=days + 2), tick=False):
            request = factories.request(phone=f"+9198470{days:05}")
            made.append(appointments.book(request, front_desk, factories.at(1), doctor).reference)
    client.force_login(front_desk)

    pages = [BeautifulSoup(client.get(f"/desk/list/did-they-come/?page={page}").text, "html.parser") for page in (1, 2)]

    seen = [row.select_one("th bdi").text for page in pages for row in page.select("tbody tr")]
    assert seen == made
    assert badges(inbox(client, front_desk))["Did they come?"] == 30


def test_a_list_that_does_not_exist_is_not_found(client, front_desk):
    client.force_login(front_desk)

    assert client.get("/desk/list/nonsense/", follow=True).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_lists_take_at_most_14_queries(client, front_desk, count, django_assert_max_num_queries):
    doctor = factories.DoctorFactory()
    for number in range(count):
        request = factories.request(preferred_doctor=doctor, phone=f"+9198470{number:05}")
        create_task("expired", request)
        services.take(request.pk, by=front_desk)
    services.set_aside(request.pk, by=front_desk, version=1)
    inbox(client, front_desk)

    for url in ("/desk/", "/desk/?late=on&language=ml", "/desk/list/tasks/", "/desk/list/not-real/", "/desk/shift/"):
        with django_assert_max_num_queries(14, info=url):
            client.get(url)
