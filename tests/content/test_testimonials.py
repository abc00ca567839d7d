"""Patients' words stand on a page only while a consent covers them, and only where the hospital wants them."""

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from content.claims_checker import what_a_patient_may_not_promise
from content.models import Testimonial
from directory.models import Hospital
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "The nurses told me each morning what the day would bring."


@pytest.fixture
def page(editor, clinician, publisher):
    factories.HospitalFactory(shows_testimonials=True)
    return factories.published(editor, clinician, publisher)


def a_testimonial(page, **fields):
    return factories.TestimonialFactory(treatment=page.treatment, **fields)


def is_shown(client, page):
    return WORDS in client.get(page.get_absolute_url()).text


def new_testimonial(page, **fields):
    return {
        "treatment": page.treatment_id,
        "language": "en",
        "words": WORDS,
        "shown_name": "Demo-Lekha",
        "consent_document": "DEMO-1",
        "scope": "website",
        "given_on": "2026-01-10",
        "expires_on": (timezone.localdate() + timedelta(days=100)).isoformat(),
        "withdrawn_on": "",
        **fields,
    }


@pytest.fixture
def as_manager(client, roles):
    client.force_login(factories.staff("Manager"))
    return client


# On the page


def test_words_with_consent_stand_on_the_page_of_their_language(client, page):
    a_testimonial(page)
    a_testimonial(page, language="ml", words="വാക്കുകൾ")

    main = BeautifulSoup(client.get(page.get_absolute_url()).text, "html.parser").select_one("#voices")

    assert WORDS in main.text
    assert "Demo-Lekha, Kozhikode" in main.text
    assert "വാക്കുകൾ" not in main.text
    assert "DEMO-CONSENT" not in main.text


def test_the_whole_feature_is_off_unless_the_hospital_switches_it_on(client, page):
    a_testimonial(page)
    assert is_shown(client, page)

    Hospital.objects.update(shows_testimonials=False)

    assert not is_shown(client, page)
    assert "Voices of patients" not in client.get(page.get_absolute_url()).text
    assert not Hospital().shows_testimonials


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"scope": "website_and_print"}, True),
        ({"scope": "print"}, False),
        ({"withdrawn_on": date(2026, 1, 2)}, False),
        ({"given_on": date(2999, 1, 1), "expires_on": date(2999, 2, 1)}, False),
    ],
)
def test_only_what_the_consent_covers_is_shown(client, page, fields, shown):
    a_testimonial(page, **fields)

    assert is_shown(client, page) is shown


def test_a_consent_covers_its_last_day_in_the_hospitals_zone_and_not_one_minute_more(client, page, set_clock):
    a_testimonial(page, given_on=date(2027, 1, 1), expires_on=date(2027, 3, 31))

    set_clock("2026-12-31 23:59")
    assert not is_shown(client, page)
    set_clock("2027-01-01 00:00")  # still the day before in UTC
    assert is_shown(client, page)
    set_clock("2027-03-31 23:59")
    assert is_shown(client, page)
    set_clock("2027-04-01 00:00")  # still the last day in UTC
    assert not is_shown(client, page)


def test_a_withdrawal_removes_the_words_at_once(as_manager, client, page):
    spoken = a_testimonial(page)
    assert is_shown(client, page)

    as_manager.post(
        reverse("admin:content_testimonial_change", args=[spoken.pk]), {"withdrawn_on": timezone.localdate()}
    )

    assert not is_shown(client, page)


def test_a_withdrawal_cannot_be_taken_back(as_manager, page):
    spoken = a_testimonial(page, withdrawn_on=date(2026, 1, 2))

    response = as_manager.post(reverse("admin:content_testimonial_change", args=[spoken.pk]), {"withdrawn_on": ""})

    assert "A new consent needs a new entry." in response.text
    spoken.refresh_from_db()
    assert spoken.withdrawn_on


def test_testimonials_cost_one_query(client, page, django_assert_num_queries):
    for _number in range(5):
        a_testimonial(page)

    with django_assert_num_queries(1):
        assert len(Testimonial.objects.shown()) == 5


# Entering them


