"""Where editors write what stands on every page: notices and extra links."""

from cms.models import Page
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from directory.two_person.admin import TwoPersonAdmin

from . import free_page_admin  # noqa: F401 - registers itself
from .models import ExtraLink, Notice


@admin.register(Notice)
class NoticeAdmin(TwoPersonAdmin):
    list_display = ["text", "severity", "starts_at", "ends_at", "state_in_words"]
    list_filter = ["severity"]
    date_hierarchy = "ends_at"

    @admin.display(description=_("state"))
    def state_in_words(self, notice):
        return notice.state


@admin.register(ExtraLink)
class ExtraLinkAdmin(TwoPersonAdmin):
    list_display = ["label", "place", "page", "url", "order", "is_live"]
    list_editable = ["order"]
    list_filter = ["place"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "page":
            kwargs["queryset"] = Page.objects.select_related("site")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
