from django.contrib import admin

from .editing.forms import OpdSessionFormSet, PlanChangeForm, PlanChangeFormSet
from .editing.importing import SheetImport
from .editing.spreadsheets import DepartmentResource, DoctorResource, OpdSessionResource
from .editing.stranding import AskBeforeImporting, AskBeforeStranding
from .models import (
    CallWindow,
    Closure,
    Department,
    DeskHours,
    Doctor,
    Holiday,
    Hospital,
    Leave,
    Location,
    OpdSession,
    OpeningHours,
    PlanChange,
)
from .two_person import pages
from .two_person.admin import TwoPersonAdmin

pages.register()


@admin.register(Hospital)
class HospitalAdmin(TwoPersonAdmin):
    def get_readonly_fields(self, request, obj=None):
        return () if request.user.has_perm("directory.show_testimonials_hospital") else ("shows_testimonials",)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Hospital.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


class ClosureInline(admin.TabularInline):
    model = Closure
    extra = 0


class PlanChangeInline(admin.TabularInline):
    model = PlanChange
    form = PlanChangeForm
    formset = PlanChangeFormSet
    extra = 0


class FromSpreadsheets(AskBeforeImporting, SheetImport):
    """The preview asks about appointments that would no longer fit."""


@admin.register(Department)
class DepartmentAdmin(FromSpreadsheets, TwoPersonAdmin):
    resource_classes = [DepartmentResource]
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]


@admin.register(OpdSession)
class OpdSessionAdmin(FromSpreadsheets, AskBeforeStranding):
    resource_classes = [OpdSessionResource]
    list_display = ["doctor", "weekday", "starts", "ends", "location"]
    list_filter = ["weekday", "location"]
    inlines = [PlanChangeInline]

    def get_inlines(self, request, obj):
        """A session has days to choose from when it is saved."""
        return self.inlines if obj else []


@admin.register(Location)
class LocationAdmin(AskBeforeStranding, TwoPersonAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    inlines = [OpeningHoursInline, ClosureInline]


@admin.register(DeskHours, CallWindow)
class DeskAdmin(admin.ModelAdmin):
    """When the front desk answers, and when patients may ask to be called."""

    list_select_related = ["location"]


@admin.register(Holiday)
class CalendarAdmin(AskBeforeStranding):
    """The days on which nobody does."""


class OpdSessionInline(admin.TabularInline):
    model = OpdSession
    formset = OpdSessionFormSet
    extra = 0


class LeaveInline(admin.TabularInline):
    model = Leave
    extra = 0


@admin.register(Doctor)
class DoctorAdmin(FromSpreadsheets, AskBeforeStranding, TwoPersonAdmin):
    resource_classes = [DoctorResource]
    list_display = ["full_name", "role", "is_listed", "accepting_new_patients"]
    list_filter = ["is_listed", "departments", "locations"]
    search_fields = ["name", "slug"]
    filter_horizontal = ["departments", "locations"]
    inlines = [OpdSessionInline, LeaveInline]
