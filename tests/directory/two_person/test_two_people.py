"""What two people decide: every kind of thing × every way × who. The old value stands until a second person says so."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from tablib import Dataset

from content.models import Testimonial
from directory.editing.spreadsheets import DoctorResource
from directory.models import Department, Doctor, GuardedWrite, Hospital, Location, Proposal
from directory.two_person import services
from directory.two_person.admin import TwoPersonAdmin
from directory.two_person.kinds import KINDS
from site_pages.models import ExtraLink, Notice
from tests import factories
from tests.admin_forms import form_of
from tests.directory.two_person.ways import by_form, by_service, by_sheet, confirmed, url_of

pytestmark = pytest.mark.django_db

OLD, NEW = "+914952700000", "+914952700001"


def hospital():
    return factories.HospitalFactory(emergency_number="108", contact_words={"en": "Old words"})


def location():
    return factories.LocationFactory(phone=OLD, emergency_phone=OLD, has_emergency=True)


def notice(**fields):
    fields = {"text": {"en": "The east gate is closed."}, "ends_at": timezone.now() + timedelta(days=1)} | fields
    return Notice.objects.create(**{"is_live": True, **fields})


THINGS = {
    "hospital": hospital,
    "location": location,
    "department": lambda: factories.DepartmentFactory(phone=OLD),
    "doctor": lambda: factories.DoctorFactory(biography={"en": "Old words"}),
    "notice": notice,
    "extra link": lambda: ExtraLink.objects.create(label={"en": "Careers"}, url="/en/contact/", is_live=True),
}
CHANGES = [
    ("hospital", "emergency_number", "112", "Editor"),
    ("hospital", "phone", NEW, "Editor"),
    ("hospital", "phone", NEW, "Manager"),
    ("hospital", "email", "other@hospital.example", "Editor"),
    ("hospital", "contact_words", {"en": "New words"}, "Editor"),
    ("location", "phone", NEW, "Manager"),
    ("location", "emergency_phone", NEW, "Manager"),
    ("location", "emergency_phone", "", "Manager"),
    ("department", "phone", NEW, "Manager"),
    ("doctor", "biography", {"en": "New words"}, "Manager"),
    ("notice", "text", {"en": "The west gate is shut."}, "Editor"),
    ("notice", "severity", "urgent", "Publisher"),
    ("extra link", "label", {"en": "Visitors"}, "Editor"),
    ("extra link", "url", "https://elsewhere.example/", "Editor"),
    ("extra link", "place", "menu", "Editor"),
]
WAYS = {"form": by_form, "sheet": by_sheet, "service": by_service}
SHEETS = ("doctor", "department")
TABLE = [
    (way, *change) for way in WAYS for change in CHANGES if way != "sheet" or (change[0] in SHEETS and change[2] != "")
]


def value_of(thing, name):
    return getattr(type(thing).objects.get(pk=thing.pk), name)


@pytest.mark.parametrize(("way", "kind", "name", "value", "role"), TABLE)
def test_the_old_value_stands_until_a_second_person_confirms(client, roles, way, kind, name, value, role):
    thing, author = THINGS[kind](), factories.staff(role)
    before = value_of(thing, name)

    WAYS[way](client, author, thing, name, value)

    assert value_of(thing, name) == before
    proposal = Proposal.objects.get()
    assert (list(proposal.authors.all()), proposal.state) == ([author], "open")
    with pytest.raises((services.Refused, PermissionDenied)):
        confirmed(proposal, author)
    assert value_of(thing, name) == before
    second = factories.staff("Publisher")
    confirmed(proposal, second)
    assert value_of(thing, name) == value
    assert GuardedWrite.objects.exclude(operation="INSERT").get().by == second


def test_a_new_link_on_every_page_waits_for_a_second_person(editor, publisher, client):
    factories.HospitalFactory()
    services.save(ExtraLink(label={"en": "Careers"}, url="https://elsewhere.example/"), by=editor)
    assert "elsewhere.example" not in client.get("/en/contact/").text

    confirmed(Proposal.objects.get(), publisher)

    assert "elsewhere.example" in client.get("/en/contact/").text


@pytest.mark.parametrize("superuser", [True, False])
def test_nobody_confirms_what_they_wrote_whatever_their_rights(roles, superuser):
    thing, author = hospital(), factories.staff("Manager", is_superuser=superuser)
    by_service(None, author, thing, "phone", NEW)

    with pytest.raises(services.Refused, match="second person"):
        confirmed(Proposal.objects.get(), author)


@pytest.mark.parametrize("role", ["Editor", "Clinician", "Front desk"])
def test_only_publishers_and_managers_confirm_and_decline(roles, role):
    by_service(None, factories.staff("Manager"), hospital(), "phone", NEW)
    proposal, somebody = Proposal.objects.get(), factories.staff(role)

    with pytest.raises(PermissionDenied):
        confirmed(proposal, somebody)
    with pytest.raises(PermissionDenied):
        services.decline(proposal.pk, by=somebody, reason="Because")


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("hospital", "whatsapp", NEW),
        ("location", "emergency_entrance", {"en": "From the east gate."}),
        ("location", "accessibility", {"en": "A ramp at the main door."}),
    ],
)
@pytest.mark.parametrize("way", ["form", "service"])
def test_one_person_may_fill_in_a_fact_that_was_empty(client, roles, way, kind, name, value):
    thing = THINGS[kind]()

    WAYS[way](client, factories.staff("Manager"), thing, name, value)

    assert value_of(thing, name) == value
    assert not Proposal.objects.exists()


def test_nobody_fills_in_words_of_medicine_alone(roles):
    thing = location()

    by_service(None, factories.staff("Manager"), thing, "accessibility", {"en": "Stop your blood thinner before."})

    assert value_of(thing, "accessibility") == {}
    assert list(Proposal.objects.get().values) == ["accessibility"]


def test_a_place_becomes_an_emergency_department_by_two_people(roles):
    thing = factories.LocationFactory()

    by_service(None, factories.staff("Manager"), thing, "has_emergency", True)

    assert value_of(thing, "has_emergency") is False


@pytest.mark.parametrize("way", ["form", "sheet"])
def test_the_rest_of_a_form_is_saved_at_once(client, roles, way):
    doctor, manager = THINGS["doctor"](), factories.staff("Manager")

    if way == "form":
        client.force_login(manager)
        data = form_data(client, doctor) | {"biography_en": "New words", "qualifications": "MBBS"}
        client.post(url_of(doctor), data)
    else:
        by_sheet_with_qualifications(manager, doctor)

    doctor = Doctor.objects.get()
    assert (doctor.biography, doctor.qualifications) == ({"en": "Old words"}, "MBBS")


def form_data(client, thing):
    return form_of(client.get(url_of(thing)))


def by_sheet_with_qualifications(user, doctor):
    row = {"slug": doctor.slug, "name_en": "Asha", "biography_en": "New words", "qualifications": "MBBS"}
    DoctorResource().import_data(Dataset(list(row.values()), headers=list(row)), user=user)


@pytest.mark.parametrize("way", ["form", "sheet", "service"])
def test_the_biography_of_a_new_doctor_waits_too(client, roles, way):
    manager = factories.staff("Manager")
    if way == "form":
        client.force_login(manager)
        page = client.get("/admin/directory/doctor/add/")
        data = form_of(page) | {"name_en": "Asha", "slug": "asha", "biography_en": "Her life"}
        client.post("/admin/directory/doctor/add/", data)
    elif way == "sheet":
        row = {"slug": "asha", "name_en": "Asha", "biography_en": "Her life"}
        DoctorResource().import_data(Dataset(list(row.values()), headers=list(row)), user=manager)
    else:
        services.save(Doctor(slug="asha", name={"en": "Asha"}, biography={"en": "Her life"}), by=manager)

    assert Doctor.objects.get(slug="asha").biography == {}
    confirmed(Proposal.objects.get())
    assert Doctor.objects.get(slug="asha").biography == {"en": "Her life"}


def add_notice(client, user):
    client.force_login(user)
    data = form_of(client.get("/admin/site_pages/notice/add/"))
    tomorrow = timezone.localtime() + timedelta(days=1)
    data |= {"text_en": "The lift is out of order.", "ends_at_0": f"{tomorrow:%Y-%m-%d}", "ends_at_1": "10:00"}
    return client.post("/admin/site_pages/notice/add/", data)


def test_a_new_notice_stands_on_no_page_before_a_second_person_puts_it_live(client, editor, publisher):
    factories.HospitalFactory()
    add_notice(client, editor)
    assert "lift" not in Client().get("/en/contact/").text

    confirmed(Proposal.objects.get(), publisher)

    assert "The lift is out of order." in Client().get("/en/contact/").text


def test_a_program_cannot_say_that_something_is_live(editor):
    services.save(Notice(text={"en": "x"}, ends_at=timezone.now() + timedelta(days=1), is_live=True), by=editor)

    assert not Notice.objects.get().is_live


def test_a_new_voice_of_a_patient_waits(roles):
    manager = factories.staff("Manager")
    voice = factories.TestimonialFactory.build(treatment=factories.TreatmentFactory(), is_live=False)
    Hospital.objects.update(shows_testimonials=True) or factories.HospitalFactory(shows_testimonials=True)

    services.save(voice, by=manager)

    assert not Testimonial.objects.shown().exists()
    proposal = Proposal.objects.get()
    assert voice.shown_name not in proposal.about
    confirmed(proposal)
    assert Testimonial.objects.shown().get() == voice


def test_whoever_writes_over_what_waits_has_written_it_too(client, editor, publisher):
    factories.HospitalFactory()
    add_notice(client, editor)
    seen = Proposal.objects.get().fingerprint
    by_service(None, publisher, Notice.objects.get(), "text", {"en": "The lift works again."})
    proposal = Proposal.objects.get()

    with pytest.raises(services.Refused, match="second person"):
        confirmed(proposal, publisher)
    with pytest.raises(services.Refused, match="while you were reading"):
        services.confirm(proposal.pk, by=factories.staff("Manager"), seen=seen)
    assert not Notice.objects.get().is_live


def test_two_people_ask_for_two_changes_of_one_thing(roles):
    thing, first, second = hospital(), factories.staff("Editor"), factories.staff("Manager")
    by_service(None, first, thing, "phone", NEW)

    by_service(None, second, Hospital.objects.get(), "email", "new@hospital.example")

    proposal = Proposal.objects.get()
    assert set(proposal.values) == {"phone", "email"}
    assert set(proposal.authors.all()) == {first, second}


@pytest.mark.parametrize("way", ["form", "sheet", "service"])
def test_two_people_ask_for_two_changes_of_one_field(client, roles, way):
    thing = factories.DepartmentFactory(phone=OLD)
    by_service(None, factories.staff("Manager"), thing, "phone", NEW)
    thing, second = Department.objects.get(pk=thing.pk), factories.staff("Manager")

    if way == "form":
        page = by_form(client, second, thing, "phone", "+914952700002")
        assert "has asked for another change of this" in page.text
    elif way == "service":
        with pytest.raises(ValidationError, match="has asked for another change"):
            by_service(None, second, thing, "phone", "+914952700002")
    else:
        with pytest.raises(AssertionError):
            by_sheet(client, second, thing, "phone", "+914952700002")

    assert Proposal.objects.get().values["phone"]["after"] == NEW


def test_somebody_may_correct_what_they_asked_for(roles):
    thing, author = hospital(), factories.staff("Editor")
    by_service(None, author, thing, "phone", NEW)

    by_service(None, author, Hospital.objects.get(), "phone", "+914952700002")

    assert Proposal.objects.get().values["phone"]["after"] == "+914952700002"


def test_a_value_that_moved_meanwhile_is_a_conflict(roles):
    thing = hospital()
    by_service(None, factories.staff("Editor"), thing, "phone", NEW)
    Hospital.objects.update(phone="+914952700009")

    with pytest.raises(services.Refused, match="changed meanwhile"):
        confirmed(Proposal.objects.get())

    assert Hospital.objects.get().phone == "+914952700009"


def test_what_was_deleted_is_not_confirmed_and_deleting_closes_what_waits(client, roles):
    department, manager = factories.DepartmentFactory(phone=OLD), factories.staff("Manager")
    by_service(None, manager, department, "phone", NEW)
    client.force_login(manager)

    client.post(f"/admin/directory/department/{department.pk}/delete/", {"post": "yes"})

    assert not Department.objects.filter(pk=department.pk).exists()
    assert Proposal.objects.get().state == "taken_back"


def test_what_a_program_deleted_is_not_confirmed(roles):
    department = factories.DepartmentFactory(phone=OLD)
    by_service(None, factories.staff("Manager"), department, "phone", NEW)
    Department.objects.all().delete()

    with pytest.raises(services.Refused, match="no longer there"):
        confirmed(Proposal.objects.get())


def test_an_author_who_lost_every_role_and_got_another_still_wrote_it(roles):
    author = factories.staff("Editor")
    by_service(None, author, hospital(), "phone", NEW)
    author.groups.set(factories.staff("Publisher").groups.all())

    with pytest.raises(services.Refused):
        confirmed(Proposal.objects.get(), type(author).objects.get(pk=author.pk))


def test_declining_needs_a_reason_and_leaves_the_old_value(roles, publisher):
    by_service(None, factories.staff("Editor"), hospital(), "phone", NEW)
    proposal = Proposal.objects.get()

    with pytest.raises(services.Refused, match="reason"):
        services.decline(proposal.pk, by=publisher, reason="  ")
    services.decline(proposal.pk, by=publisher, reason="Nobody answers there")

    assert Hospital.objects.get().phone == OLD
    with pytest.raises(services.Refused, match="meanwhile"):
        confirmed(proposal)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "She is the best surgeon, and cures everybody."),
        ("en", "Take 500 mg of paracetamol."),
        ("ml", "മരുന്ന് കഴിക്കുന്നത് നിർത്തുക."),
        ("hi", "अपनी दवा बंद करें।"),
        ("ar", "توقف عن تناول الدواء."),
    ],
)
def test_words_of_medicine_ask_for_a_clinician_of_that_language(roles, language, words):
    thing = factories.DoctorFactory()
    by_service(None, factories.staff("Manager"), thing, "biography", {"en": "Asha works here.", language: words})
    proposal, second = Proposal.objects.get(), factories.staff("Publisher")
    reader, stranger = (factories.reads(factories.staff("Clinician"), code).user
                        for code in (language, "hi" if language != "hi" else "ml"))  # fmt: skip

    with pytest.raises(services.Refused, match="clinician"):
        confirmed(proposal, second)
    for somebody in (stranger, second, factories.staff("Manager", is_superuser=True)):
        with pytest.raises(PermissionDenied):
            services.sign(proposal.pk, language, by=somebody, seen=proposal.fingerprint)
    services.sign(proposal.pk, language, by=reader, seen=proposal.fingerprint)
    confirmed(proposal, second)

    assert Doctor.objects.get().biography[language] == words


def test_what_is_changed_after_it_was_signed_is_signed_again(roles):
    author, reader = factories.staff("Manager"), factories.staff("Clinician")
    factories.reads(reader, "en")
    doctor = factories.DoctorFactory()
    by_service(None, author, doctor, "biography", {"en": "Take a tablet."})
    proposal = Proposal.objects.get()
    services.sign(proposal.pk, "en", by=reader, seen=proposal.fingerprint)

    by_service(None, author, Doctor.objects.get(), "biography", {"en": "Take two tablets."})

    with pytest.raises(services.Refused, match="clinician"):
        confirmed(Proposal.objects.get())


def test_a_clinician_does_not_sign_what_they_wrote(roles):
    both = factories.staff("Manager")
    both.groups.add(*factories.staff("Clinician").groups.all())
    factories.reads(both, "en")
    by_service(None, both, factories.DoctorFactory(), "biography", {"en": "Take a tablet."})
    proposal = Proposal.objects.get()

    with pytest.raises(services.Refused, match="second person"):
        services.sign(proposal.pk, "en", by=both, seen=proposal.fingerprint)


def test_names_hours_and_directions_are_changed_by_one(client, roles):
    place = location()

    by_form(client, factories.staff("Manager"), place, "directions", {"en": "Behind the mosque."})

    assert Location.objects.get().directions == {"en": "Behind the mosque."}
    assert not Proposal.objects.exists()


def test_each_model_in_the_list_is_only_edited_where_two_people_decide():
    guarded = {kind.model for kind in KINDS.values()}

    assert {Hospital, Location, Department, Doctor, ExtraLink, Notice, Testimonial} == guarded
    for model in guarded:
        assert isinstance(admin.site._registry[model], TwoPersonAdmin)
    for options in admin.site._registry.values():
        for inline in getattr(options, "inlines", []):
            assert inline.model not in guarded


def test_the_database_watches_every_field_in_the_list():
    for kind in KINDS.values():
        [trigger] = [each for each in kind.model._meta.triggers if each.name == "guarded_writes"]
        assert {kind.model._meta.get_field(name).column for name in kind.fields} <= set(trigger.columns)
        assert trigger.live == kind.live


def test_every_running_text_of_these_models_is_in_the_list():
    """A text of more than a line that nobody named would go live by one person. Hours and directions may."""
    by_one = {"address", "directions", "hours"}
    for kind in KINDS.values():
        texts = {field.name for field in kind.model._meta.fields if getattr(field, "multiline", False)}
        assert texts - by_one <= set(kind.fields), kind.label


@pytest.mark.parametrize(
    "change",
    [
        lambda thing: Hospital.objects.update(phone=NEW),
        lambda thing: (setattr(thing, "phone", NEW), thing.save()),
        lambda thing: Hospital.objects.bulk_update([thing], ["phone"]) if not setattr(thing, "phone", NEW) else None,
        lambda thing: connection.cursor().execute("update directory_hospital set phone = %s", [NEW]),
        lambda thing: Hospital.objects.update_or_create(pk=1, defaults={"phone": NEW}),
    ],
)
def test_the_shell_is_logged_and_is_an_alarm(change):
    change(hospital())

    write = GuardedWrite.objects.alarms().latest("pk")
    assert (write.by, write.before["phone"], write.after["phone"]) == (None, OLD, NEW)


def test_the_log_keeps_no_words_of_a_patient(roles):
    voice = factories.TestimonialFactory()
    Testimonial.objects.update(words="Other words")

    log = str(list(GuardedWrite.objects.values("before", "after")))
    assert "words" in log
    assert voice.words not in log
    assert voice.shown_name not in log
    assert "Other words" not in log


def test_a_new_notice_of_the_shell_that_is_live_is_an_alarm_and_one_that_waits_is_not():
    notice(is_live=False)
    assert not GuardedWrite.objects.exists()

    notice()

    assert GuardedWrite.objects.open_alarms().count() == 1


def test_models_that_hold_a_guarded_thing_know_every_room():
    assert {apps.get_model(label) for label in KINDS} == {kind.model for kind in KINDS.values()}
