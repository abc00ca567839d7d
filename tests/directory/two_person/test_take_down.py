"""One person takes something down: it is gone everywhere at once, its address says so, and the others are told."""

from datetime import timedelta

import pytest
from cms.models import Page, PageContent
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from common import queue
from content.models import Condition, Testimonial, Treatment, TreatmentContent
from directory.models import Doctor, Hospital, Proposal, TakenDown
from directory.two_person import services, take_down
from directory.two_person.take_down import TOLD
from directory.two_person.take_down import take_down as take
from search.index import rebuild
from search.models import SearchEntry
from site_pages.initial_pages import make_text_page
from site_pages.models import Notice
from tests import factories
from tests.mail_server import words

pytestmark = pytest.mark.django_db

ROLES_THAT_MAY = ("Clinician", "Publisher")


@pytest.fixture(autouse=True)
def hospital(roles):
    return factories.HospitalFactory(shows_testimonials=True)


def treatment(editor, clinician, publisher):
    return factories.published(editor, clinician, publisher, title="Zebra therapy").treatment


def text(url):
    return Client().get(url)


@pytest.mark.parametrize("role", ROLES_THAT_MAY)
def test_a_treatment_is_gone_at_once_and_its_address_leads_on(
    editor, clinician, publisher, role, django_capture_on_commit_callbacks
):
    thing = treatment(editor, clinician, publisher)
    rebuild()
    url = thing.get_absolute_url()
    assert "Zebra therapy" in text("/en/treatments/").text
    assert url in text("/sitemap.xml").text

    with django_capture_on_commit_callbacks(execute=True):
        take(thing, by=factories.staff(role), reason="A wrong dose")

    page = text(url)
    assert page.status_code == 410
    assert 'href="tel:+914952700000"' in page.text
    assert "/en/search/" in page.text
    assert "Zebra" not in page.text
    assert "A wrong dose" not in page.text
    assert "Zebra therapy" not in text("/en/treatments/").text
    assert url not in text("/sitemap.xml").text
    assert not SearchEntry.objects.filter(kind="treatment").exists()


def test_only_the_language_that_is_wrong_goes(editor, clinician, publisher):
    thing = treatment(editor, clinician, publisher)

    factories.reads(clinician, "ml")
    factories.published(editor, clinician, publisher, treatment=thing, language="ml", title="സീബ്ര")

    take(thing, by=publisher, reason="Wrong", language="ml")

    assert text(f"/en/treatments/{thing.slug}/").status_code == 200
    page = text(f"/ml/treatments/{thing.slug}/")
    assert page.status_code == 410
    assert f"/en/treatments/{thing.slug}/" in page.text


def test_a_treatment_comes_back_only_through_the_gate(editor, clinician, publisher):
    thing = treatment(editor, clinician, publisher)
    take(thing, by=publisher, reason="Wrong")
    version = TreatmentContent._original_manager.get(treatment=thing).versions.get()

    draft = version.copy(editor)

    assert not draft.check_publish.as_bool(publisher)
    assert not TreatmentContent.objects.filter(treatment=thing).exists()


def test_a_free_page_goes_and_comes_back_by_two_people(editor, publisher, clinician):
    make_text_page(factories.staff("Editor"), "privacy")
    page = Page.objects.get(reverse_id="privacy")

    take(page, by=clinician, reason="Wrong", language="en")

    assert text("/en/privacy/").status_code == 410
    assert "/ml/privacy/" in text("/en/privacy/").text
    assert "/en/privacy/" not in text("/en/contact/").text
    content = PageContent._original_manager.get(page=page, language="en")
    assert not content.versions.get().copy(publisher).check_publish.as_bool(publisher)


def test_a_biography_goes_from_the_page_and_the_search(publisher):
    doctor = factories.DoctorFactory(biography={"en": "Wrote about zebras."})

    take(doctor, by=publisher, reason="Not true")

    assert "zebras" not in text(doctor.get_absolute_url()).text
    assert text(doctor.get_absolute_url()).status_code == 200
    doctor = Doctor.objects.get()
    doctor.biography = {"en": "Wrote about zebras."}
    services.save(doctor, by=publisher)
    assert Doctor.objects.get().biography == {}
    assert Proposal.objects.open().count() == 1


