"""The table of ways: who changes words by which way, and what becomes of the sign-off. A kind is a row of KINDS.

Published words stay as they are, whoever tries. In a draft that was signed, either nothing changes, or the sign-off is
void and whoever changed it does not sign it again.

A superuser tries every way, and the other roles take turns; in the long proof (script/prove content) all try all.
"""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from content.publishing import services
from content.publishing.fingerprint import fingerprint
from content.publishing.publish_gate import valid_sign_off, why_not_sign
from content.publishing.signable import admin_url
from directory.two_person.acting import as_user
from tests import factories
from tests.content.signing.pages import KINDS, blocks, fresh, full_draft
from tests.content.signing.test_journal import CHANGES_OF
from tests.content.signing.ways import NEVER, ROLES, WAYS, of_each_change, of_each_kind, of_kinds, restore, superuser
from tests.sizes import size

pytestmark = pytest.mark.django_db

IN_TURN = [role for role in ROLES if role != "superuser"]


def by_roles(cases, names):
    """Each of these cases, with the roles that try it."""
    tried = [
        (*case, role)
        for number, case in enumerate(cases)
        for role in size([IN_TURN[number % len(IN_TURN)], "superuser"], ROLES)
    ]
    ids = [": ".join(getattr(part, "name", part) for part in each) for each in tried]
    return pytest.mark.parametrize((*names, "role"), tried, indirect=["kind"], ids=ids)


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


@by_roles(of_kinds(WAYS | NEVER | {"a new draft": restore}), ("kind", "way"))
def test_published_words_stay_as_they_are(way, role, client, signed, publisher):
    signed.versions.get().publish(publisher)
    before = fingerprint(fresh(signed))

    attempt(client, ROLES[role](), (WAYS | NEVER | {"a new draft": restore})[way], signed)

    assert fingerprint(fresh(signed)) == before
    assert signed.versions.get().state == "published"


@by_roles(of_kinds(WAYS | NEVER), ("kind", "way"))
def test_in_a_signed_draft_nothing_changes_or_the_sign_off_is_void(way, role, client, signed):
    before, user = fingerprint(fresh(signed)), ROLES[role]()

    attempt(client, user, (WAYS | NEVER)[way], signed)

    page = fresh(signed)
    if fingerprint(page) == before:
        assert valid_sign_off(page)
    else:
        assert valid_sign_off(page) is None
        assert why_not_sign(user, page)


@of_each_kind(WAYS)
def test_each_way_is_a_way(way, client, signed):
    """Whoever may do everything does change a draft by it: else the table above proves nothing."""
    before = fingerprint(fresh(signed))

    attempt(client, superuser(), WAYS[way], signed)

    assert fingerprint(fresh(signed)) != before


@pytest.mark.parametrize("known", [True, False])
@of_each_change()
def test_a_shell_voids_the_sign_off_of_a_draft(kind, change, known, signed):
    writer = factories.staff("Clinician") if known else None

    with as_user(writer):
        CHANGES_OF[kind.name][change][2](signed)

    assert valid_sign_off(fresh(signed)) is None
    assert not known or why_not_sign(writer, fresh(signed))


@of_each_change()
def test_a_shell_changes_nothing_that_is_published(kind, change, signed, publisher):
    signed.versions.get().publish(publisher)

    with pytest.raises(IntegrityError), transaction.atomic():
        CHANGES_OF[kind.name][change][2](signed)


VERSION_BUTTONS = ["publish", "unpublish", "archive", "revert", "discard", "edit_redirect", "unlock"]


@by_roles([(kind, button) for kind in KINDS for button in VERSION_BUTTONS], ("kind", "button"))
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


def test_the_blocks_are_there(editor):
    assert blocks(full_draft(editor)).count() == 4
