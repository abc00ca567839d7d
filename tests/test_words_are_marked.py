"""Finds words of ours that nobody could translate, because they are not marked for translation."""

import re
from importlib import import_module

import pytest
from bs4 import BeautifulSoup, Comment, Doctype
from django.apps import apps
from django.forms.forms import BaseForm
from django.forms.models import ModelChoiceField
from django.forms.utils import pretty_name
from django.utils import translation

from hospital_site.site_words import ROOMS, ROOT, python_files
from tests.test_pages_in_every_language import SPOKEN_ATTRIBUTES

TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
TAG = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
FOR_DEVELOPERS = {"styleguide.html"}
TEMPLATES = [
    path
    for path in sorted((ROOT / "templates").rglob("*"))
    if path.suffix in (".html", ".txt") and path.name not in FOR_DEVELOPERS
]
# An example, a placeholder, and the name that English has in its own script.
RIGHT_IN_LATIN = re.compile(r"name@example\.com|%\(\w+\)[a-z]|^English$|XLSX|CSV|UTF-8|JSON")
# What addresses and buttons carry, and nobody reads.
NEVER_SHOWN = {"OpenedFromForm.treatment", "OpenedFromForm.doctor", "OpenedFromForm.department"}
NEVER_SHOWN |= {"WithdrawForm.purpose", "SearchForm.kind", "ExportForm.by", "ExportForm.kind"}
NEVER_SHOWN |= {"PolicyViolation.directive", "PolicyViolation.blocked"}  # what browsers call it
NEVER_SHOWN |= {"FreedForm.time", "OfferFreedForm.time", "OfferFreedForm.reference", "SeeDoctorForm.see_doctor"}


def has_latin(text):
    return bool(re.search(r"[A-Za-z]", RIGHT_IN_LATIN.sub("", str(text))))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_words_outside_translation(template):
    left = TAG.sub("", TRANSLATED.sub("", template.read_text()))
    texts = visible_texts(left) if template.suffix == ".html" else left.splitlines()

    assert [text.strip() for text in texts if has_latin(text)] == []


def visible_texts(html):
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(["script", "style"]):
        element.decompose()
    yield from (text for text in soup.find_all(string=True) if not isinstance(text, (Comment, Doctype)))
    for name in SPOKEN_ATTRIBUTES:
        yield from (element[name] for element in soup.find_all(attrs={name: True}))
    yield from (meta.get("content", "") for meta in soup("meta", attrs={"name": "description"}))


def our_forms():
    for path in python_files():
        if re.search(r"forms\.|Form\b", path.read_text()):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found, waiting = [], [BaseForm]
    while waiting:
        waiting += (subclasses := waiting.pop().__subclasses__())
        found += [form for form in subclasses if form.__module__.split(".")[0] in ROOMS]
    return sorted(set(found), key=lambda form: (form.__module__, form.__name__))


def words_of(name, field):
    yield field.label or pretty_name(name)
    yield field.help_text
    yield from field.error_messages.values()
    if not isinstance(field, ModelChoiceField):
        yield from (label for _value, label in getattr(field, "choices", ()))


def test_every_field_of_a_form_speaks_the_readers_language():
    assert our_forms(), "no form found"
    with translation.override("hi"):
        english = {
            f"{form.__name__}.{name}: {words}"
            for form in our_forms()
            for name, field in form.base_fields.items()
            if not field.widget.is_hidden and f"{form.__name__}.{name}" not in NEVER_SHOWN
            for words in words_of(name, field)
            if has_latin(words)
        }

    assert english == set()


def test_every_choice_of_a_model_speaks_the_readers_language():
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    with translation.override("hi"):
        english = {
            f"{model.__name__}.{field.name}: {label}"
            for model in models
            for field in model._meta.get_fields()
            for _value, label in getattr(field, "flatchoices", ())
            if f"{model.__name__}.{field.name}" not in NEVER_SHOWN and has_latin(label)
        }

    assert english == set()
