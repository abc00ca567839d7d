"""Dates and numbers as people in India write them, in every language."""

from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_dates_and_numbers_are_written_and_read_the_same_in_every_language(language):
    with translation.override(language):
        assert forms.DateField().clean("05/12/2026") == date(2026, 12, 5)
        assert date_format(date(2026, 12, 5), "SHORT_DATE_FORMAT") == "05/12/2026"
        assert Template("{% load l10n %}{{ 2.5|localize }}").render(Context()) == "2.5"
