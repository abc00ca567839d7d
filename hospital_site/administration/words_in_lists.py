"""Texts of several languages in lists and read-only forms of the administration: as words, not as JSON."""

from django.contrib.admin import helpers
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.utils import display_for_field, display_for_value

from common.text.translated_text import TranslatedTextField


def in_words(value, field, empty_value_display, avoid_link=False):
    if isinstance(field, TranslatedTextField):
        return display_for_value(str(value) if value else None, empty_value_display)
    return display_for_field(value, field, empty_value_display, avoid_link=avoid_link)


def install():
    """Django shows every JSONField as JSON, and asks no field how it wants to be shown."""
    admin_list.display_for_field = helpers.display_for_field = in_words
