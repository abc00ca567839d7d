"""Saving in the administration, by every way that ends in `save_model`: what two people decide waits."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from ..models import Proposal
from . import services
from .acting import acting
from .kinds import kind_of


class TwoPersonAdmin(admin.ModelAdmin):
    """For a model that is registered in kinds.py. A test looks that no other class is."""

    change_form_template = "admin/directory/two_person/change_form.html"

    def get_form(self, request, obj=None, change=False, **kwargs):
        return _asks_first(super().get_form(request, obj, change=change, **kwargs), request.user)

    def get_changelist_form(self, request, **kwargs):
        return _asks_first(super().get_changelist_form(request, **kwargs), request.user)

    def save_model(self, request, obj, form, change):
        save = super().save_model
        held = services.save(obj, by=request.user, saving=lambda: save(request, obj, form, change))
        if held:
            self.message_user(request, it_waits(obj, held.values), messages.WARNING)

    def delete_model(self, request, obj):
        with acting(request.user):
            services.close_deleted(obj, by=request.user)
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with acting(request.user):
            for each in queryset:
                services.close_deleted(each, by=request.user)
            super().delete_queryset(request, queryset)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["proposal"] = Proposal.objects.open().about_thing(obj).first()
            context["proposal_fields"] = fields_in_words(obj, context["proposal"].values) if context["proposal"] else ""
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _asks_first(form_class, user):
    """The same form, which says before saving where a colleague has asked for another change of the same field."""

    class Form(form_class):
        def _post_clean(self):
            super()._post_clean()
            if not self.errors and self.instance.pk and (words := services.overlap(self.instance, by=user)):
                self.add_error(None, ValidationError(words))

    Form.__name__, Form.__module__ = form_class.__name__, form_class.__module__
    return Form


def it_waits(thing: models.Model, values) -> str:
    kind = kind_of(thing)
    if set(values) == {kind.live}:
        return _("It is saved, and stands on no page before a second person puts it live.")
    said = _("The rest is saved; this waits for a second person: %(fields)s. Until then the old words stand.")
    return said % {"fields": fields_in_words(thing, values)}


def fields_in_words(thing: models.Model, values) -> str:
    kind = kind_of(thing)
    return get_text_list([kind.name_of(name) for name in kind.in_order(values)], _("and"))
