"""The leaflet is one sheet of paper, and a phone's camera finds the page through it."""

import io
import re
from datetime import timedelta

import pytest
import zxingcpp
from django.conf import settings
from django.utils import timezone
from PIL import Image

from tests import factories
from tests.e2e.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCES = {
    "en": "A sudden and severe pain in the chest that spreads to the arm or jaw. ",
    "ml": "നെഞ്ചിൽ പെട്ടെന്നുണ്ടാകുന്ന കഠിനമായ വേദന, അത് കൈയിലേക്കോ താടിയെല്ലിലേക്കോ പടരുന്നു. ",
    "hi": "सीने में अचानक तेज दर्द जो बांह या जबड़े तक फैलता है और सांस लेने में कठिनाई होती है। ",
    "ar": "ألم مفاجئ وشديد في الصدر يمتد إلى الذراع أو الفك مع صعوبة في التنفس عند بذل الجهد. ",
}


SIGNS = {
    **{f"{number} signs": lambda text, number=number: [text.strip()] * number for number in (3, 8, 14, 26)},
    "20 long signs": lambda text: [(text * 9)[:95]] * 20,
}


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def printed(page, url):
    page.goto(url)
    return page.pdf(format="A4", prefer_css_page_size=True)


@pytest.fixture
def people(roles):
    hospital = {"name": dict.fromkeys(SENTENCES, "A hospital with rather a long name"), "city": {"en": "Kozhikode"}}
    factories.HospitalFactory(**hospital)
    clinician = factories.staff("Clinician")
    return factories.staff("Editor"), clinician, factories.staff("Publisher")


def publish_in(language, people, signs, **fields):
    """As nobody who reads the language may be at hand, past the gate: what counts here is paper."""
    content = factories.draft(people[0], language=language, urgent_signs="\n".join(signs), **fields)
    return factories.past_the_gate(content, last_reviewed=timezone.localdate())


@pytest.mark.parametrize("language", SENTENCES)
def test_even_the_fullest_page_fits_one_sheet(open_browser, people, language):
    text, page, sheets = SENTENCES[language], open_browser(), {}
    content = publish_in(
        language,
        people,
        [],
        title=(text * 3)[:200].strip(),
        lead=(text * 10)[:500].strip(),
        generic_name=(text * 3)[:200].strip(),
        trade_names=(text * 3)[:200].strip(),
    )
    with factories.unguarded():
        for number in range(4):
            content.facts.create(order=number, label=text[:80], value=text[:80])

    for name, signs in SIGNS.items():
        with factories.unguarded():
            content.signs.all().delete()
            factories.add_signs(content, "\n".join(signs(text)))
        sheets[name] = pages_of(printed(page, f"{content.get_absolute_url()}leaflet/"))
        assert page.locator(".leaflet__urgent li").count() >= 3

    assert sheets == dict.fromkeys(SIGNS, 1)


def test_a_real_page_fits_one_sheet(open_browser, demonstration):
    page = open_browser()
    for language in SENTENCES:
        url = f"/{language}/treatments/botox-therapy-for-neurological-conditions/"

        assert pages_of(printed(page, f"{url}leaflet/")) == 1, language
        assert pages_of(printed(page, url)) > 1  # the count can tell one from more


def test_a_phone_reads_the_address_from_the_sheet(open_browser, people):
    content = publish_in("en", people, ["chest pain"])
    page = open_browser(color_scheme="dark")
    page.goto(f"{content.get_absolute_url()}leaflet/")

    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))

    found = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert found == [settings.SITE_ADDRESS + content.get_absolute_url()]


def test_from_the_page_to_the_sheet_and_back_on_a_phone(open_browser, people):
    content = publish_in("en", people, ["chest pain"], next_review=timezone.localdate() + timedelta(days=9))
    page = open_browser(PHONE)
    page.goto(content.get_absolute_url())

    page.get_by_role("link", name="Print a leaflet").click()

    page.wait_for_url("**/leaflet/")
    assert page.get_by_role("heading", name=content.title).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Back to the page").click()
    page.wait_for_url(f"**{content.get_absolute_url()}")
