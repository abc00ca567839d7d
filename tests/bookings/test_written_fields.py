"""Whatever field the patient writes it in: what may not be able to wait lifts the card."""

import inspect

import pytest

from bookings.models import AppointmentRequest, RedFlag
from bookings.patients import forms, status_forms
from bookings.urgency import approval
from common.text.form_fields import NameField, WordsField
from tests import factories
from tests.bookings.forms_filled import asked

pytestmark = pytest.mark.django_db

URGENT = "Scalded arm since morning"


@pytest.fixture(autouse=True)
def words(clinician):
    row = RedFlag.objects.create(sign="Burn", language="en", phrases="scald*", near="arm\nleg")
    approval.approve([row], by=clinician)


WRITTEN = {"reason", "full_name", "contact_name", "wish"}


def test_the_fields_that_take_any_words_are_known():
    """Whoever adds one says here, and in AppointmentRequest.FREE_TEXT, that it is read."""
    pages = [each for module in (forms, status_forms) for _name, each in inspect.getmembers(module, inspect.isclass)]
    fields = [field for page in pages for field in getattr(page, "base_fields", {}).items()]

    assert {name for name, field in fields if isinstance(field, WordsField | NameField)} == WRITTEN
    assert set(AppointmentRequest.FREE_TEXT) == WRITTEN - {"wish"}


@pytest.mark.parametrize(
    "answers",
    [
        {"about": {"reason": URGENT}},
        {"contact": {"full_name": URGENT}},
        {"contact": {"for_whom": "somebody", "relation": "parent", "contact_name": URGENT}},
    ],
)
def test_whatever_field_the_patient_writes_it_in_lifts_the_card(client, front_desk, answers):
    factories.HospitalFactory()
    appointment_request = asked(client, **answers)

    assert appointment_request.is_urgent
    client.force_login(front_desk)
    assert "<q><bdi>Scalded arm</bdi></q>" in client.get(f"/desk/requests/{appointment_request.reference}/").text


def test_what_the_desk_writes_down_for_a_caller_is_read_too():
    assert not factories.request(reason="").is_urgent
    assert factories.request(contact_name="Scalded leg", relation="parent").is_urgent
