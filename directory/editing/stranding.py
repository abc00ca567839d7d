"""Saving in the administration asks first, where booked appointments would no longer fit the changed plan."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.http import QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.admin import ImportMixin

from .. import plan_effects

TICK = "save_all_the_same"  # its value is the number that the person has seen


def accepted(request):
    number = request.POST.get(TICK, "")
    return int(number) if number.isascii() and number.isdigit() else 0


def in_words(number):
    text = ngettext(
        "%(count)d booked appointment no longer fits.", "%(count)d booked appointments no longer fit.", number
    )
    return text % {"count": number}


def question(number):
    text = ngettext(
        "%(count)d booked appointment no longer fits: save all the same",
        "%(count)d booked appointments no longer fit: save all the same",
        number,
    )
    # Required, so that the form is wrong until it is ticked.
    return forms.BooleanField(
        label=text % {"count": number},
        widget=forms.CheckboxInput(attrs={"value": number}),
        error_messages={"required": _("Nothing is saved yet. Tick this to save, or change what you entered.")},
    )


class AskBeforeStranding(admin.ModelAdmin):
    """Each way to save or to delete does it first, counts, and takes it back if more appointments no longer fit."""

    actions = ["delete_selected"]
    delete_confirmation_template = "admin/directory/delete_confirmation.html"

    def _changeform_view(self, request, object_id, form_url, extra_context):
        if request.method != "POST":
            return super()._changeform_view(request, object_id, form_url, extra_context)
        try:
            with plan_effects.nobody_stranded(accepted(request)) as request.check_plan:
                return super()._changeform_view(request, object_id, form_url, extra_context)
        except plan_effects.Strands as refused:
            ask(request, refused.number)
            return super()._changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if number := getattr(request, "strands", 0):
            kwargs.setdefault("form", type(self.form.__name__, (self.form,), {TICK: question(number)}))
        return super().get_form(request, obj, change=change, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.check_plan()

    def _delete_view(self, request, object_id, extra_context):
        if request.method != "POST":
            return super()._delete_view(request, object_id, extra_context)
        try:
            with plan_effects.nobody_stranded(accepted(request)) as request.check_plan:
                return super()._delete_view(request, object_id, extra_context)
        except plan_effects.Strands as refused:
            request.POST = QueryDict()  # for Django it is the question once more
            asking = forms.Form()
            asking.fields[TICK] = question(refused.number)
            return super()._delete_view(request, object_id, {"question": asking, **(extra_context or {})})

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        request.check_plan()

    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(self, request, queryset):
        """Several at once are deleted only where nobody is stranded; one alone asks."""
        try:
            with plan_effects.nobody_stranded() as request.check_plan:
                return delete_selected(self, request, queryset)
        except plan_effects.Strands as refused:
            advice = _("Nothing is deleted. Delete one after the other to see which it is.")
            self.message_user(request, f"{in_words(refused.number)} {advice}", messages.ERROR)
            return None

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        request.check_plan()


def ask(request, number):
    """The same request once more, not ticked, whose form now has the question and does not save."""
    request.strands = number
    request.POST = request.POST.copy()
    request.POST.pop(TICK, None)


class AskBeforeImporting(ImportMixin):
    """The preview of an import asks too (directory/editing/spreadsheets.py counts)."""

    def import_action(self, request, **kwargs):
        response = super().import_action(request, **kwargs)
        context = response.context_data if isinstance(response, TemplateResponse) else {}
        if "confirm_form" in context and (number := context["result"].strands) > 0:
            context["confirm_form"].fields[TICK] = question(number)
        return response

    def process_result(self, result, request):
        """What was stranded only since the preview is refused too."""
        refused = [each.error for each in result.base_errors if isinstance(each.error, plan_effects.Strands)]
        if not refused:
            return super().process_result(result, request)
        advice = _("Nothing is imported. Send the file once more to see what has changed.")
        self.message_user(request, f"{in_words(refused[0].number)} {advice}", messages.ERROR)
        return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def get_import_data_kwargs(self, **kwargs):
        return super().get_import_data_kwargs(**kwargs) | {"accepted": accepted(kwargs["request"])}
