from django.contrib import admin

from .forms import OpdSessionFormSet
from .models import Department, DeskHours, Doctor, Holiday, Hospital, Leave, Location, OpdSession, OpeningHours


@admin.register(Hospital)
class HospitalAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Hospital.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]


@admin.register(Location)
class LocationAdmin(DepartmentAdmin):
    inlines = [OpeningHoursInline]


@admin.register(DeskHours, Holiday)
class CalendarAdmin(admin.ModelAdmin):
    """When the front desk answers, and the days nobody does."""


class OpdSessionInline(admin.TabularInline):
    model = OpdSession
    formset = OpdSessionFormSet
    extra = 0


class LeaveInline(admin.TabularInline):
    model = Leave
    extra = 0


@admin.register(Doctor)
class DoctorAdmin(admin.ModelAdmin):
    list_display = ["full_name", "role", "is_listed", "accepting_new_patients"]
    list_filter = ["is_listed", "departments", "locations"]
    search_fields = ["name", "slug"]
    filter_horizontal = ["departments", "locations"]
    inlines = [OpdSessionInline, LeaveInline]
