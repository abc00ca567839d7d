"""The board of blocks: what it asks for is looked at before the CMS is, which trusts it and ends in an error page.

Two people arrange one page; what one of them drags may be gone, or elsewhere, since the page was loaded.
"""

from cms.admin.placeholderadmin import PlaceholderAdmin
from cms.models import CMSPlugin, Placeholder
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from .unsaved.history import history
from .unsaved.seen import block_of, with_question

CHANGED = _("This block has changed meanwhile. Load the page again to see it as it is now.")
HIGHEST_PLACE = 10_000


def existing(model, required=True):
    return forms.ModelChoiceField(model.objects, required=required, widget=forms.HiddenInput)


def language():
    return forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)


def place():
    limits = {"min_value": -HIGHEST_PLACE, "max_value": HIGHEST_PLACE}
    return forms.IntegerField(required=False, widget=forms.HiddenInput, **limits)


class MoveForm(forms.Form):
    """`move_a_copy` takes a copy from the clipboard to a place in another placeholder."""

    plugin_id = existing(CMSPlugin)
    placeholder_id = existing(Placeholder, required=False)
    plugin_parent = existing(CMSPlugin, required=False)
    target_position = place()
    target_language = language()
    move_a_copy = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        block, goes_to = data.get("plugin_id"), data.get("placeholder_id")
        if block and goes_to and block.placeholder_id == goes_to.pk:
            raise ValidationError(CHANGED)  # it is there already
        if is_yes(data.get("move_a_copy")) and not goes_to:
            raise ValidationError(CHANGED)
        if block and (parent := data.get("plugin_parent")) and parent.placeholder != (goes_to or block.placeholder):
            raise ValidationError(CHANGED)
        return data


class CopyForm(forms.Form):
    source_placeholder_id = existing(Placeholder)
    target_placeholder_id = existing(Placeholder)
    source_plugin_id = existing(CMSPlugin, required=False)
    source_language = language()
    target_language = language()


class AddForm(forms.Form):
    """The rest is asked by the CMS itself."""

    plugin_position = place()


def is_yes(value):
    return bool(value) and value != "0" and value.lower() != "false"  # as the CMS reads it


def refused():
    return HttpResponse(CHANGED, content_type="text/plain; charset=utf-8", status=409)


class BlockAdmin(PlaceholderAdmin):
    """Keeps the names of the CMS's own views, of which it makes the addresses."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.earlier_words)
        return [path("earlier-words/<int:block_id>/", view, name="content_earlier_words"), *super().get_urls()]

    def earlier_words(self, request, block_id):
        block = block_of(block_id)
        may_change = block is not None and self._get_model_admin_and_permission(request, block)[1]
        return history(request, block, may_change, self.admin_site.each_context(request))

    @method_decorator(require_POST)
    def move_plugin(self, request):
        form = MoveForm(request.POST)
        if not form.is_valid():
            return refused()
        request.POST = request.POST.copy()
        request.POST["target_position"] = str(place_in_line(form.cleaned_data))
        return super().move_plugin(request)

    @method_decorator(require_POST)
    def copy_plugins(self, request):
        return super().copy_plugins(request) if CopyForm(request.POST).is_valid() else refused()

    def edit_plugin(self, request, plugin_id):
        save = super().edit_plugin
        return with_question(request, block_of(plugin_id), lambda: save(request, plugin_id))

    def edit_field(self, request, object_id, language):
        save = super().edit_field
        return with_question(request, block_of(object_id), lambda: save(request, object_id, language))

    def add_plugin(self, request):
        return super().add_plugin(request) if AddForm(request.GET).is_valid() else refused()


def place_in_line(move):
    """Behind the end is the end: a colleague may have taken blocks away."""
    block, goes_to = move["plugin_id"], move["placeholder_id"]
    placeholder = goes_to or block.placeholder
    last = placeholder.get_last_plugin_position(block.language) or 0
    return max(1, min(move["target_position"] or 1, last + 1))


admin.site.unregister(Placeholder)
admin.site.register(Placeholder, BlockAdmin)
