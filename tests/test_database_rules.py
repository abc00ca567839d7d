"""Every trigger of the database is one that a model declares, or one of the few that cannot be declared."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from directory.models import HasSlug
from tests import factories

pytestmark = pytest.mark.django_db

BELOW_A_VERSION = [
    "cms_aliaspluginmodel",
    "cms_cmsplugin",
    "cms_placeholder",
    "cms_placeholderreference",
    "djangocms_alias_aliasplugin",
    "djangocms_link_link",
    "djangocms_text_text",
    "filer_file",
]
# On tables that are not ours, or kept from several tables: each in the migration named.
CANNOT_BE_DECLARED = {
    ("auth_user", "accounts_note_login"),  # accounts/migrations/0005_security_events.py
    *(
        (table, f"accounts_note_{what}")
        for table in ("auth_user_groups", "auth_user_user_permissions", "auth_group_permissions")
        for what in ("given", "taken", "moved_to", "moved_from")
    ),
    ("bookings_accessrecord", "bookings_tell_access"),  # bookings/migrations/0004_access_is_told.py
    ("directory_doctor", "directory_facets_are_true"),  # directory/migrations/0002_database_rules.py
    ("directory_doctor_departments", "directory_facets_have_changed"),
    ("directory_doctor_locations", "directory_facets_have_changed"),
    ("directory_opdsession", "directory_facets_have_changed"),
    ("cms_cmsplugin", "earlier_words_go_with_the_block"),  # content/migrations/0002_database_rules.py
    ("content_question", "earlier_words_are_kept"),
    ("content_picture", "earlier_words_are_kept"),
    ("djangocms_text_text", "earlier_words_are_kept"),
    ("djangocms_versioning_version", "content_condition_version_moved"),  # content/migrations/0002_database_rules.py
    ("cms_pageurl", "site_pages_old_path_is_kept"),  # site_pages/migrations/0002_database_rules.py
    ("cms_pagecontent", "site_pages_note_writer_new"),  # site_pages/migrations/0002_database_rules.py
    *(
        (table, "site_pages_note_writer")
        for table in (
            "cms_pagecontent",
            "cms_cmsplugin",
            "djangocms_text_text",
            "content_picture",
            "site_pages_homewords",
            "site_pages_officerandrates",
            "site_pages_hometreatments",
            "site_pages_homedoctors",
            "site_pages_hometreatments_treatments",
            "site_pages_homedoctors_doctors",
        )
    ),
    ("djangocms_versioning_version", "versions_are_kept"),  # content/migrations/0002_database_rules.py
    ("djangocms_versioning_version", "published_versions_are_signed"),
    *((table, "words_are_noted") for table in BELOW_A_VERSION),
}


def test_the_database_has_the_triggers_that_are_declared_and_no_others():
    declared = {(model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()}
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal")
        there = set(cursor.fetchall())

    assert there == declared | CANNOT_BE_DECLARED


def test_each_is_as_its_model_says_it():
    states = {
        (model._meta.label, trigger.name): trigger.get_installation_status(model)[0]
        for model, trigger in pgtrigger.registered()
    }

    assert set(states.values()) == {"INSTALLED"}, states


def test_whatever_has_a_slug_keeps_its_old_ones():
    for model in apps.get_models():
        if issubclass(model, HasSlug):
            assert "old_slug_is_kept" in {trigger.name for trigger in model._meta.triggers}, model


def test_a_refusal_names_the_rule():
    line = factories.request().history.get()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        line.delete()

    assert "history_is_kept" in refused.value.__cause__.diag.constraint_name
