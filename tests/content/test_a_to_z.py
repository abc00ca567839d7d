"""Treatments and conditions from A to Z, by condition and by department."""

import pytest
from bs4 import BeautifulSoup

from content.models import Condition, Treatment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(editor, clinician, publisher):
    factories.HospitalFactory()
    condition = factories.ConditionFactory(
        slug="zoster",
        name={"en": "Zoster"},
        explanation={"en": "A rash that hurts."},
        urgent_signs={"en": "a rash near the eye\n- sudden weakness"},
    )
    made = []
    for title in ("éclair therapy", "Zoo therapy", "Apple therapy"):
        treatment = factories.TreatmentFactory(department=factories.DepartmentFactory(name={"en": f"Dept {title}"}))
        content = factories.draft(editor, title=title, treatment=treatment)
        content.condition_links.create(condition=condition)
        from content.publishing.services import sign_off

        sign_off(content, by=clinician)
        content.versions.get().publish(publisher)
        made.append(content)
    return made


def page_of(client, url):
    return BeautifulSoup(client.get(url).text, "html.parser")


def test_treatments_stand_under_their_letters(client, three):
    page = page_of(client, "/en/treatments/")

    assert [heading.get_text() for heading in page.select(".letter__name")] == ["A", "E", "Z"]
    assert [title.get_text() for title in page.select(".rows__title")] == [
        "Apple therapy",
        "éclair therapy",
        "Zoo therapy",
    ]


@pytest.mark.parametrize(("by", "first"), [("department", "Dept Apple therapy"), ("condition", "Zoster")])
def test_treatments_by_department_and_by_condition(client, three, by, first):
    page = page_of(client, f"/en/treatments/?by={by}")

    assert page.select_one("main section h2").get_text() == first
    assert len(page.select(".rows__title")) == 3
    assert page.h1.get_text() == f"Treatments by {by}"
    assert [link.get_text() for link in page.select("main [aria-current]")] == [f"By {by}"]
    assert bool(page.select(".rows .quiet")) == (by == "department")  # explained once, not under each condition


@pytest.mark.parametrize("by", ["nix", "%00", ""])
def test_an_unknown_grouping_is_a_to_z(client, three, by):
    assert page_of(client, f"/en/treatments/?by={by}").select(".letter__name")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ml", ["അപസ്മാരം", "കാൻസർ", "വൃക്ക"]),
        ("hi", ["आँख", "कैंसर", "हृदय"]),
        ("ar", ["أعصاب", "تشنج", "كلى"]),
    ],
)
def test_conditions_are_in_the_order_of_each_language(client, language, names):
    for number, name in enumerate(reversed(names)):
        factories.ConditionFactory(name={"en": f"Condition {number}", language: name})

    page = page_of(client, f"/{language}/conditions/")

    assert [title.get_text() for title in page.select(".rows__title")] == names


def test_a_condition_page_says_what_it_is_and_where_to_turn(client, three):
    doctor = factories.DoctorFactory(name={"en": "Asha Nair"})
    for content in three:
        content.treatment.doctors.add(doctor)

    page = page_of(client, "/en/conditions/zoster/")

    assert "A rash that hurts." in page.select_one(".hero").get_text()
    assert [sign.get_text() for sign in page.select(".urgent li")] == ["a rash near the eye", "sudden weakness"]
    assert len(page.select(".rows__link")) == 3
    assert len(page.select(".doctor-card")) == 1


@pytest.mark.parametrize("kind", ["treatments", "conditions"])
def test_an_old_address_leads_on(client, three, kind):
    thing = {"treatments": Treatment, "conditions": Condition}[kind].objects.first()
    old, thing.slug = thing.slug, "another-address"
    thing.save()

    assert client.get(f"/en/{kind}/{old}/")["Location"] == f"/en/{kind}/another-address/"
