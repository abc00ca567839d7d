"""Signs that need help: rows of a version, read by all pages through one function."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from content.models import UrgentSign
from content.models.rows import signs_before_booking, urgent_signs
from content.publishing.fingerprint import fingerprint
from tests import factories

pytestmark = pytest.mark.django_db

Tier, Moment = UrgentSign.Tier, UrgentSign.Moment


@pytest.fixture
def page(editor, clinician, publisher):
    factories.HospitalFactory()
    return factories.published(editor, clinician, publisher, urgent_signs="chest pain\n• a swollen calf\n - \n")


def listed(client, url):
    return [sign.get_text() for sign in BeautifulSoup(client.get(url).text, "html.parser").select(".urgent li")]


def test_page_leaflet_and_question_before_the_form_say_the_same_signs(client, page):
    signs = ["chest pain", "a swollen calf"]

    assert listed(client, page.get_absolute_url()) == signs
    assert listed(client, f"/en/appointments/?treatment={page.treatment.slug}") == signs
    leaflet = BeautifulSoup(client.get(f"{page.get_absolute_url()}leaflet/").text, "html.parser")
    assert [sign.get_text() for sign in leaflet.select(".leaflet__urgent li")] == signs


def test_the_form_asks_only_for_emergencies_that_do_not_follow_from_the_treatment(client, page):
    with factories.unguarded():
        page.signs.update(moment=Moment.AFTER_TREATMENT)
        page.signs.create(order=5, text="sight is lost", moment=Moment.BEFORE_BOOKING)
        page.signs.create(order=6, text="a rash", tier=Tier.CALL_TODAY)

    assert [str(sign) for sign in signs_before_booking(page)] == ["sight is lost"]
    assert listed(client, f"/en/appointments/?treatment={page.treatment.slug}") == ["sight is lost"]


def test_signs_are_chosen_by_tier_and_moment(page):
    with factories.unguarded():
        page.signs.create(order=5, text="a rash", tier=Tier.CALL_TODAY, moment=Moment.AFTER_TREATMENT)

    assert len(urgent_signs(page)) == 3
    assert [str(sign) for sign in urgent_signs(page, tiers=[Tier.CALL_TODAY])] == ["a rash"]
    assert len(urgent_signs(page, moments=[Moment.ANY_TIME])) == 2


@pytest.mark.parametrize("change", [{"text": "x"}, {"tier": "at_visit"}, {"moment": "after_treatment"}, {"order": 9}])
def test_each_word_about_a_sign_is_part_of_what_is_signed(editor, change):
    content = factories.draft(editor)
    before = fingerprint(content)

    content.signs.filter(pk=content.signs.first().pk).update(**change)

    assert fingerprint(content) != before


def test_a_new_draft_takes_the_signs_along(page, editor):
    copy = page.versions.get().copy(editor).content

    assert [sign.text for sign in copy.signs.all()] == [sign.text for sign in page.signs.all()]
    assert not set(copy.signs.values_list("pk")) & set(page.signs.values_list("pk"))


@pytest.mark.parametrize("wrong", [{"text": " "}, {"tier": "soon"}, {"moment": "later"}])
def test_the_database_knows_tiers_and_moments(editor, wrong):
    content = factories.draft(editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        content.signs.create(**{"text": "a sign", **wrong})
