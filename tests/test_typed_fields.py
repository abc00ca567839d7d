"""One field class for each kind of thing that people type, in every form of ours, model and importer."""

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.urls import get_resolver
from djangocms_text.fields import HTMLFormField

from common.phone_field import PhoneField, PhoneNumberField
from common.text.email_addresses import EmailField
from common.text.form_fields import CodeField, NameField, WordsField
from tests.test_consistency import ROOMS

# Names of fields of forms that hold somebody's name.
NAMES = {"full_name", "contact_name", "shown_name"}

CONTACT = "bookings.patients.forms.ContactForm."


def is_ours(thing):
    return thing.__module__.split(".")[0] in ROOMS


def subclasses(form):
    for each in form.__subclasses__():
        yield each
        yield from subclasses(each)


def our_forms(rf, admin_user):
    """Forms of pages as they are declared, and of the administration as it makes them."""
    assert get_resolver().url_patterns  # every view is imported, and with it its forms
    found = {f"{form.__module__}.{form.__name__}": form for form in subclasses(forms.BaseForm) if is_ours(form)}
    request = rf.get("/")
    request.user = admin_user
    for model, options in admin.site._registry.items():
        if is_ours(options) and hasattr(options, "get_form") and options.has_change_permission(request):
            found[f"{model._meta.label} in the administration"] = options.get_form(request)
    return found


@pytest.mark.django_db
def test_every_text_area_counts_a_line_break_once(rf, admin_user):
    areas = {
        f"{name}.{field}": type(each)
        for name, form in our_forms(rf, admin_user).items()
        for field, each in form.base_fields.items()
        if isinstance(each.widget, forms.Textarea) and not isinstance(each, HTMLFormField)
    }

    assert len(areas) > 5
    assert {name: kind for name, kind in areas.items() if not issubclass(kind, WordsField)} == {}


@pytest.mark.django_db
def test_every_name_phone_number_and_address_of_mail_is_of_its_class(rf, admin_user):
    fields = [
        (f"{name}.{field}", field, each)
        for name, form in our_forms(rf, admin_user).items()
        for field, each in form.base_fields.items()
    ]
    wrong = [
        place
        for place, name, each in fields
        if (isinstance(each.widget, forms.TelInput) and not isinstance(each, PhoneField))
        or (name in NAMES and not isinstance(each, NameField))
        or (name == "reference" and not isinstance(each, CodeField))
        or (place == CONTACT + "email" and not isinstance(each, EmailField))
    ]

    assert wrong == []
    assert {CONTACT + "phone", CONTACT + "full_name", CONTACT + "email"} <= {place for place, *_ in fields}


def test_every_kept_phone_number_is_of_its_class():
    columns = [
        column
        for model in apps.get_models()
        if is_ours(model)
        for column in model._meta.get_fields()
        if isinstance(column, models.CharField)
        and (column.name in ("phone", "whatsapp") or column.name.endswith("_phone"))
    ]

    assert len(columns) == 6
    assert all(isinstance(column, PhoneNumberField) for column in columns)
