"""The pages of the administration on which a second person decides, and one person breaks glass."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from common.text.form_fields import WordsField

from ..models import GuardedWrite, Proposal, TakenDown
from . import services, take_down_pages, values_in_words
from .kinds import KINDS


class ReadOnly(admin.ModelAdmin):
    """A record: nobody adds, changes or deletes a row by hand."""

    list_display_links = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ProposalAdmin(ReadOnly):
    list_display = ["about_link", "fields_in_words", "asked_by", "asked_at", "state", "decided_by"]
    list_display_links = ["about_link"]
    list_filter = ["state"]
    search_fields = ["about"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("decided_by").prefetch_related("authors")

    def get_urls(self):
        glass = path("break-glass/", self.admin_site.admin_view(break_glass), name="directory_proposal_break_glass")
        return [glass, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return decide(request, object_id)

    @admin.display(description=gettext_lazy("about"), ordering="about")
    def about_link(self, proposal):
        return f"{values_in_words.kind_name(proposal.kind)}: {proposal.about}"

    @admin.display(description=gettext_lazy("what changes"))
    def fields_in_words(self, proposal):
        return values_in_words.fields_of(proposal)

    @admin.display(description=gettext_lazy("asked for by"))
    def asked_by(self, proposal):
        return services.who(proposal)


class GuardedWriteAdmin(ReadOnly):
    change_list_template = "admin/directory/two_person/alarms.html"

    def get_queryset(self, request):
        return super().get_queryset(request).alarms().select_related("by", "reviewed_by")

    def get_urls(self):
        url = path("<int:write_id>/review/", self.admin_site.admin_view(review), name="directory_guardedwrite_review")
        return [url, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not request.user.has_perm("directory.view_guardedwrite"):
            raise PermissionDenied
        alarms = self.get_queryset(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Alarms"),
            "open": [values_in_words.alarm(each) for each in alarms.open_alarms()],
            "done": [values_in_words.alarm(each) for each in alarms.filter(reviewed_at__isnull=False)[:50]],
            "may_review": request.user.has_perm("directory.confirm_proposal"),
        }
        return render(request, self.change_list_template, context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:directory_guardedwrite_changelist")


class TakenDownAdmin(ReadOnly):
    def get_urls(self):
        return [*take_down_pages.urls(), *super().get_urls()]

    list_display = ["about", "language", "reason", "by", "at"]
    list_select_related = ["by"]
    search_fields = ["about", "reason"]


def register(site=admin.site):
    site.register(Proposal, ProposalAdmin)
    site.register(GuardedWrite, GuardedWriteAdmin)
    site.register(TakenDown, TakenDownAdmin)


class DeclineForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("Reason"), max_length=services.LONGEST_REASON, widget=forms.Textarea({"rows": 2})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, object_id: str) -> HttpResponse:
    """What stands now and what would stand, and what this person may do about it."""
    if not request.user.has_perm("directory.view_proposal"):
        raise PermissionDenied
    proposal = get_object_or_404(Proposal.objects.prefetch_related("authors", "signatures__by"), pk=object_id)
    form = DeclineForm(request.POST if request.POST.get("act") == "decline" else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        return _act(request, proposal, form)
    thing = services.thing_of(proposal)
    is_open, is_author = proposal.state == Proposal.State.OPEN, request.user in proposal.authors.all()
    medical = services.medical_words(proposal, thing) if thing and is_open else {}
    unsigned = services.unsigned(proposal, thing) if thing and is_open else []
    context = {
        **admin.site.each_context(request),
        "title": _("Change for a second person"),
        "proposal": proposal,
        "who": services.who(proposal),
        "kind": values_in_words.kind_name(proposal.kind),
        "rows": values_in_words.rows(proposal, thing),
        "thing": thing,
        "moved": services.moved(proposal, thing) if thing and is_open else [],
        "medical": values_in_words.medical(medical, unsigned, request.user if not is_author else None),
        "unsigned": unsigned,
        "is_open": is_open,
        "is_author": is_author,
        "may_confirm": request.user.has_perm("directory.confirm_proposal"),
        "form": form,
    }
    return render(request, "admin/directory/two_person/decide.html", context)


def _act(request, proposal, form):
    seen, by = request.POST.get("fingerprint", ""), request.user
    acts = {
        "confirm": (lambda: services.confirm(proposal.pk, by=by, seen=seen), _("Put live.")),
        "decline": (lambda: services.decline(proposal.pk, by=by, reason=form.cleaned_data["reason"]), _("Declined.")),
        "take_back": (lambda: services.take_back(proposal.pk, by=by), _("Taken back.")),
        "sign": (lambda: services.sign(proposal.pk, request.POST.get("language", ""), by=by, seen=seen), _("Signed.")),
    }
    act, done = acts.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        return redirect(request.path)
    try:
        act()
    except services.Refused as refused:
        messages.error(request, str(refused))
        return redirect(request.path)
    messages.success(request, done)
    return redirect("admin:directory_proposal_change", proposal.pk)


@require_http_methods(["POST"])
def review(request: HttpRequest, write_id: int) -> HttpResponse:
    try:
        services.review(write_id, by=request.user)
    except services.Refused as refused:
        messages.error(request, str(refused))
    return redirect("admin:directory_guardedwrite_changelist")


class BreakGlassForm(forms.Form):
    number = forms.ChoiceField(label=gettext_lazy("Which number is wrong"))
    value = forms.CharField(
        label=gettext_lazy("The right number"), max_length=40, widget=forms.TextInput({"inputmode": "tel"})
    )
    reason = WordsField(
        label=gettext_lazy("Reason"), max_length=services.LONGEST_REASON, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.things = {f"{label}|{thing.pk}|{name}": (thing, name) for label, thing, name in numbers()}
        self.fields["number"].choices = [(key, in_words(*pair)) for key, pair in self.things.items()]


def numbers():
    """Every number that stands on pages."""
    for label, kind in KINDS.items():
        for thing in kind.model._default_manager.all() if kind.numbers else []:
            yield from ((label, thing, name) for name in kind.numbers if getattr(thing, name))


def in_words(thing, name):
    return f"{thing}: {KINDS[thing._meta.label_lower].name_of(name)} – {getattr(thing, name)}"


@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """One person puts a wrong number right. Everybody who may confirm changes is told at once."""
    if not request.user.has_perm("directory.break_glass"):
        raise PermissionDenied
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        thing, name = form.things[form.cleaned_data["number"]]
        try:
            services.break_glass(
                thing, name, form.cleaned_data["value"], by=request.user, reason=form.cleaned_data["reason"]
            )
        except services.Refused as refused:
            form.add_error("value", str(refused))
        else:
            messages.success(request, _("The number stands on every page now. Publishers and managers are told."))
            return redirect(reverse("admin:index"))
    context = {**admin.site.each_context(request), "title": _("Put a wrong number right at once"), "form": form}
    return render(request, "admin/directory/two_person/break_glass.html", context)
