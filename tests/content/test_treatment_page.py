"""Every part of a treatment page stands there when it has something to say, and only then."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from cms.api import add_plugin
from django.utils import timezone
from djangocms_text.models import Text

from content.models import TreatmentContent
from content.publishing.services import sign_off
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(client, content):
    return BeautifulSoup(client.get(content.get_absolute_url()).text, "html.parser")


def text_of(soup):
    return " ".join(soup.get_text(" ").split())


@pytest.fixture
def full_page(editor, clinician, publisher):
    factories.HospitalFactory(shows_testimonials=True)
    doctor = factories.DoctorFactory(name={"en": "Asha Test"})
    content = factories.draft(
        editor,
        generic_name="a generic name",
        trade_names="A Trade Name",
        credited_doctor=doctor,
        credited_hospital="A hospital, Kozhikode",
        conditions_heading="What it helps with",
        closing_title="Talk to us",
        closing_text="We answer.",
    )
    content.treatment.doctors.add(doctor)
    factories.OpdSessionFactory(doctor=doctor)
    content.facts.create(label="It takes", value="usually 1 hour")
    content.condition_links.create(
        condition=factories.ConditionFactory(slug="arthritis", name={"en": "Arthritis"}), note="of the hip, mostly"
    )
    factories.TestimonialFactory(treatment=content.treatment)
    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    return TreatmentContent.objects.get(pk=content.pk)


@pytest.fixture
def bare_page(editor):
    """As bare as the database allows, past the gate."""
    content = TreatmentContent.objects.with_user(editor).create(
        treatment=factories.TreatmentFactory(department=None), language="en", title="Bare"
    )
    return factories.past_the_gate(content)


def test_a_full_page_has_every_part_in_its_place(client, full_page):
    page = page_of(client, full_page)
    main = page.select_one("main")

    breadcrumb = [link["href"] for link in page.select(".breadcrumbs a")]
    assert breadcrumb == ["/en/", "/en/treatments/", full_page.treatment.department.get_absolute_url()]
    hero = text_of(page.select_one(".hero"))
    for words in ("Medicine name: a generic name", "Brand names: A Trade Name", "With input from Dr Asha Test"):
        assert words in hero
    assert text_of(page.select_one(".facts")) == "It takes usually 1 hour"
    assert [link["href"] for link in page.select("#conditions a")] == ["/en/conditions/arthritis/"]
    assert "of the hip, mostly" in text_of(page.select_one("#conditions"))
    order = [part["id"] for part in main.select("section[id]")]
    assert order == [
        "overview", "conditions", "who-should-not-1", "risks-2", "urgent", "references", "doctors", "voices"
    ]  # fmt: skip
    assert [link["href"].lstrip("#") for link in page.select(".on-this-page a")] == order
    review = text_of(page.select_one(".review"))
    for words in ("Checked by Clinician", "Last reviewed", "Next review due", "Report a mistake", "Print a leaflet"):
        assert words in review
    assert "Next OPD: Thu" in text_of(page.select_one("#doctors"))
    view_all = page.select_one("#doctors .section__more")["href"]
    assert view_all == f"/en/doctors/?treatment={full_page.treatment.slug}"
    assert "Talk to us" in text_of(page.select_one(".closing"))


def test_a_bare_page_shows_no_empty_part(client, bare_page):
    page = page_of(client, bare_page)
    main = page.select_one("main")

    assert [heading.text for heading in main.select("h1, h2, h3")] == ["Bare"]
    for selector in (".facts", ".on-this-page", "#overview", "#conditions", "#urgent", "#references", "#doctors",
                     "#voices", ".closing", ".hero__also", ".hero__lead", ".hero__credit", ".hero__kind"):  # fmt: skip
        assert not page.select(selector), selector
    assert not [part for part in main.select("ul, ol, dl, section, p, nav") if not part.text.strip()]
    assert not [part for part in main.select(".prose > *") if not part.text.strip()]


def test_an_overview_of_white_space_has_no_heading(client, bare_page):
    overview = bare_page.placeholders.create(slot="overview")
    with factories.unguarded():
        block = add_plugin(overview, "TextPlugin", "en", body="<p>&nbsp;</p>\n<p></p>")
    assert not page_of(client, bare_page).select("#overview")

    with factories.unguarded():
        Text.objects.filter(pk=block.pk).update(body="<p>Words.</p>")

    assert text_of(page_of(client, bare_page).select_one("#overview")) == "Overview Words."


def test_a_review_that_is_overdue_is_said_honestly_in_the_hospitals_zone(client, full_page, set_clock):
    day = timezone.localdate() + timedelta(days=30)
    factories.rewrite(full_page, next_review=day)

    set_clock(f"{day} 23:59")
    assert "overdue" not in text_of(page_of(client, full_page))
    set_clock(f"{day + timedelta(days=1)} 00:00")
    assert f"Review overdue since {day.day} {day:%B} {day.year}" in text_of(page_of(client, full_page))
