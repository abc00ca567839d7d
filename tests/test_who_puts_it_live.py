"""Every text that a public page shows stands in one list of who puts it live: found with a marker in every field."""

from datetime import timedelta
from pathlib import Path

import pytest
from cms.api import add_plugin
from cms.models import PageContent
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.utils import timezone

from common.text.translated_text import TranslatedTextField
from content.models import SignOff
from content.publishing.fingerprint import fingerprint
from directory.models import Closure, Holiday, Hospital, Location
from directory.two_person.lists import SHORT, By, lists, text_fields
from site_pages.models import ExtraLink, Notice
from tests import markers
from tests.bookings.forms_filled import begin
from tests.sizes import figures, size

pytestmark = pytest.mark.django_db
EVERYWHERE = ("", "no-such-page/", "search/?q=botox", "search/?q=heart", "doctors/?day=0", "treatments/?by=condition")
ONCE = ["/", "/robots.txt", "/sitemap.xml", "/service-worker.js", "/manifest.webmanifest", "/.well-known/security.txt"]
ROOMS = ("directory", "content", "site_pages", "search")
# Rows that the demonstration has none of, and no public page either: what staff tell each other, and journals.
OF_STAFF = {"content.pagefeedback", "content.plannedchange", "content.previewlink", "content.translatedpassage"}
OF_STAFF |= {"content.openeditor", "content.reviewreminder", "content.review", "content.reviewcomment"}
OF_STAFF |= {"directory.proposal", "directory.proposalsignature", "site_pages.linkcheck", "site_pages.pagecheck"}
OF_STAFF |= {"search.zeroresultsearch", "directory.takendown", "content.seenconditionnews"}
# In a list, and on no public page all the same.
NOT_SHOWN = {
    "cms.pagecontent.menu_title",  # menus name pages by their titles
    "cms.pagecontent.slug",  # the address is PageUrl.path
    "cms.pageurl.slug",
    "cms.pagecontent.overwrite_url",
    "cms.pagecontent.redirect",  # marked, no page would be left
    "content.conditioncontent.urgent_not_applicable",  # why there is none: for the gate
    "content.treatmentcontent.urgent_not_applicable",
    "content.treatmentcontent.exclusions_not_applicable",
    "directory.holiday.name",  # told to who asks for an appointment on that day
    "directory.slugredirect.slug",
    "search.searchentry.title_words",
    "search.searchword.word",  # offered for a word that is nearly it, which a marked one is not
    "settings.PHONE_WHEN_AWAY",  # on the error pages of a site without a database (tests/hospital_site)
}


def furnish():
    """Rows of what the demonstration has none of."""
    words, today = dict.fromkeys(markers.LANGUAGES, "Said"), timezone.localdate()
    tomorrow = today + timedelta(days=1)
    Notice.objects.create(text=words, link="/en/contact/", link_text=words, ends_at=timezone.now() + timedelta(days=1),
                          is_live=True)  # fmt: skip
    for place in ExtraLink.Place.values:
        ExtraLink.objects.create(is_live=True, place=place, label=words, url="/en/contact/")
    for location in Location.objects.all():
        Closure.objects.create(location=location, first_day=today, last_day=tomorrow, reason=words)
    Holiday.objects.get_or_create(day=tomorrow, defaults={"name": words})
    Hospital.objects.update(whatsapp="+914950000000", shows_testimonials=True)
    for page in PageContent.objects.all():
        [slot] = page.get_placeholders()
        if page.page.is_home:
            add_plugin(slot, "HomeWordsPlugin", page.language, heading="Said", body="<p>Said</p>")
            add_plugin(slot, "HomeDoctorsPlugin", page.language, heading="Said")
        else:
            add_plugin(slot, "OfficerAndRatesPlugin", page.language, rates="<p>Said</p>")


def sign_anew():
    """A sign-off stands for exactly these words: with the markers in them, it is void, and names nobody."""
    for sign_off in SignOff.objects.filter(kind="treatment").select_related("version"):
        SignOff.objects.filter(pk=sign_off.pk).update(fingerprint=fingerprint(sign_off.version.content))


def forms(client, language):
    draft = begin(client, language)
    return [f"{draft}{page}/" for page in ("about", "contact", "when")]


def test_whatever_a_public_page_shows_is_in_a_list(demonstration, client):
    markers.let_rules_sleep()
    furnish()
    fields = markers.put_markers()
    sign_anew()
    cache.clear()
    of_settings, marked_settings = markers.marked_settings()
    with marked_settings:
        start = ONCE + [f"/{code}/{path}" for code in markers.LANGUAGES for path in EVERYWHERE]
        start += [url for code in markers.LANGUAGES for url in forms(client, code)]
        walk = markers.Walk(client, start, most=size(2, 10_000))

    seen = {name for marker, name in (fields | of_settings).items() if marker in walk.found}
    figures("who puts it live", pages=len(walk.seen), fields=len(fields), seen=len(seen))
    assert walk.broken == {}
    assert seen - set(lists()) == set()
    assert set(lists()) - seen == NOT_SHOWN  # so that each list is true, and every marker can be found
    assert unlisted_and_empty(set(fields.values())) == set()


def unlisted_and_empty(marked):
    """Tables of these rooms without a row: a marker in them is seen by nobody."""
    empty = {field.model._meta.label_lower for field in markers.fields()} - {name.rpartition(".")[0] for name in marked}
    return {name for name in empty if name.startswith(ROOMS)} - OF_STAFF


def test_names_and_addresses_hold_no_running_text(demonstration):
    """Else something to read would be put live by one person under the name of a name."""
    for name, by in lists().items():
        if by in SHORT:
            model, _dot, field = name.rpartition(".")
            assert not is_running_text(apps.get_model(model)._meta.get_field(field)), name


def is_running_text(field):
    if isinstance(field, TranslatedTextField):
        return field.multiline
    return isinstance(field, models.TextField)


def test_the_document_shows_the_lists():
    document = Path(settings.BASE_DIR, "docs/governance.md").read_text()

    assert [row for row in rows_of_lists() if row not in document] == []


def rows_of_lists():
    """As they stand in docs/governance.md."""
    by_model = {}
    for name, by in lists().items():
        model, _dot, field = name.rpartition(".")
        by_model.setdefault((by, model), []).append(field)
    for by in By:
        models = [f"`{model}`: {', '.join(fields)}" for (its, model), fields in sorted_by_name(by_model) if its == by]
        yield f"| {by.value} | {' · '.join(models)} |"


def sorted_by_name(by_model):
    return sorted(by_model.items(), key=lambda item: item[0][1])


def test_every_field_of_a_list_is_there():
    known = {f"{model._meta.label_lower}.{field.name}" for model in apps.get_models() for field in text_fields(model)}

    assert {name for name in lists() if not name.startswith("settings.")} <= known
