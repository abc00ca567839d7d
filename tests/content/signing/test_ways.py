"""The table of ways: who changes words by which way, and what becomes of the sign-off. A kind is a row of KINDS.

Published words stay as they are, whoever tries. In a draft that was signed, either nothing changes, or the sign-off is
void and whoever changed it does not sign it again.
"""

from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from cms.models import Placeholder
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from content.publishing import services
from content.publishing.fingerprint import fingerprint
from content.publishing.publish_gate import valid_sign_off, why_not_sign
from content.publishing.signable import admin_url, of_content
from directory.two_person.acting import as_user
from tests import factories
from tests.content.signing.pages import KINDS, blocks, first_question, fresh, overview, picture_of
from tests.content.signing.test_journal import CHANGES
from tests.picture_files import photo

pytestmark = pytest.mark.django_db


def with_all_roles():
    user = factories.staff("Clinician")
    user.groups.set(Group.objects.exclude(name="Front desk"))
    return user


def superuser():
    root = get_user_model().objects.create_superuser("root")
    factories.reads(root, "en")
    return root


ROLES = {
    "editor": lambda: factories.staff("Editor"),
    "clinician": lambda: factories.staff("Clinician"),
    "publisher": lambda: factories.staff("Publisher"),
    "manager": lambda: factories.staff("Manager"),
    "all roles": with_all_roles,
    "superuser": superuser,
}


def board(client, name, *args, query=None, **data):
    url = reverse(f"admin:cms_placeholder_{name}", args=args)
    return client.post(f"{url}?{urlencode({'cms_path': '/en/', **(query or {})})}", data)


def slot(page, name):
    return page.placeholders.get(slot=name)


def add(client, page):
    query = {"placeholder_id": slot(page, "overview").pk, "plugin_type": "TextPlugin", "plugin_language": "en"}
    board(client, "add_plugin", query={**query, "plugin_position": 1}, body="<p>Another text.</p>")


def change_block(client, page):
    words = {"question": "What are the risks?", "answer": "<p>None at all.</p>", "kind": "risks"}
    board(client, "edit_plugin", first_question(page).pk, **words)


def move(client, page):
    board(client, "move_plugin", plugin_id=first_question(page).pk, target_language="en", target_position=2)


def move_out(client, page):
    elsewhere = {"placeholder_id": Placeholder.objects.create(slot="clipboard").pk, "target_position": 1}
    board(client, "move_plugin", plugin_id=overview(page).pk, target_language="en", **elsewhere)


def delete_block(client, page):
    board(client, "delete_plugin", overview(page).pk, post="yes")


def clear(client, page):
    board(client, "clear_placeholder", slot(page, "questions").pk, query={"language": "en"}, post="yes")


def paste(client, page):
    board(
        client,
        "copy_plugins",
        source_placeholder_id=slot(page, "overview").pk,
        source_plugin_id=overview(page).pk,
        source_language="en",
        target_placeholder_id=slot(page, "questions").pk,
        target_language="en",
    )


def in_place(client, page):
    meta = page._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_edit_field", args=[page.pk, "en"])
    client.post(f"{url}?edit_fields=title", {"title": "Written in place"})


def words_form(client, page):
    send_form(client, admin_url(page, "words"), "form#words", {"questions-0-question": "Who should have it?"})


def facts_form(client, page):
    send_form(client, admin_url(page, "change"), "form", {"facts-0-value": "two hours"})


def short_form(client, page):
    send_form(client, f"{admin_url(lasting(page), 'change')}?language=en", "form", {"content__title": "Another title"})


def send_form(client, url, which, changes):
    """As a browser sends it back, with these fields changed. Who is shown no form sends these fields alone."""
    shown = client.get(url)
    forms = BeautifulSoup(shown.text, "html.parser").select(which)
    data = dict(field for form in forms for field in fields_of(form))
    client.post(url, data | changes)


def fields_of(form):
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if field.name == "textarea":
            yield field["name"], field.text.removeprefix("\n")
        elif field.name == "select" and field.has_attr("multiple"):
            yield field["name"], [option["value"] for option in field.select("option[selected]")]
        elif field.name == "select":
            yield field["name"], next((option["value"] for option in field.select("option[selected]")), "")
        elif kind not in ("checkbox", "submit", "file") or field.has_attr("checked"):
            yield field["name"], field.get("value", "")


