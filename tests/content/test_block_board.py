"""Whatever the board of blocks asks for, late or made up: an answer in words, no error page, and nothing broken."""

import pytest
from cms.models import CMSPlugin
from cms.toolbar.utils import get_object_edit_url
from django.urls import reverse

from site_pages.initial_pages import HOME_BLOCKS, make_home_page
from tests import factories
from tests.databases import undone
from tests.site_pages.test_home_page import blocks, home, new_draft, published

pytestmark = pytest.mark.django_db

MOVE, COPY = "admin:cms_placeholder_move_plugin", "admin:cms_placeholder_copy_plugins"
ADD = "admin:cms_placeholder_add_plugin"
HUGE = 10**30
WRONG_NUMBERS = ["", "x", "-1", "0", "1.5", "\0", str(2**31), str(HUGE), "९९९९९"]


@pytest.fixture
def draft(editor, publisher, client):
    factories.HospitalFactory()
    make_home_page(publisher)
    client.force_login(editor)
    client.raise_request_exception = False
    with factories.written_by_an_editor():
        draft = new_draft(home(), editor)
    client.get(get_object_edit_url(draft))  # makes the clipboard
    return draft


@pytest.fixture
def first(draft):
    return blocks(draft).cmsplugin_set.order_by("position").first()


def post(client, name, data):
    return client.post(reverse(name) + "?cms_path=/en/", {key: value for key, value in data.items() if value != None})  # noqa: E711


def in_order(content):
    return without_gap(content) and blocks(content).cmsplugin_set.count() == len(HOME_BLOCKS)


def without_gap(content):
    places = list(blocks(content).cmsplugin_set.order_by("position").values_list("position", flat=True))
    return places == list(range(1, len(places) + 1))


def move(client, block, **changes):
    return post(client, MOVE, {"plugin_id": block.pk, "target_language": "en", "target_position": 2, **changes})


def broken_by(ask, draft, values=(*WRONG_NUMBERS, None), is_well=in_order):
    """The values that `ask` gets an error page for, or after which the blocks are not well."""
    found = []
    for value in values:
        with undone():
            answer = ask(value)
            if answer.status_code >= 500 or not is_well(draft):
                found.append(value)
    return found


@pytest.mark.parametrize(
    "field", ["plugin_id", "placeholder_id", "target_position", "plugin_parent", "target_language", "move_a_copy"]
)
def test_a_move_with_one_part_wrong_is_answered_and_breaks_nothing(client, draft, first, field):
    assert broken_by(lambda value: move(client, first, **{field: value}), draft) == []


@pytest.mark.parametrize(
    "field",
    ["source_placeholder_id", "target_placeholder_id", "source_plugin_id", "source_language", "target_language"],
)
def test_a_copy_with_one_part_wrong_is_answered_and_breaks_nothing(client, draft, first, field, editor):
    right = {
        "source_placeholder_id": blocks(draft).pk,
        "target_placeholder_id": clipboard_of(editor).pk,
        "source_plugin_id": first.pk,
        "source_language": "en",
        "target_language": "en",
    }

    assert broken_by(lambda value: post(client, COPY, {**right, field: value}), draft) == []


@pytest.mark.parametrize("field", ["placeholder_id", "plugin_position", "plugin_parent", "plugin_language"])
def test_a_new_block_with_one_part_wrong_is_answered_and_breaks_nothing(client, draft, field):
    right = {"placeholder_id": blocks(draft).pk, "plugin_position": 1, "plugin_language": "en", "cms_path": "/en/"}

    def add(value):
        return client.post(reverse(ADD), query_params={"plugin_type": "HomeSearchPlugin", **right, field: value})

    assert broken_by(add, draft, WRONG_NUMBERS, is_well=without_gap) == []


def clipboard_of(user):
    from cms.models import UserSettings

    return UserSettings.objects.get(user=user).clipboard


def test_a_block_that_a_colleague_has_deleted_is_told_in_words(client, draft, first):
    blocks(draft).delete_plugin(first)

    answer = move(client, first)

    assert answer.status_code == 409
    assert answer.text == "This block has changed meanwhile. Load the page again to see it as it is now."


def test_a_block_that_a_colleague_has_moved_there_already_is_told_in_words(client, draft, first):
    assert move(client, first, placeholder_id=blocks(draft).pk).status_code == 409


def test_a_place_in_a_page_that_is_gone_is_told_in_words(client, draft, first):
    assert move(client, first, placeholder_id=HUGE).status_code == 409
    assert move(client, first, placeholder_id=999_999).status_code == 409


def test_a_place_behind_the_end_is_the_end(client, draft, first):
    assert move(client, first, target_position=99).status_code == 200
    assert in_order(draft)
    assert blocks(draft).cmsplugin_set.order_by("position").last().pk == first.pk


def test_a_block_cannot_go_below_a_block_that_a_colleague_has_deleted(client, draft, first):
    elsewhere = CMSPlugin.objects.exclude(placeholder=blocks(draft)).first()

    assert move(client, first, plugin_parent=999_999).status_code == 409
    assert move(client, first, plugin_parent=elsewhere.pk).status_code == 409
    assert in_order(draft)


def test_the_blocks_of_a_published_page_stay(client, draft, first, publisher):
    published(draft, publisher)

    answer = move(client, first)

    assert answer.status_code == 403
    assert in_order(draft)


def test_a_block_goes_to_the_clipboard_and_back(client, draft, first, editor):
    clipboard = clipboard_of(editor)
    assert move(client, first, placeholder_id=clipboard.pk).status_code == 200
    kept = CMSPlugin.objects.get(placeholder=clipboard)

    answer = move(client, kept, placeholder_id=blocks(draft).pk, move_a_copy="true", target_position=1)

    assert answer.status_code == 200
    assert in_order(draft)
    assert move(client, kept, move_a_copy="true").status_code == 409
