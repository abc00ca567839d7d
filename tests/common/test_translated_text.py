"""Texts in several languages, in one column."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils.translation import override

from common.text.translated_text import TranslatedText, TranslatedTextField
from directory.models import Department
from tests import factories

NEUROLOGY = TranslatedText({"en": "Neurology", "ml": "ന്യൂറോളജി"})


@pytest.mark.parametrize(("language", "text"), [("en", "Neurology"), ("ml", "ന്യൂറോളജി"), ("ar", "Neurology")])
def test_a_text_answers_in_the_active_language_or_the_main_one(language, text):
    with override(language):
        assert str(NEUROLOGY) == text


@pytest.mark.parametrize(
    ("language", "shown"),
    [("ml", "ന്യൂറോളജി"), ("ar", '<span lang="en" dir="ltr">Neurology</span>'), ("en", "Neurology")],
)
def test_a_page_marks_a_text_that_is_not_in_its_language(language, shown):
    with override(language):
        assert Template("{% load words %}{{ name|words }}").render(Context({"name": NEUROLOGY})) == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "a, b, c"), ("ml", "a, b, c"), ("ar", "a، b، c")])
def test_names_have_the_comma_of_the_language_between_them(language, shown):
    with override(language):
        template = Template("{% load words %}{{ names|in_a_row }}{% comma %}c")
        assert template.render(Context({"names": ["a", "b"]})) == shown


def test_markup_in_a_text_is_escaped():
    evil = TranslatedText({"en": "<b>x</b>"})
    with override("ar"):
        assert "<b>" not in Template("{% load words %}{{ name|words }}").render(Context({"name": evil}))


@pytest.mark.django_db
def test_a_text_comes_back_from_the_database_as_it_was():
    factories.DepartmentFactory(slug="neurology", name={"en": " Neurology ", "ml": "ന്യൂറോളജി", "hi": ""})

    name = Department.objects.get().name

    assert name == NEUROLOGY
    assert isinstance(name, TranslatedText)
    assert Department.objects.values_list("name__ml", flat=True).get() == "ന്യൂറോളജി"


@pytest.mark.parametrize(
    "value", [{"ml": "only Malayalam"}, {"en": "x" * 201}, {"en": "ok", "fr": "non"}, {"en": 3}, ["list"]]
)
def test_a_text_that_cannot_be_is_refused(value):
    with pytest.raises(ValidationError):
        TranslatedTextField(max_length=200).clean(value, None)


class DepartmentForm(forms.ModelForm):
    class Meta:
        model = Department
        fields = ["slug", "name", "plain_name"]


@pytest.mark.django_db
def test_a_form_has_one_input_for_each_language():
    data = {"slug": "neurology", "name_en": "Neurology", "name_ml": "ന്യൂറോളജി", "name_hi": "", "name_ar": ""}
    form = DepartmentForm(data)

    assert form.is_valid(), form.errors
    assert form.save().name == NEUROLOGY
    assert 'dir="rtl"' in str(form["name"])


@pytest.mark.django_db
def test_a_form_asks_for_the_main_language():
    form = DepartmentForm({"slug": "neurology", "name_ml": "ന്യൂറോളജി"})

    assert "name" in form.errors
    assert "plain_name" not in form.errors


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+914952700000", "0495 270 0000"), ("+971501234567", "+971 50 123 4567"), ("108", "108")],
)
def test_a_phone_number_is_shown_as_people_write_it(number, shown):
    page = Template("{% load words %}{% phone number %}").render(Context({"number": number}))

    assert page == f'<a href="tel:{number}"><bdi dir="ltr">{shown}</bdi></a>'


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("10–20 <minutes>", '<bdi dir="ltr">10–20</bdi> &lt;minutes&gt;'),
        ("call 0495 270 0000 or 108", 'call <bdi dir="ltr">0495 270 0000</bdi> or 108'),
        ("+971 50 123 4567", '<bdi dir="ltr">+971 50 123 4567</bdi>'),
        ("27 November 2026, 10:30", "27 November 2026, 10:30"),
    ],
)
def test_ranges_and_phone_numbers_are_held_left_to_right(text, page):
    assert Template("{% load words %}{{ text|ranges }}").render(Context({"text": text})) == page
