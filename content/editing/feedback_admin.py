"""Where editors read what readers say, and note what they did about it."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text.form_fields import WordsField

from ..models import PageFeedback


class IsHandled(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("Mistakes to look at")), ("handled", _("Handled"))]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset & PageFeedback.objects.open_mistakes()
        return queryset.filter(handled_at__isnull=False) if self.value() == "handled" else queryset


@admin.register(PageFeedback)
class PageFeedbackAdmin(admin.ModelAdmin):
    list_display = ["__str__", "treatment", "language", "is_helpful", "at", "handled_at"]
    list_filter = [IsHandled, "is_helpful", "language"]
    list_select_related = ["treatment"]
    date_hierarchy = "at"
    fields = [
        "treatment",
        "language",
        "version_number",
        "is_helpful",
        "mistake",
        "at",
        "what_was_done",
        "handled_by",
        "handled_at",
    ]
    readonly_fields = [name for name in fields if name != "what_was_done"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "what_was_done":
            kwargs |= {"form_class": WordsField, "required": True}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.handled_by, obj.handled_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request):
        return False
