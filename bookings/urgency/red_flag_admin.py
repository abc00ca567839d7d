"""Where editors write the words for "Phone now", and clinicians approve them."""

from django.contrib import admin, messages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.text.form_fields import WordsField

from ..models import RedFlag
from . import approval


class ApprovedFilter(admin.SimpleListFilter):
    title = _("approved")
    parameter_name = "approved"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        return queryset.filter(approved_on__isnull=self.value() == "no") if self.value() else queryset


@admin.register(RedFlag)
class RedFlagAdmin(admin.ModelAdmin):
    list_display = ["sign", "language", "phrases_in_short", "is_active", "approved_by_name", "approved_on"]
    list_filter = ["language", ApprovedFilter, "is_active"]
    list_per_page = 200
    search_fields = ["sign", "phrases", "near", "unless"]
    readonly_fields = ["approved_by_name", "approved_on"]
    formfield_overrides = {models.TextField: {"form_class": WordsField}}
    actions = ["approve_words", "take_approval_back"]

    @admin.display(description=_("phrases"))
    def phrases_in_short(self, flag):
        first = " · ".join(flag.phrases.splitlines()[:4])
        return first if len(first) <= 90 else f"{first[:90]}…"

    def has_approve_permission(self, request):
        return request.user.has_perm(approval.MAY_APPROVE)

    @admin.action(description=_("Approve the chosen words"), permissions=["approve"])
    def approve_words(self, request, queryset):
        flags = list(queryset)
        approved = approval.approve(flags, by=request.user)
        self._tell(request, approved, "approved")
        if left := len(flags) - len(approved):
            words = ngettext(
                "%(count)d row was not approved: it was changed just now, or it is in a language that you do not read.",
                "%(count)d rows were not approved: changed just now, or in a language that you do not read.",
                left,
            )
            messages.warning(request, words % {"count": left})

    @admin.action(description=_("Take back the approval of the chosen words"), permissions=["approve"])
    def take_approval_back(self, request, queryset):
        self._tell(request, approval.take_back(queryset, by=request.user), "approval taken back")

    def _tell(self, request, flags, what):
        for flag in flags:
            self.log_change(request, flag, what)
        words = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", len(flags))
        messages.success(request, words % {"count": len(flags)})