def test_a_manager_enters_words_with_their_consent(as_manager, page):
    response = as_manager.post(reverse("admin:content_testimonial_add"), new_testimonial(page))

    assert response.status_code == 302
    assert Testimonial.objects.get().words == WORDS


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("words", "I was cured in a week.", "not “cure”"),
        ("words", "Now I can walk again.", "says how the treatment turned out"),
        ("words", "Five stars from me.", "no stars and no marks"),
        ("consent_document", "", "This field is required"),
        ("given_on", "2999-01-01", "today or earlier"),
        ("expires_on", "2026-01-10", "must end after it was given"),
        ("expires_on", "", "This field is required"),
        ("withdrawn_on", "2999-01-01", "today or an earlier day"),
    ],
)
def test_what_cannot_be_shown_is_refused_beside_its_field_and_nothing_is_lost(as_manager, page, field, value, message):
    response = as_manager.post(reverse("admin:content_testimonial_add"), new_testimonial(page, **{field: value}))

    soup = BeautifulSoup(response.text, "html.parser")
    assert message in soup.select_one(f".field-{field}").text
    assert soup.select_one("#id_shown_name")["value"] == "Demo-Lekha"
    assert not Testimonial.objects.exists()


def test_what_the_patient_agreed_to_is_not_edited_afterwards(as_manager, page):
    spoken = a_testimonial(page)

    as_manager.post(
        reverse("admin:content_testimonial_change", args=[spoken.pk]),
        new_testimonial(page, words="Other words.", expires_on="2099-01-01"),
    )

    spoken.refresh_from_db()
    assert spoken.words == WORDS
    assert spoken.expires_on < date(2099, 1, 1)


def test_only_those_with_the_right_see_the_consent(client, page, editor):
    spoken = a_testimonial(page)
    url = reverse("admin:content_testimonial_change", args=[spoken.pk])
    client.force_login(editor)
    assert WORDS in client.get(url).text
    assert "DEMO-CONSENT-7" not in client.get(url).text

    editor.user_permissions.add(Permission.objects.get(codename="see_consent_testimonial"))
    client.force_login(get_user_model().objects.get(pk=editor.pk))

    assert "DEMO-CONSENT-7" in client.get(url).text


def test_an_editor_neither_adds_nor_deletes(client, page, editor):
    spoken = a_testimonial(page)
    client.force_login(editor)

    assert client.get(reverse("admin:content_testimonial_add")).status_code == 403
    assert client.post(reverse("admin:content_testimonial_delete", args=[spoken.pk])).status_code == 403


def test_a_consent_stays_on_record(admin_client, page):
    spoken = a_testimonial(page)

    assert admin_client.post(reverse("admin:content_testimonial_delete", args=[spoken.pk])).status_code == 403


@pytest.mark.parametrize("fields", [{"consent_document": ""}, {"scope": "all"}, {"expires_on": date(2020, 1, 1)}])
def test_the_database_refuses_words_without_a_sound_consent(page, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_testimonial(page, **fields)


@pytest.mark.parametrize(
    "words",
    [
        "I was cured.",
        "My headaches are gone.",
        "It worked for me.",
        "I feel better.",
        "They saved my life",
        "100% painless",
        "The best hospital in Kerala",
        "10 out of 10",
        "★★★★★",
        "എന്റെ രോഗം മാറി",
        "വേദന പൂർണ്ണമായും പോയി",
        "मैं बिल्कुल ठीक हो गया",
        "दर्द में राहत मिली",
        "لقد شفيت تماما",
        "اختفى الألم",
    ],
)
def test_outcomes_and_marks_are_found(words):
    assert what_a_patient_may_not_promise(words)


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        "Nobody hurried me, and my sister could come along.",
        "They explained the risks before I signed.",
        "ഡോക്ടർ എല്ലാം സമാധാനമായി പറഞ്ഞു തന്നു.",
        "डॉक्टर ने सब कुछ धीरे-धीरे समझाया।",
        "شرح لي الطبيب كل شيء بهدوء.",
    ],
)
def test_how_people_were_looked_after_may_be_said(words):
    assert what_a_patient_may_not_promise(words) == []


def test_every_field_of_a_testimonial_is_personal_or_not():
    fields = {field.name for field in Testimonial._meta.concrete_fields}

    assert fields == Testimonial.PERSONAL_FIELDS | Testimonial.OTHER_FIELDS
    assert not Testimonial.PERSONAL_FIELDS & Testimonial.OTHER_FIELDS


# By the clock


def start_of(day):
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone())


def test_the_demonstration_shows_made_up_testimonials(client, demonstration):
    shown = client.get("/en/treatments/botox-therapy-for-neurological-conditions/").text
    expired = client.get("/en/treatments/knee-replacement/").text

    assert "Demo-Lekha" in shown
    assert "Demo-Thomas" not in expired
    for spoken in Testimonial.objects.all():
        spoken._state.adding = True
        spoken.clean()
