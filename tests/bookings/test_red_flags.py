"""Who writes and who approves the words that lift a card; and that nobody's change goes unapproved, by whatever way."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction

from bookings.models import RedFlag
from bookings.urgency import approval, first_words, known_words
from content.models import Clinician
from tests import factories
from tests.admin_forms import form_of

pytestmark = pytest.mark.django_db

CHANGES = "/admin/bookings/redflag/{}/change/"
LIST = "/admin/bookings/redflag/"


def flag(**fields):
    words = {"sign": "Chest pain", "language": "en", "phrases": "chest", "near": "pain*"}
    return RedFlag.objects.create(**words | fields)


@pytest.fixture
def approved(clinician):
    row = flag()
    approval.approve([row], by=clinician)
    row.refresh_from_db()
    return row


def is_used(text="chest pain"):
    return bool(known_words.finder().find(text))


def test_words_are_used_only_once_a_clinician_has_approved_them(clinician):
    row = flag()
    assert not is_used()

    approval.approve([row], by=clinician)
    row.refresh_from_db()

    assert is_used()
    assert row.approved_by == clinician
    assert row.approved_by_name == clinician.get_full_name()


def test_words_out_of_use_lift_nothing(approved):
    RedFlag.objects.update(is_active=False)

    assert not is_used()


def save_by_orm(row):
    row.phrases = "chest\nheart"
    row.save()
    assert not row.is_approved


def update_by_orm(row):
    RedFlag.objects.filter(pk=row.pk).update(unless="gym")


def save_over_the_approval(row):
    """Whoever sends the approval along with other words has not had them approved."""
    RedFlag.objects.filter(pk=row.pk).update(
        near="ache", approved_by=row.approved_by, approved_by_name="Somebody", approved_on=row.approved_on
    )


@pytest.mark.parametrize("change", [save_by_orm, update_by_orm, save_over_the_approval])
def test_other_words_are_not_approved(approved, change):
    change(approved)
    approved.refresh_from_db()

    assert (approved.approved_by, approved.approved_by_name, approved.approved_on) == (None, "", None)
    assert not is_used()


def test_the_editors_form_ends_the_approval_with_the_words_and_not_without(client, editor, approved):
    client.force_login(editor)
    url = CHANGES.format(approved.pk)
    data = form_of(client.get(url))
    assert client.post(url, data).status_code == 302
    approved.refresh_from_db()
    assert approved.is_approved

    assert client.post(url, data | {"near": "pain*\nache"}).status_code == 302
    approved.refresh_from_db()

    assert approved.near.split() == ["pain*", "ache"]
    assert not approved.is_approved


def test_an_editor_cannot_write_an_approval_into_the_form(client, editor, clinician):
    client.force_login(editor)
    words = {"sign": "Burn", "language": "en", "phrases": "scald*", "near": "", "unless": "", "is_active": "on"}

    client.post(
        f"{LIST}add/", words | {"approved_by": clinician.pk, "approved_by_name": "Dr Demo", "approved_on": "2026-01-01"}
    )

    assert not RedFlag.objects.get(sign="Burn").is_approved


def test_new_words_are_never_approved_by_the_way(clinician):
    row = RedFlag.objects.create(
        sign="Burn",
        language="en",
        phrases="scald*",
        approved_by=clinician,
        approved_by_name="x",
        approved_on="2026-01-01",
    )

    assert not row.is_approved


def act(client, action, *rows):
    return client.post(LIST, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def test_a_clinician_approves_in_the_list_and_takes_it_back(client, clinician):
    row = flag()
    client.force_login(clinician)

    act(client, "approve_words", row)
    row.refresh_from_db()
    assert row.is_approved

    act(client, "take_approval_back", row)
    row.refresh_from_db()
    assert not row.is_approved


def test_an_editor_and_a_manager_cannot_approve(client, editor, roles):
    row = flag()
    for user in (editor, factories.staff("Manager")):
        client.force_login(user)
        act(client, "approve_words", row)
        row.refresh_from_db()
        assert not row.is_approved
        with pytest.raises(PermissionDenied):
            approval.approve([row], by=user)


def test_a_clinician_cannot_change_the_words(client, clinician, approved):
    client.force_login(clinician)
    page = client.get(CHANGES.format(approved.pk))

    assert page.status_code == 200
    assert client.post(CHANGES.format(approved.pk), {"sign": "Other"}).status_code == 403


def test_a_clinician_approves_only_languages_that_they_read(clinician):
    row = flag(language="ml", phrases="നെഞ്ച്", near="വേദന")
    assert approval.approve([row], by=clinician) == []

    Clinician.objects.update_or_create(user=clinician, defaults={"languages": ["ml"]})

    assert approval.approve([row], by=clinician) == [row]


def test_words_that_changed_since_they_were_read_are_not_approved(clinician):
    as_read = flag()
    RedFlag.objects.filter(pk=as_read.pk).update(near="anything")

    assert approval.approve([as_read], by=clinician) == []


def test_the_database_wants_a_name_and_a_day_for_an_approval(clinician):
    row = flag()
    with pytest.raises(IntegrityError), transaction.atomic():
        RedFlag.objects.filter(pk=row.pk).update(approved_by=clinician)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"phrases": "br*eath"}, "A star stands at the end"),
        ({"phrases": "chest", "near": "…"}, "There is no word"),
        ({"phrases": "a|chest", "near": ""}, "too short to be enough"),
    ],
)
def test_words_that_cannot_be_used_are_told_beside_their_field(client, editor, words, problem):
    client.force_login(editor)
    data = {"sign": "Burn", "language": "en", "near": "", "unless": "", "is_active": "on"} | words

    page = client.post(f"{LIST}add/", data)

    assert problem in page.text
    assert not RedFlag.objects.exists()


def test_a_new_site_begins_with_words_that_nobody_has_approved():
    call_command("set_up_site", stdout=open("/dev/null", "w"))  # noqa: SIM115
    call_command("set_up_site", stdout=open("/dev/null", "w"))  # noqa: SIM115

    assert RedFlag.objects.count() == len(list(first_words.first_words()))
    assert not RedFlag.objects.in_use().exists()
    for row in RedFlag.objects.all():
        row.full_clean()


def test_in_the_demonstration_a_made_up_clinician_approved_them(demonstration):
    rows = RedFlag.objects.in_use()

    assert rows.count() == RedFlag.objects.count() > 100
    assert set(rows.values_list("approved_by_name", flat=True)) == {"Chandra Demo-Clinician"}
