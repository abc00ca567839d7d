"""Notices on every page: in the languages that have the text, in words, and gone by themselves."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Proposal
from directory.two_person import services as two_person
from site_pages.models import ExtraLink, Notice
from site_pages.site_context import site_context
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hospital(db):
    return factories.HospitalFactory()


def notice(**fields):
    now = timezone.now()
    return Notice.objects.create(
        **{
            "text": {"en": "The east gate is closed."},
            "starts_at": now - timedelta(hours=1),
            "ends_at": now + timedelta(hours=1),
            "is_live": True,
            **fields,
        }
    )


def shown(client, url="/en/contact/"):
    """The notices of a page, each as the words that are read out."""
    page = BeautifulSoup(client.get(url).text, "html.parser")
    return [" ".join(each.get_text().split()) for each in page.select(".notice")]


def test_a_notice_stands_below_the_header_of_every_page(client):
    notice()

    for url in ("", "treatments/", "doctors/", "contact/", "search/", "appointments/", "no-such-page/"):
        assert shown(client, f"/en/{url}") == ["Notice: The east gate is closed."], url
    page = BeautifulSoup(client.get("/en/contact/").text, "html.parser")
    assert page.select_one("section.notices")["aria-label"] == "Notices"
    assert page.select_one("header").find_next_sibling()["class"] == ["notices"]


def test_a_notice_stands_only_in_the_languages_that_have_its_text(client):
    notice(text={"ar": "البوابة الشرقية مغلقة.", "ml": "കിഴക്കേ ഗേറ്റ് അടച്ചു."})

    assert shown(client, "/en/contact/") == shown(client, "/hi/contact/") == []
    assert shown(client, "/ar/contact/") == ["تنبيه: البوابة الشرقية مغلقة."]
    assert shown(client, "/ml/contact/") == ["അറിയിപ്പ്: കിഴക്കേ ഗേറ്റ് അടച്ചു."]


def test_what_is_urgent_says_so_in_words_and_stands_first(client):
    notice()
    notice(text={"en": "Casualty has moved."}, severity="urgent", starts_at=timezone.now() - timedelta(days=1))

    assert shown(client) == ["Urgent notice: Casualty has moved.", "Notice: The east gate is closed."]


def test_a_notice_comes_and_goes_by_the_clock(client, set_clock):
    zone = timezone.get_default_timezone()
    notice(starts_at=datetime(2027, 3, 1, 8, tzinfo=zone), ends_at=datetime(2027, 3, 2, 18, tzinfo=zone))

    for clock, is_shown in [
        ("2027-03-01 07:59", False),
        ("2027-03-01 08:00", True),
        ("2027-03-02 17:59", True),
        ("2027-03-02 18:00", False),
    ]:
        set_clock(clock)
        assert bool(shown(client)) is is_shown, clock


def test_the_site_knows_when_a_notice_next_comes_or_goes(set_clock):
    start, end = (set_clock(clock) for clock in ("2027-03-01 08:00", "2027-03-02 18:00"))
    notice(starts_at=start, ends_at=end)

    for clock, change in [("2027-02-01 08:00", start), ("2027-03-01 08:00", end), ("2027-03-02 18:00", None)]:
        now = set_clock(clock)
        assert Notice.objects.changes_after(now)[:1] == ([change] if change else [])


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("/en/locations/", "/ar/locations/"),
        ("/media/gate.pdf", "/media/gate.pdf"),
        ("https://example.org/en/", "https://example.org/en/"),
        ("tel:108", "tel:108"),
    ],
)
def test_its_link_keeps_the_readers_language(client, link, leads_to):
    notice(text={"ar": "البوابة مغلقة."}, link=link, link_text={"ar": "الفروع"})

    page = BeautifulSoup(client.get("/ar/contact/").text, "html.parser")

    assert page.select_one(".notice a")["href"] == leads_to


def test_markup_in_a_notice_is_text(client):
    notice(text={"en": "<script>alert(1)</script>\n10–20 beds"})

    page = client.get("/en/contact/").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in page
    assert '<bdi dir="ltr">10–20</bdi>' in page


NOW = timezone.now()
WRONG = [
    ({"ends_at": NOW - timedelta(hours=2)}, "ends_at"),
    ({"text": {}}, "text"),
    ({"link": "javascript:alert(1)", "link_text": {"en": "x"}}, "link"),
    ({"link": "//evil.example/", "link_text": {"en": "x"}}, "link"),
    ({"link": "/\\evil.example/", "link_text": {"en": "x"}}, "link"),
]


@pytest.mark.parametrize(("fields", "field"), WRONG)
def test_a_wrong_notice_is_refused_beside_the_field_and_by_the_database(fields, field):
    right = {"text": {"en": "x"}, "starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=1)}

    with pytest.raises(ValidationError) as refused:
        Notice(**right | fields).full_clean()
    assert set(refused.value.message_dict) >= {field}
    with pytest.raises(IntegrityError), transaction.atomic():
        notice(**fields)


def test_a_link_needs_words_in_every_language_of_the_text():
    with pytest.raises(ValidationError) as refused:
        Notice(
            text={"en": "x", "ml": "x"}, ends_at=NOW + timedelta(hours=1), link="/en/", link_text={"en": "x"}
        ).full_clean()

    assert set(refused.value.message_dict) == {"link_text"}


@pytest.mark.parametrize(
    ("role", "may"),
    [("Editor", True), ("Publisher", True), ("Manager", True), ("Clinician", False), ("Front desk", False)],
)
def test_who_may_write_a_notice(client, roles, role, may):
    client.force_login(factories.staff(role))
    ends = timezone.localtime() + timedelta(days=1)

    client.post(
        reverse("admin:site_pages_notice_add"),
        {
            "text_en": "Lift out of order.", "severity": "plain",
            "starts_at_0": "2026-01-01", "starts_at_1": "08:00",
            "ends_at_0": ends.date(), "ends_at_1": "08:00",
        },
    )  # fmt: skip

    assert shown(Client()) == []
    for proposal in Proposal.objects.open():
        two_person.confirm(proposal.pk, by=factories.staff("Publisher"), seen=proposal.fingerprint)
    assert shown(Client()) == (["Notice: Lift out of order."] if may else [])


def test_the_list_says_what_became_of_each(client, editor):
    now = timezone.now()
    notice()
    notice(starts_at=now + timedelta(minutes=30))
    notice(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2))
    client.force_login(editor)

    page = client.get(reverse("admin:site_pages_notice_changelist")).text

    for state in ("shown now", "not shown yet", "no longer shown"):
        assert page.count(f'<td class="field-state_in_words">{state}</td>') == 1


# --- extra links ---------------------------------------------------------------------------------


def links(client, selector, url="/en/contact/"):
    page = BeautifulSoup(client.get(url).text, "html.parser")
    return [(link.get_text(), link["href"]) for link in page.select(selector)]


def test_extra_links_stand_in_their_place_and_order(client):
    ExtraLink.objects.create(is_live=True, label={"en": "Careers"}, url="https://example.org/", order=2)
    ExtraLink.objects.create(is_live=True, label={"en": "Visitors", "ar": "الزوار"}, url="/en/contact/", order=1)
    ExtraLink.objects.create(is_live=True, label={"en": "Insurance"}, url="/en/departments/", place="menu")

    assert links(client, ".footer a")[-2:] == [("Visitors", "/en/contact/"), ("Careers", "https://example.org/")]
    assert links(client, ".menu a")[-1] == ("Insurance", "/en/departments/")
    assert links(client, ".footer a", "/ar/contact/")[-1] == ("الزوار", "/ar/contact/")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"label": {}, "url": "/en/"}, "label"),
        ({"label": {"en": "x"}}, "url"),
        ({"label": {"en": "x"}, "url": "javascript:x"}, "url"),
    ],
)
def test_a_wrong_link_is_refused_beside_the_field_and_by_the_database(fields, field):
    with pytest.raises(ValidationError) as refused:
        ExtraLink(**fields).full_clean()
    assert set(refused.value.message_dict) >= {field}
    with pytest.raises(IntegrityError), transaction.atomic():
        ExtraLink.objects.create(**fields)


def test_what_stands_around_a_page_costs_one_query(django_assert_num_queries):
    for _each in range(5):
        notice()
        ExtraLink.objects.create(is_live=True, label={"en": "Careers"}, url="/en/contact/")

    site_context()  # the kinds of content are looked up once for each process
    with django_assert_num_queries(1):
        around = site_context()

    assert (len(around.notices), len(around.footer_links)) == (5, 5)
