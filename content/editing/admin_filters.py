"""Filters of the list of treatments: by state and by when the review is due."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT, PUBLISHED

from ..models import TreatmentContent


def treatments_with(queryset, language, **conditions):
    contents = TreatmentContent._original_manager.filter(language=language, **conditions)
    return queryset.filter(pk__in=contents.values("treatment"))


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        self.language = model_admin.get_language_from_request(request)
        return [("published", _("Published")), ("draft", _("Has a draft")), ("missing", _("Not in this language"))]

    def queryset(self, request, queryset):
        if self.value() == "published":
            return treatments_with(queryset, self.language, versions__state=PUBLISHED)
        if self.value() == "draft":
            return treatments_with(queryset, self.language, versions__state=DRAFT)
        if self.value() == "missing":
            return queryset.exclude(pk__in=treatments_with(queryset, self.language).values("pk"))
        return queryset


class ReviewFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        self.language = model_admin.get_language_from_request(request)
        return [("overdue", _("Overdue")), ("30", _("Due in 30 days")), ("60", _("Due in 60 days"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "overdue":
            return treatments_with(queryset, self.language, versions__state=PUBLISHED, next_review__lt=today)
        if self.value() in ("30", "60"):
            span = (today, today + timedelta(days=int(self.value())))
            return treatments_with(queryset, self.language, versions__state=PUBLISHED, next_review__range=span)
        return queryset
