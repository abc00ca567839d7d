"""Several editors arrange the home page at the same moment: each block keeps a place of its own, and none is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from cms.models import PageContent
from django.db import connection
from django.test import Client
from django.urls import reverse
from djangocms_versioning.constants import DRAFT

from directory.two_person.acting import acting
from site_pages.initial_pages import HOME_BLOCKS, make_home_page
from tests import factories
from tests.site_pages.test_home_page import blocks, home, main, new_draft, published

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS, ROUNDS = 4, 3


@pytest.fixture
def draft(editor, publisher):
    factories.HospitalFactory()
    make_home_page(publisher)
    with acting(editor):
        return new_draft(home(), editor)


def at_once(actions):
    """Run all in threads, each begun when the last is ready. Returns the answers' status codes."""
    ready = Barrier(len(actions), timeout=20)

    def run(action):
        try:
            ready.wait()
            return action().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def signed_in():
    client = Client()
    client.force_login(factories.staff("Editor"))
    return client


def places(content):
    return list(blocks(content).cmsplugin_set.order_by("position").values_list("position", flat=True))


def add(client, content, plugin="HomeSearchPlugin"):
    where = f"placeholder_id={blocks(content).pk}&plugin_position=1&plugin_language=en&cms_path=/en/"
    return client.post(f"{reverse('admin:cms_placeholder_add_plugin')}?plugin_type={plugin}&{where}")


def move(client, block, to):
    return client.post(
        reverse("admin:cms_placeholder_move_plugin") + "?cms_path=/en/",
        {"plugin_id": block.pk, "target_language": "en", "target_position": to},
    )


def delete(client, block):
    return client.post(reverse("admin:cms_placeholder_delete_plugin", args=[block.pk]) + "?cms_path=/en/", {"post": 1})


def test_blocks_added_at_once_are_all_there(draft):
    clients = [signed_in() for _number in range(EDITORS)]

    for _round in range(ROUNDS):
        statuses = at_once([lambda client=client: add(client, draft) for client in clients])
        assert set(statuses) == {200}

    assert places(draft) == list(range(1, len(HOME_BLOCKS) + EDITORS * ROUNDS + 1))


def test_blocks_moved_added_and_taken_away_at_once_keep_their_order(draft, publisher):
    first, second = blocks(draft).cmsplugin_set.order_by("position")[:2]
    ann, bob, eve = (signed_in() for _number in range(3))

    statuses = at_once(
        [lambda: move(ann, first, 5), lambda: delete(bob, second), lambda: add(eve, draft, "HomeDoctorsPlugin")]
    )

    assert all(status < 400 for status in statuses)
    kinds = list(blocks(draft).cmsplugin_set.order_by("position").values_list("plugin_type", flat=True))
    expected = {f"Home{name}Plugin" for name in HOME_BLOCKS} | {"HomeDoctorsPlugin"}
    assert set(kinds) == expected - {second.plugin_type}
    assert len(set(places(draft))) == len(kinds)
    published(draft, publisher)
    assert "Find a treatment" in main(Client())


def test_two_editors_who_begin_a_draft_at_once_share_one(draft, publisher):
    published(draft, publisher)
    version = home().versions.get()
    url = reverse("admin:djangocms_versioning_pagecontentversion_edit_redirect", args=[version.pk])
    clients = [signed_in() for _number in range(EDITORS)]

    statuses = at_once([lambda client=client: client.post(url) for client in clients])

    assert set(statuses) == {302}
    assert PageContent._original_manager.filter(language="en", versions__state=DRAFT).count() == 1