def test_a_notice_goes_and_waits_when_it_is_saved_again(publisher):
    notice = Notice.objects.create(
        text={"en": "The gate is shut."}, ends_at=timezone.now() + timedelta(days=1), is_live=True
    )
    assert "The gate is shut." in text("/en/contact/").text

    take(notice, by=publisher, reason="It is open")
    services.save(Notice.objects.get(), by=publisher)

    assert "The gate is shut." not in text("/en/contact/").text
    assert Proposal.objects.open().count() == 1


def test_a_voice_goes_and_no_record_keeps_its_words(publisher):
    voice = factories.TestimonialFactory()

    take(voice, by=publisher, reason="Somebody else's words")

    assert not Testimonial.objects.shown().exists()
    assert voice.shown_name not in TakenDown.objects.get().about


@pytest.mark.parametrize("role", ["Editor", "Manager", "Front desk"])
def test_only_clinicians_and_publishers_take_things_down(role):
    with pytest.raises(PermissionDenied):
        take(factories.DoctorFactory(biography={"en": "Words"}), by=factories.staff(role), reason="x")

    assert Doctor.objects.get().biography


def test_it_needs_a_reason_and_something_that_stands_there(publisher):
    doctor = factories.DoctorFactory(biography={"en": "Words"})
    with pytest.raises(services.Refused, match="reason"):
        take(doctor, by=publisher, reason=" ")
    take(doctor, by=publisher, reason="Wrong")

    with pytest.raises(services.Refused, match="Nothing"):
        take(doctor, by=publisher, reason="Wrong")

    assert TakenDown.objects.count() == 1


def test_what_waited_for_it_is_closed(publisher):
    doctor = factories.DoctorFactory(biography={"en": "Words"})
    doctor.biography = {"en": "Other words"}
    services.save(doctor, by=factories.staff("Manager"))

    take(Doctor.objects.get(), by=publisher, reason="Wrong")

    assert not Proposal.objects.open().exists()


def test_publishers_and_managers_are_told_once(mail_server, clinician):
    people = [factories.staff(role, email=f"{role}@hospital.example") for role in ("Publisher", "Manager")]
    factories.staff("Editor", email="editor@hospital.example")

    take(factories.DoctorFactory(biography={"en": "Words"}), by=clinician, reason="Not true at all")
    queue.run_due(TOLD)
    queue.run_due(TOLD)

    assert sorted(mail["To"] for mail in mail_server.mails) == sorted(person.email for person in people)
    assert "Not true at all" in words(mail_server.mails[0])


@pytest.mark.parametrize(
    "address", ["/en/doctors/asha/", "https://hospital.example/ml/doctors/asha/?x=1", "en/doctors/asha"]
)
def test_the_page_finds_it_by_its_address_and_takes_it_down(client, publisher, address):
    doctor = factories.DoctorFactory(slug="asha", biography={"en": "Words"})
    client.force_login(publisher)

    found = client.post("/admin/directory/takendown/find/", {"address": address})
    assert f"/directory.doctor/{doctor.pk}/now/" in found["Location"]
    client.post(found["Location"], {"reason": "Not true"})

    assert Doctor.objects.get().biography == {}


def test_an_address_that_is_no_page_is_told_kindly(client, publisher):
    client.force_login(publisher)

    assert "has this address" in client.post("/admin/directory/takendown/find/", {"address": "/en/nowhere/"}).text


def test_every_kind_that_governance_names_may_be_taken_down():
    assert {Treatment, Condition, Page, Doctor, Testimonial, Notice} == {
        each.model for each in take_down.REMOVABLE.values()
    }
    assert Hospital not in {each.model for each in take_down.REMOVABLE.values()}


def test_a_condition_goes_in_the_language_that_is_wrong(clinician):
    condition = factories.ConditionFactory(slug="arthritis")
    language = "hi"
    if not condition.contents.exists():
        factories.condition_page(condition, "en", "Arthritis")
    factories.condition_page(condition, language, "गठिया")

    take(condition, by=clinician, reason="Wrong", language=language)

    page = text(f"/{language}/conditions/arthritis/")
    assert page.status_code == 410
    assert "/en/conditions/arthritis/" in page.text
    assert text("/en/conditions/arthritis/").status_code == 200