def replace_file(client, page):
    new = {"name": "knee", "is_public": "on", "file": ContentFile(photo(), name="other.jpg")}
    client.post(f"/admin/filer/image/{picture_of(page).image_id}/change/", new)


def delete_file(client, page):
    client.post(f"/admin/filer/image/{picture_of(page).image_id}/delete/", {"post": "yes"})


def delete_in_bulk(client, page):
    chosen = {"action": "delete_selected", "_selected_action": lasting(page).pk, "post": "yes"}
    client.post(reverse(f"admin:content_{lasting(page)._meta.model_name}_changelist"), chosen)


def lasting(page):
    return getattr(page, of_content(page).lasting)


WAYS = {
    "a new block": add,
    "a block changed": change_block,
    "a block moved": move,
    "a block moved out": move_out,
    "a block deleted": delete_block,
    "all blocks of a part": clear,
    "a block pasted": paste,
    "a text in place": in_place,
    "the form of words": words_form,
    "the form of facts": facts_form,
    "the short form": short_form,
    "another file": replace_file,
}
NEVER = {"the file deleted": delete_file, "pages deleted in bulk": delete_in_bulk}  # not even in a draft


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request):
    return request.param


@pytest.fixture
def signed(kind, editor, clinician):
    page = kind.full_draft(editor)
    services.sign_off(page, by=clinician)
    return page


def attempt(client, user, way, page):
    client.force_login(user)
    client.raise_request_exception = False
    with transaction.atomic():
        way(client, fresh(page))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("way", WAYS | NEVER)
def test_published_words_stay_as_they_are(way, role, client, signed, publisher):
    signed.versions.get().publish(publisher)
    before = fingerprint(fresh(signed))

    attempt(client, ROLES[role](), (WAYS | NEVER)[way], signed)

    assert fingerprint(fresh(signed)) == before
    assert signed.versions.get().state == "published"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("way", WAYS)
def test_in_a_signed_draft_nothing_changes_or_the_sign_off_is_void(way, role, client, signed):
    before, user = fingerprint(fresh(signed)), ROLES[role]()

    attempt(client, user, WAYS[way], signed)

    page = fresh(signed)
    if fingerprint(page) == before:
        assert valid_sign_off(page)
    else:
        assert valid_sign_off(page) is None
        assert why_not_sign(user, page)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_is_a_way(way, client, signed):
    """Whoever may do everything does change a draft by it: else the table above proves nothing."""
    before = fingerprint(fresh(signed))

    attempt(client, superuser(), WAYS[way], signed)

    assert fingerprint(fresh(signed)) != before


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_a_shell_voids_the_sign_off_of_a_draft(change, known, signed):
    writer = factories.staff("Clinician") if known else None

    with as_user(writer):
        CHANGES[change][2](signed)

    assert valid_sign_off(fresh(signed)) is None
    assert not known or why_not_sign(writer, fresh(signed))


@pytest.mark.parametrize("change", CHANGES)
def test_a_shell_changes_nothing_that_is_published(change, signed, publisher):
    signed.versions.get().publish(publisher)

    with pytest.raises(IntegrityError), transaction.atomic():
        CHANGES[change][2](signed)


VERSION_BUTTONS = ["publish", "unpublish", "archive", "revert", "discard", "edit_redirect", "unlock"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("button", VERSION_BUTTONS)
def test_no_button_of_the_list_of_versions_makes_unsigned_words_public(button, role, client, kind, editor):
    """Nobody signed these; whatever is pressed, patients read nothing."""
    page = kind.full_draft(editor)
    user, version = ROLES[role](), page.versions.get()
    client.force_login(user)
    name = f"admin:djangocms_versioning_{page._meta.model_name}version_{button}"

    client.post(reverse(name, args=[version.pk]), {"discard": "yes"})

    assert not kind.model.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes_signs_and_publishes_alone(role, client, kind):
    user = ROLES[role]()
    page = kind.full_draft(user)
    client.force_login(user)

    client.post(admin_url(page, "readiness"), {"fingerprint": fingerprint(page)})
    name = f"admin:djangocms_versioning_{page._meta.model_name}version_publish"
    client.post(reverse(name, args=[page.versions.get().pk]))

    assert not kind.model.objects.exists()


def test_the_blocks_are_there(signed):
    assert blocks(signed).count() == 4
