"""A closed request never reopens: a mistake is put right by one new request that is linked to it."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from bookings import new_requests, retention, services
from bookings.models import AppointmentRequest
from tests import factories
from tests.bookings.appointments import appointment, note
from tests.bookings.forms_filled import asked, fill, own, send
from tests.bookings.refused import refused

pytestmark = pytest.mark.django_db

WISHES = ("preferred", "second_preferred")


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


def declined(by, **answers):
    return services.decline(factories.request(**answers).pk, reason="spam", by=by, version=1)


def test_the_desk_makes_it_with_one_press_and_both_pages_name_the_other(client, hospital, front_desk):
    page = fill(client, about={"reason": "Pain in the hip"}, contact={"call_language": "ml"})
    send(client, page, phone_messages="on")
    earlier = AppointmentRequest.objects.get()
    services.decline(earlier.pk, reason="duplicate", by=front_desk, version=1)
    visitor_cookies, client.cookies = client.cookies, type(client.cookies)()
    client.force_login(front_desk)
    assert "New request from this one" in client.get(f"/desk/requests/{earlier.reference}/").text

    answer = client.post(f"/desk/requests/{earlier.reference}/again/", follow=True)

    new = AppointmentRequest.objects.exclude(pk=earlier.pk).get()
    earlier.refresh_from_db()
    assert answer.redirect_chain == [(f"/desk/requests/{new.reference}/", 302)]
    assert (new.follows, new.status, earlier.status) == (earlier, "requested", "declined")
    for name in new_requests.TAKEN_OVER:
        assert getattr(new, name) == getattr(earlier, name), name
    assert new.reference != earlier.reference
    assert new.token_hash != earlier.token_hash
    assert list(new.history.values_list("event", "actor", "by")) == [("requested", "desk", front_desk.pk)]
    assert earlier.history.last().event == "followed"
    assert set(new.messages.values_list("kind", "audience")) == {("received", "patient"), ("received", "desk")}
    consents = [list(each.consents.values_list("purpose", "sha256", "given_at")) for each in (new, earlier)]
    assert consents[0] == consents[1]
    assert len(consents[0]) == 2
    assert earlier.reference in answer.text
    page = client.get(f"/desk/requests/{earlier.reference}/").text
    assert new.reference in page
    assert "Make a new request" not in page

    client.cookies = visitor_cookies
    assert new.reference in client.get(own(client, "status/")).text


def test_a_second_press_leads_to_the_same_request(front_desk):
    earlier = declined(front_desk)

    first, second = (services.reopen_as_new(earlier.pk, by=front_desk) for _press in range(2))

    assert first == second
    assert AppointmentRequest.objects.count() == 2


def test_a_visit_that_was_missed_goes_on_in_a_new_request(front_desk):
    missed = note(front_desk, appointment(front_desk), "no_show")

    new = services.reopen_as_new(missed.pk, by=front_desk)

    assert (new.follows, new.status, new.appointment) == (missed, "requested", None)


def test_days_that_have_passed_are_not_wished_for_again(front_desk):
    today = timezone.localdate()
    earlier = declined(
        front_desk,
        preferred_day=today - timezone.timedelta(days=2),
        preferred_part="morning",
        second_preferred_day=today + timezone.timedelta(days=2),
        second_preferred_part="evening",
    )

    new = services.reopen_as_new(earlier.pk, by=front_desk)

    assert (new.preferred_day, new.preferred_part, new.second_preferred_day) == (
        earlier.second_preferred_day,
        "evening",
        None,
    )


def test_two_days_to_come_are_wished_for_again(front_desk):
    today = timezone.localdate()
    days = {f"{name}_day": today + timezone.timedelta(days=2 + n) for n, name in enumerate(WISHES)}
    earlier = declined(front_desk, **days, **{f"{name}_part": "any" for name in WISHES})

    new = services.reopen_as_new(earlier.pk, by=front_desk)

    assert {name: getattr(new, name) for name in days} == days


def test_what_is_open_goes_on_itself(client, front_desk):
    waiting, to_come = factories.request(), appointment(front_desk, begun=False)
    client.force_login(front_desk)

    for appointment_request in (waiting, to_come):
        assert "Make a new request" not in client.get(f"/desk/requests/{appointment_request.reference}/").text
        client.post(f"/desk/requests/{appointment_request.reference}/again/")

    assert AppointmentRequest.objects.count() == 2


def test_without_consent_or_data_nothing_goes_on(client, hospital, front_desk):
    taken_back, erased = asked(client), declined(front_desk)
    services.withdraw_consent(taken_back.pk, "answer")
    retention.erase(erased.pk)

    for appointment_request in (taken_back, erased):
        with refused("move_not_allowed"):
            services.reopen_as_new(appointment_request.pk, by=front_desk)


def test_the_database_repeats_the_rule(front_desk):
    closed, waiting = declined(front_desk), factories.request()
    new = services.reopen_as_new(closed.pk, by=front_desk)
    fields = {"full_name": "A", "phone": "+919847012345", "language": "en", "call_language": "en"}
    fields["next_action_at"] = factories.at(1)

    with pytest.raises(IntegrityError, match="follows_id"), transaction.atomic():
        AppointmentRequest.objects.create(follows=closed, **fields)
    with pytest.raises(DatabaseError, match="follows one that is over"), transaction.atomic():
        AppointmentRequest.objects.create(follows=waiting, **fields)
    for other in (None, waiting):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            AppointmentRequest.objects.filter(pk=new.pk).update(follows=other)
