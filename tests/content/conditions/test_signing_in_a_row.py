"""A clinician signs many drafts, one after the other, and none unseen."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from content.models import Clinician, Condition, ConditionContent, Review, SignOff
from content.publishing.services import sign_off
from tests import factories
from tests.content.conditions.conftest import draft

pytestmark = pytest.mark.django_db

URL = "/admin/content/signoff/in-a-row/"


@pytest.fixture
def three(editor):
    """Drafts that wait, in the order of the page."""
    return [draft(editor, Condition.objects.create(slug=f"c-{name}"), name=name) for name in ("One", "Two", "Three")]


@pytest.fixture
def signing(client, clinician):
    client.force_login(clinician)
    return client


def shown(client, url=URL):
    page = BeautifulSoup(client.get(url).text, "html.parser")
    fields = {field["name"]: field["value"] for field in page.select(".row-of-drafts__sign input")}
    return page, fields


def sign(client, fields, seconds=3, url=URL):
    """Send what the page holds, after so many seconds of reading. Gives the next page."""
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        response = client.post(url, fields)
    assert response.status_code == 302
    return shown(client, response["Location"])


def title(page):
    heading = page.select_one("article h2 bdi")
    return heading and heading.get_text()


def test_one_tap_signs_and_shows_the_next(signing, clinician, three):
    page, fields = shown(signing)
    titles = []
    while title(page):
        titles.append(title(page))
        page, fields = sign(signing, fields)

    assert titles == ["One", "Two", "Three"]
    assert {entry.version.content for entry in SignOff.objects.filter(by=clinician)} == set(three)
    assert "Nothing waits for your signature." in page.get_text()


def test_a_new_page_is_shown_whole_and_a_changed_one_by_what_changed(signing, clinician, editor, publish):
    first = publish()
    page, _fields = shown(signing)
    assert title(page) is None
    second = first.versions.get().copy(editor).content
    ConditionContent._original_manager.filter(pk=second.pk).update(explanation="Acid often flows back.")

    page, _fields = shown(signing)

    assert [word.get_text().strip() for word in page.select("article ins")] == ["often"]
    assert not page.select("article del")
    assert "References" not in page.article.get_text()
    assert f"since {clinician.get_full_name()} signed" in page.article.get_text()


def test_all_of_a_first_page_is_shown(signing, three):
    text = shown(signing)[0].article.get_text()

    assert "Nobody has signed this page before." in text
    assert all(
        words in text for words in ("One", "Acid flows back.", "vomiting blood", "https://health.example/reflux")
    )


def test_what_is_skipped_waits_and_comes_again(signing, three):
    page, _fields = shown(signing)
    page, fields = shown(signing, page.select_one("[accesskey=n]")["href"])
    assert title(page) == "Two"

    page, fields = sign(signing, fields)
    page, fields = sign(signing, fields)

    assert "What you skipped" in page.get_text()
    assert title(shown(signing)[0]) == "One"


def test_a_draft_is_sent_back_with_a_word_and_comes_again_once_it_has_changed(signing, clinician, three):
    _page, fields = shown(signing)

    page, _fields = sign(signing, fields | {"step": "send_back", "answer": "Say how often."})

    assert title(page) == "Two"
    review = Review.objects.get()
    assert (review.version, review.outcome, review.answer) == (three[0].versions.get(), "sent_back", "Say how often.")
    assert (review.ended_by, SignOff.objects.count()) == (clinician, 0)
    assert title(shown(signing)[0]) == "Two"
    ConditionContent._original_manager.filter(pk=three[0].pk).update(explanation="Acid often flows back.")
    assert title(shown(signing)[0]) == "One"


@pytest.mark.parametrize(
    ("step", "answer", "said"),
    [
        ("send_back", " ", "Say what should be changed."),
        ("send_back", "Phone 98470 12345 about it", "98470 12345"),
        ("sign", "Say how often.", "You have written comments"),
    ],
)
def test_what_cannot_be_sent_stays_on_the_page(signing, three, step, answer, said):
    _page, fields = shown(signing)

    with time_machine.travel(timezone.now() + timedelta(seconds=3)):
        response = signing.post(URL, fields | {"step": step, "answer": answer})

    page = BeautifulSoup(response.text, "html.parser")
    assert (title(page), Review.objects.count(), SignOff.objects.count()) == ("One", 0, 0)
    assert said in page.select_one(".row-of-drafts__back[open]").get_text() + page.textarea.get_text()
    assert page.textarea.get_text().strip() == answer.strip()


def test_what_is_shown_is_what_changed_since_the_words_that_were_signed(signing, clinician, three):
    sign_off(three[0], by=clinician)
    ConditionContent._original_manager.filter(pk=three[0].pk).update(explanation="Acid often flows back.")

    page, _fields = shown(signing)

    assert title(page) == "One"
    assert [word.get_text().strip() for word in page.select("article ins")] == ["often"]


def test_words_that_changed_meanwhile_are_not_signed_but_shown_again(signing, three):
    _page, fields = shown(signing)
    ConditionContent._original_manager.filter(pk=three[0].pk).update(explanation="Something else.")

    page, _fields = sign(signing, fields)

    assert not SignOff.objects.exists()
    assert title(page) == "One"
    assert "Something else." in page.article.get_text()


@pytest.mark.parametrize(
    "change",
    [
        {"ticket": ""},
        {"ticket": "made up"},
        {"fingerprint": "0" * 64},
        {"version": "of the next"},
    ],
)
def test_nothing_is_signed_that_was_not_shown(signing, three, change):
    _page, fields = shown(signing)
    if "version" in change:
        change = {"version": three[1].versions.get().pk}

    sign(signing, fields | change)

    assert not SignOff.objects.exists()


def test_the_ticket_of_one_person_is_nothing_for_another(client, roles, clinician, three):
    client.force_login(clinician)
    _page, fields = shown(client)
    other = factories.staff("Clinician")
    client.force_login(other)

    sign(client, fields)

    assert not SignOff.objects.exists()


@pytest.mark.parametrize(("seconds", "signed"), [(0, 0), (3, 1), (13 * 3600, 0)])
def test_a_key_held_down_signs_nothing_and_neither_does_a_page_of_yesterday(signing, three, seconds, signed):
    _page, fields = shown(signing)

    sign(signing, fields, seconds=seconds)

    assert SignOff.objects.count() == signed


def test_who_wrote_a_draft_and_who_does_not_read_its_language_is_not_asked(client, clinician, editor):
    draft(clinician, Condition.objects.create(slug="own"), name="My own")
    draft(editor, Condition.objects.create(slug="other"), name="अन्य", language="hi")
    Clinician.objects.filter(user=clinician).update(languages=["en"])
    client.force_login(clinician)

    assert title(shown(client)[0]) is None


def test_a_draft_that_lacks_something_is_not_offered(signing, editor, condition):
    draft(editor, condition, signs=())

    assert title(shown(signing)[0]) is None


def test_a_signature_that_a_change_has_voided_is_asked_for_again(signing, clinician, three):
    sign_off(three[0], by=clinician)
    assert title(shown(signing)[0]) == "Two"

    three[0].signs.update(text="other")

    assert title(shown(signing)[0]) == "One"


def test_one_language_at_a_time(signing, editor, three):
    draft(editor, three[0].condition, language="ml", name="ഒന്ന്")

    assert title(shown(signing, f"{URL}?language=ml")[0]) == "ഒന്ന്"
    assert signing.get(f"{URL}?language=xx").status_code == 400


@pytest.mark.parametrize("role", ["Editor", "Publisher", "Manager"])
def test_only_clinicians_come_here(client, roles, role):
    client.force_login(factories.staff(role))

    assert client.get(URL).status_code == 403


def test_a_treatment_is_signed_here_too(signing, editor):
    content = factories.draft(editor)

    page, fields = shown(signing)
    sign(signing, fields)

    assert title(page) == content.title
    assert SignOff.objects.get().version == content.versions.get()


def test_the_page_costs_the_same_for_few_drafts_and_for_many(signing, editor, django_assert_max_num_queries):
    for number in range(30):
        draft(editor, Condition.objects.create(slug=f"c-{number}"))

    with django_assert_max_num_queries(45):
        assert signing.get(URL).status_code == 200


def test_numbers_that_are_none_are_refused(signing):
    assert signing.post(URL, {"version": "x"}).status_code == 400
    assert signing.post(URL, {"version": "9" * 30}).status_code == 400
