"""Who is on a request: taken, given, left at the end of a shift, and open on a colleague's screen. It blocks nobody."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings import services
from bookings.desk import presence
from bookings.desk.access import requests_for, who_see
from bookings.models import Assignment, DeskScope, OpenPage
from bookings.refusals import Code, Refusal
from tests import factories

pytestmark = pytest.mark.django_db


def named(name):
    person = factories.staff("Front desk")
    person.first_name, person.last_name = name, ""
    person.save()
    return person


@pytest.fixture
def asha(roles):
    return named("Asha")


@pytest.fixture
def binu(roles):
    return named("Binu")


@pytest.fixture
def asked(roles):
    return factories.request(full_name="Fathima Test")


def page(client, person, url="/desk/"):
    client.force_login(person)
    return BeautifulSoup(client.get(url).text, "html.parser")


def act(client, person, request, what, **data):
    client.force_login(person)
    return client.post(f"/desk/requests/{request.reference}/{what}/", data)


def detail(request):
    return f"/desk/requests/{request.reference}/"


def test_what_somebody_takes_is_shown_as_theirs_to_all(client, asha, binu, asked):
    act(client, asha, asked, "take")

    assert "You have taken this" in page(client, asha).select_one("[data-card]").text
    assert "Binu" not in page(client, binu).select_one("[data-card]").text
    assert "Asha is on it" in page(client, binu).select_one("[data-card]").text
    assert "Asha is on it" in page(client, binu, detail(asked)).select_one(".in-hand").text


def test_it_ends_by_itself_after_the_minutes_of_the_setting(client, asha, asked, settings):
    settings.DESK_TAKEN_MINUTES = 10
    act(client, asha, asked, "take")

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "You have taken this" not in page(client, asha).text


def test_it_can_be_let_go(client, asha, asked):
    act(client, asha, asked, "take")

    act(client, asha, asked, "release", seen_with=asha.pk)

    assert not Assignment.objects.exists()


def test_nobody_is_kept_from_answering_what_another_has_taken(client, asha, binu, asked):
    act(client, asha, asked, "take")

    act(client, binu, asked, "decline", version=1, reason="no_time")

    asked.refresh_from_db()
    assert asked.status == "declined"


def test_of_two_the_first_has_it_and_the_other_is_told_and_may_take_it_over(client, asha, binu, asked):
    act(client, asha, asked, "take")
    act(client, binu, asked, "take")

    told = page(client, binu, detail(asked))
    assert "Asha was faster: taken" in told.text
    assert Assignment.objects.get().to == asha

    act(client, binu, asked, "take", seen_with=told.select_one(".in-hand [name=seen_with]")["value"])
    assert Assignment.objects.get().to == binu


def test_two_at_the_same_moment_end_with_one(asha, binu, asked):
    services.take(asked.pk, by=asha)

    with pytest.raises(Refusal) as refused:
        services.take(asked.pk, by=binu)

    assert (refused.value.code, refused.value.about.to) == (Code.TAKEN_BY_COLLEAGUE, asha)


def test_what_is_given_stays_until_it_is_let_go(client, asha, binu, asked):
    answer = act(client, asha, asked, "give", to=binu.pk)

    assert answer.url == detail(asked)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        presence.forget_old()
        assert [card["data-card"] for card in _mine(client, binu)] == [asked.reference]
        assert _mine(client, asha) == []


def _mine(client, person):
    return page(client, person, "/desk/?mine=on").select("[data-card]")


def test_who_is_slower_in_giving_keeps_the_choice_beside_who_has_it_now(client, asha, binu, asked):
    carol = named("Carol")
    services.take(asked.pk, by=carol)

    answer = BeautifulSoup(act(client, asha, asked, "give", to=binu.pk).text, "html.parser")

    assert "Carol was faster" in answer.select_one(".error-summary").text
    assert answer.select_one("#id_to option[selected]")["value"] == str(binu.pk)
    act(client, asha, asked, "give", to=binu.pk, seen_with=answer.select_one("[name=seen_with]")["value"])
    assert Assignment.objects.get().to == binu


def test_who_sees_a_request_asked_from_either_side_is_the_same(asha, binu):
    here, there, nowhere = (factories.LocationFactory() for _number in range(3))
    department = factories.DepartmentFactory()
    manager, carol = factories.staff("Manager"), factories.staff("Front desk")
    factories.staff("Editor")
    DeskScope.objects.create(user=asha, location=here)
    DeskScope.objects.create(user=binu, location=there, department=department)
    DeskScope.objects.create(user=manager, location=there)
    requests = [factories.request(location=place) for place in (here, there, nowhere, None)]
    requests.append(factories.request(location=there, department=department))
    requests.append(factories.request(location=there, department=factories.DepartmentFactory()))

    for request in requests:
        seen = {person for person in (asha, binu, manager, carol) if requests_for(person).filter(pk=request.pk)}
        assert set(who_see(request)) == seen


def test_it_is_given_only_to_who_sees_it(client, asha, binu):
    here, there = factories.LocationFactory(), factories.LocationFactory()
    DeskScope.objects.create(user=asha, location=here)
    DeskScope.objects.create(user=binu, location=there)
    asked = factories.request(location=here)

    assert "Select a valid choice" in act(client, asha, asked, "give", to=binu.pk).text
    assert not Assignment.objects.exists()
    assert [option["value"] for option in page(client, asha, f"{detail(asked)}give/").select("#id_to option")] == [""]
    act(client, binu, asked, "take")
    assert not Assignment.objects.exists()


def test_colleagues_see_that_somebody_has_it_open_and_since_when(client, asha, binu, asked):
    page(client, asha, detail(asked))

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert act(client, asha, asked, "open").status_code == 204
        assert "has this open" not in page(client, asha).text
        assert "\u2068Asha\u2069 has this open, 2\xa0minutes" in page(client, binu).select_one("[data-card]").text
        assert (
            "\u2068Asha\u2069 has this open, 2\xa0minutes"
            in page(client, binu, detail(asked)).select_one(".in-hand").text
        )


def test_a_page_that_tells_nothing_any_more_is_closed(client, asha, binu, asked):
    page(client, asha, detail(asked))

    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        assert "has this open" not in page(client, binu).text
        page(client, asha, detail(asked))
        assert "\u2068Asha\u2069 has this open, 0\xa0minutes" in page(client, binu).text
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        presence.forget_old()
    assert not OpenPage.objects.exists()


def shift(client, person, **data):
    client.force_login(person)
    return client.post("/desk/shift/", data, follow=True) if data else client.get("/desk/shift/")


def test_the_end_of_a_shift_shows_what_is_left_and_hands_it_over(client, asha, binu):
    mine, given, answered = (factories.request(phone=f"+91984701234{number}") for number in range(3))
    services.take(mine.pk, by=asha)
    services.give(given.pk, to=asha, by=binu)
    services.take(answered.pk, by=asha)
    services.decline(answered.pk, reason="no_time", by=asha, version=1)

    ticked = BeautifulSoup(shift(client, asha).text, "html.parser").select("[name=request][checked]")
    assert {box["value"] for box in ticked} == {mine.reference, given.reference}

    answer = shift(client, asha, request=[mine.reference], to=binu.pk)
    assert "1 request is given to Binu." in answer.text
    shift(client, asha, request=[given.reference])

    assert Assignment.objects.get(appointment_request=mine).to == binu
    assert not Assignment.objects.filter(appointment_request=given).exists()
    assert "Nothing is left in your hands." in shift(client, asha).text


def test_what_a_colleague_does_not_see_is_not_handed_to_them_and_the_ticks_stay(client, asha, binu):
    here, there = factories.LocationFactory(), factories.LocationFactory()
    DeskScope.objects.create(user=asha, location=here)
    DeskScope.objects.create(user=binu, location=there)
    kept, other = factories.request(location=here), factories.request(phone="+919847012346")
    services.take(kept.pk, by=asha)
    services.take(other.pk, by=asha)

    answer = BeautifulSoup(shift(client, asha, request=[kept.reference], to=binu.pk).text, "html.parser")

    assert f"Binu does not answer these: {kept.reference}." in answer.select_one(".error-summary").text
    assert [box["value"] for box in answer.select("[name=request][checked]")] == [kept.reference]
    assert answer.select_one("#id_to option[selected]")["value"] == str(binu.pk)
    assert Assignment.objects.get(appointment_request=kept).to == asha
