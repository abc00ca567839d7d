"""The ways by which somebody changes words: each role, each address of the administration, commands and a shell."""

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from cms.models import Placeholder
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from content.publishing.signable import admin_url, of_content
from tests import factories
from tests.content.signing.pages import KINDS, first_question, overview, picture_of
from tests.content.signing.test_journal import CHANGES_OF
from tests.picture_files import photo


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
    meta, title = page._meta, kind_of(page).title
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_edit_field", args=[page.pk, "en"])
    client.post(f"{url}?edit_fields={title}", {title: "Written in place"})


def words_form(client, page):
    send_form(client, admin_url(page, "words"), "form#words", {"questions-0-question": "Who should have it?"})


def facts_form(client, page):
    send_form(client, admin_url(page, "change"), "form", kind_of(page).facts)


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


def upload_of_the_same_name(client, page):
    new = ContentFile(photo(), name=picture_of(page).image.original_filename)
    client.post("/admin/filer/clipboard/operations/upload/no_folder/", {"file": new})


def import_again(client, page):
    """What was exported, with other words."""
    with TemporaryDirectory() as folder:
        call_command("export_treatments", folder, stdout=StringIO(), stderr=StringIO())
        for file in Path(folder).rglob("*.md"):
            words = file.read_text().replace("A worn hip joint", "A knee").replace("Acid flows", "Blood flows")
            file.write_text(words)
        author = get_user_model().objects.get(pk=client.session["_auth_user_id"]).username
        call_command("import_treatments", folder, author=author, stdout=StringIO(), stderr=StringIO())


def restore(client, page):
    """An older version as a draft: the published one stays until that is signed."""
    name = f"admin:djangocms_versioning_{page._meta.model_name}version_edit_redirect"
    client.post(reverse(name, args=[page.versions.get().pk]))


def delete_in_bulk(client, page):
    chosen = {"action": "delete_selected", "_selected_action": lasting(page).pk, "post": "yes"}
    client.post(reverse(f"admin:content_{lasting(page)._meta.model_name}_changelist"), chosen)


def lasting(page):
    return getattr(page, of_content(page).lasting)


def kind_of(page):
    return next(kind for kind in KINDS if kind.model is type(page))


WAYS_OF_BLOCKS = {
    "a text in place": in_place,
    "a new block": add,
    "a block changed": change_block,
    "a block moved": move,
    "a block moved out": move_out,
    "a block deleted": delete_block,
    "all blocks of a part": clear,
    "a block pasted": paste,
    "the form of words": words_form,
    "the short form": short_form,
    "another file": replace_file,
}
WAYS = {"the form of facts": facts_form} | WAYS_OF_BLOCKS
NEVER_WITH_BLOCKS = {"the file deleted": delete_file, "a file of the same name": upload_of_the_same_name}
# Not even in a draft.
NEVER = {"pages deleted in bulk": delete_in_bulk, "imported again": import_again} | NEVER_WITH_BLOCKS
ONLY_WITH_BLOCKS = WAYS_OF_BLOCKS | NEVER_WITH_BLOCKS


def of_kinds(ways):
    """[(kind, way)]: each way there is to the words of each kind."""
    return [(kind, way) for kind in KINDS for way in ways if kind.has_blocks or way not in ONLY_WITH_BLOCKS]


def of_each_kind(ways):
    pairs = of_kinds(ways)
    return pytest.mark.parametrize(
        ("kind", "way"), pairs, indirect=["kind"], ids=[f"{kind.name}: {way}" for kind, way in pairs]
    )


def of_each_change(only=None):
    """What a shell does to each kind; `only` these."""
    pairs = [(kind, change) for kind in KINDS for change in CHANGES_OF[kind.name] if only is None or change in only]
    ids = [f"{kind.name}: {change}" for kind, change in pairs]
    return pytest.mark.parametrize(("kind", "change"), pairs, indirect=["kind"], ids=ids)
