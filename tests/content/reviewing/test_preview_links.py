"""A reader without a login reads one draft for a day, and nothing else."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from content.models import PreviewLink
from content.reviewing import preview_links, steps
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(editor, set_clock):
    set_clock("2027-03-01 10:00")
    return factories.draft(editor, title="A secret title").versions.get()


def made(version, editor):
    _link, address = preview_links.make(version, by=editor)
    return re.sub("^https?://[^/]+", "", address)


def test_the_link_opens_the_draft_marked_as_one_and_nothing_is_kept(version, editor):
    reader = Client()

    page = reader.get(made(version, editor))

    assert page.status_code == 200
    assert "A secret title" in page.text
    assert "The surgeon removes the worn parts" in page.text
    assert "Bleeding, and rarely infection" in page.text
    assert "Draft: nobody has checked these words yet" in page.text
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert 'rel="canonical"' not in page.text
    assert page.cookies == {}
    assert reader.cookies == {}


def test_it_opens_nothing_else(version, editor):
    reader = Client()
    reader.get(made(version, editor))

    assert reader.get(version.content.get_absolute_url()).status_code == 404
    assert reader.get(f"/review/{version.pk}/").status_code == 302
    assert "A secret title" not in reader.get("/en/treatments/").text


def test_it_ends_after_a_day(version, editor, set_clock):
    path = made(version, editor)

    set_clock("2027-03-02 09:59")
    assert Client().get(path).status_code == 200
    set_clock("2027-03-02 10:00")

    assert Client().get(path).status_code == 410
    assert list(version.preview_links.live()) == []


def test_it_can_be_revoked_in_the_list(version, editor, client):
    path = made(version, editor)
    client.force_login(editor)
    page = client.get(f"/review/{version.pk}/links/")
    assert "For nobody in particular" in page.text

    client.post(f"/review/{version.pk}/links/{PreviewLink.objects.get().pk}/revoke/")

    assert Client().get(path).status_code == 410
    assert PreviewLink.objects.get().revoked_by == editor
    assert "For nobody in particular" not in client.get(f"/review/{version.pk}/links/").text


def test_the_database_does_not_know_the_token(version, editor, client):
    client.force_login(editor)

    page = client.post(f"/review/{version.pk}/links/", {"made_for": "the patients’ council"})

    [token] = re.findall(r"/preview/([\w-]{43})/", page.text)
    link = PreviewLink.objects.get()
    assert token not in str(link.__dict__)
    assert token not in client.get(f"/review/{version.pk}/links/").text
    assert Client().get(f"/preview/{token}/").status_code == 200
    assert Client().get(f"/preview/{link.token_hash}/").status_code == 410


@pytest.mark.parametrize("token", ["x", "0" * 43, "%00", "ക"])
def test_a_link_that_never_was_opens_nothing(token, version):
    assert Client().get(f"/preview/{token}/").status_code == 410


def test_it_shows_the_language_of_its_version_whoever_reads(editor, roles):
    version = factories.draft(editor, language="ml", title="ഇടുപ്പ്", lead="ചുരുക്കം").versions.get()

    page = Client(headers={"accept-language": "ar"}).get(made(version, editor))

    assert '<html lang="ml"' in page.text
    assert "ഇടുപ്പ്" in page.text
    assert page.text.count(factories.SENTENCES["ml"]) >= 3  # its blocks are those of its language


def test_what_reviewers_wrote_stays_inside(version, editor, roles):
    clinician = factories.staff("Clinician")
    steps.ask(version, clinician=clinician, due=timezone.localdate(), by=editor, text="ASKED-MARKER")
    comments = [("lead", "Lead", "COMMENT-MARKER")]
    steps.send_back(version, by=clinician, answer="ANSWER-MARKER", comments=comments)

    page = Client().get(made(version, editor))

    assert "-MARKER" not in page.text


def test_whoever_is_signed_in_sees_what_others_see(version, editor, client):
    client.force_login(editor)

    page = client.get(made(version, editor))

    assert "The surgeon removes the worn parts" in page.text
    assert "cms-toolbar" not in page.text


def test_it_shows_the_words_as_they_are_now_also_of_an_old_version(version, editor):
    path = made(version, editor)
    version.archive(editor)

    assert Client().get(path).status_code == 200


def test_who_only_reads_pages_makes_no_link(version, roles):
    with pytest.raises(PermissionDenied):
        preview_links.make(version, by=factories.staff("Manager"))


def test_another_versions_link_is_not_revoked_here(version, editor, client):
    made(version, editor)
    other = factories.draft(editor).versions.get()
    client.force_login(editor)

    answer = client.post(f"/review/{other.pk}/links/{PreviewLink.objects.get().pk}/revoke/", follow=True)

    assert answer.status_code == 404
    assert PreviewLink.objects.live().exists()


def test_only_get_is_answered(version, editor):
    assert Client().post(made(version, editor)).status_code == 405
