"""Controls: with a rule removed, the ways that it holds are open. Else the table of ways would prove nothing.

A rule is taken away within the test's transaction; a few stand in the suite, all of them in script/prove. That the
rights of a role are what keeps it out, test_each_way_is_a_way shows: who has them all does change a draft.
"""

import pytest
from django.db import connection

from content.models import Clinician
from content.publishing import publish_gate, services
from content.publishing.fingerprint import fingerprint
from content.publishing.publish_gate import valid_sign_off, why_not_sign
from directory.two_person.acting import as_user
from tests import factories
from tests.content.signing.pages import KINDS, fresh
from tests.content.signing.test_journal import CHANGES_OF
from tests.content.signing.ways import ROLES, of_each_change
from tests.sizes import size

pytestmark = pytest.mark.django_db
IN_THE_SUITE = {"a field", "the name", "the file of a picture"}


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request):
    return request.param


@pytest.fixture
def signed(kind, editor, clinician):
    page = kind.full_draft(editor)
    services.sign_off(page, by=clinician)
    return page


def without_triggers(*tables):
    connection.check_constraints()  # else PostgreSQL still has something to do for them
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'alter table "{table}" disable trigger user')


@of_each_change(size(IN_THE_SUITE, None))
def test_without_the_trigger_of_its_table_a_shell_changes_what_is_published(kind, change, signed, publisher):
    signed.versions.get().publish(publisher)
    before = fingerprint(fresh(signed))
    table, _operation, make = CHANGES_OF[kind.name][change]
    without_triggers(table, "cms_cmsplugin")  # a new block is a row of both

    make(fresh(signed))

    assert fingerprint(fresh(signed)) != before


def test_without_the_trigger_of_versions_a_shell_publishes_what_nobody_signed(kind, editor):
    version = kind.full_draft(editor).versions.get()
    without_triggers("djangocms_versioning_version")

    type(version).objects.filter(pk=version.pk).update(state="published")
    connection.check_constraints()

    assert type(version).objects.get(pk=version.pk).state == "published"


@of_each_change(size(IN_THE_SUITE, None))
def test_without_the_fingerprint_a_sign_off_stands_for_other_words(kind, change, signed, monkeypatch):
    was_signed = fingerprint(signed)
    with as_user(factories.staff("Editor")):
        CHANGES_OF[kind.name][change][2](signed)
    assert valid_sign_off(fresh(signed)) is None

    monkeypatch.setattr(publish_gate, "fingerprint", lambda content: was_signed)

    assert valid_sign_off(fresh(signed))


@of_each_change(size(IN_THE_SUITE, None))
def test_without_the_journal_whoever_wrote_signs(kind, change, signed, monkeypatch):
    writer = factories.staff("Clinician")
    with as_user(writer):
        CHANGES_OF[kind.name][change][2](signed)
    assert why_not_sign(writer, fresh(signed))

    monkeypatch.setattr(publish_gate, "writers", lambda content, before=None: set())

    assert why_not_sign(writer, fresh(signed)) == ""


def test_without_that_rule_a_change_by_nobody_known_and_back_stands(kind, signed, monkeypatch):
    field = kind.title
    for words in ("Other words", getattr(signed, field)):
        type(signed)._original_manager.filter(pk=signed.pk).update(**{field: words})
    assert valid_sign_off(fresh(signed)) is None

    monkeypatch.setattr(publish_gate, "has_unknown_change", lambda content, since: False)

    assert valid_sign_off(fresh(signed))


def test_without_the_record_a_superuser_signs(kind, editor, monkeypatch):
    page, root = kind.full_draft(editor), ROLES["superuser"]()
    Clinician.objects.filter(user=root).delete()
    assert why_not_sign(root, page)

    monkeypatch.setattr(publish_gate, "can_read_language", lambda user, language: True)

    assert why_not_sign(root, page) == ""
