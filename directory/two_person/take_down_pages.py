"""The pages of the administration on which somebody takes something down: by its address, or by a link beside it."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from common.text.form_fields import WordsField

from . import services
from .take_down import REMOVABLE, take_down
from .values_in_words import kind_name

LANGUAGES = dict(settings.LANGUAGES)


def urls() -> list:
    view = admin.site.admin_view
    return [
        path("find/", view(find), name="directory_take_down_find"),
        path("<str:kind>/<int:object_id>/now/", view(now), name="directory_take_down"),
    ]


class AddressForm(forms.Form):
    address = forms.CharField(label=gettext_lazy("Address of the page"), max_length=500)

    def clean_address(self):
        """The thing behind it, and the language."""
        parts = urlsplit(self.cleaned_data["address"].strip()).path.strip("/").split("/", 1)
        language, rest = (parts[0], parts[1]) if parts[0] in LANGUAGES and len(parts) == 2 else ("", "/".join(parts))
        for removable in REMOVABLE.values():
            if removable.find and (thing := removable.find(f"{rest}/")):
                return thing, language or settings.LANGUAGE_CODE
        raise forms.ValidationError(_("No page that can be taken down has this address."))


class ReasonForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    reason = WordsField(
        label=gettext_lazy("Reason"), max_length=services.LONGEST_REASON, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, by_language, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("All languages")), *LANGUAGES.items()]
        if not by_language:
            del self.fields["language"]


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    may_take_down(request)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        thing, language = form.cleaned_data["address"]
        return redirect(f"{url_of(thing)}?language={language}")
    shown = [(thing, url_of(thing)) for each in REMOVABLE.values() if each.shown for thing in each.shown()]
    context = {
        **admin.site.each_context(request),
        "title": _("Take something down at once"),
        "form": form,
        "shown": shown,
    }
    return render(request, "admin/directory/two_person/take_down_find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def now(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    may_take_down(request)
    if kind not in REMOVABLE:
        raise Http404
    removable = REMOVABLE[kind]
    thing = get_object_or_404(removable.model._default_manager.all(), pk=object_id)
    initial = {"language": request.GET.get("language", "")}
    form = ReasonForm(
        request.POST if request.method == "POST" else None, by_language=removable.by_language, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            take_down(
                thing,
                by=request.user,
                reason=form.cleaned_data["reason"],
                language=form.cleaned_data.get("language", ""),
            )
        except services.Refused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, _("It is off the site now. Publishers and managers are told."))
            return redirect("admin:directory_takendown_changelist")
    context = {
        **admin.site.each_context(request),
        "title": _("Take it down at once"),
        "about": f"{kind_name(kind)}: {thing}",
        "form": form,
    }
    return render(request, "admin/directory/two_person/take_down.html", context)


def url_of(thing) -> str:
    return reverse("admin:directory_take_down", args=[thing._meta.label_lower, thing.pk])


def may_take_down(request):
    if not request.user.has_perm("directory.take_down"):
        raise PermissionDenied
