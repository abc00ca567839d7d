"""What patients read about who works here and where."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.page_kinds import describe

from .calendar import opd_calendar
from .finding.doctors import find_doctors
from .models import Department, Doctor, Hospital, Location
from .opd import doctors_below, next_occurrence, weekly_sessions
from .page_parts import parts_of
from .slug_redirects import find_page, redirect_old_slugs


@require_safe
def doctor_list(request):
    return render(request, "directory/doctor_list.html", find_doctors(request.GET))


@require_safe
@redirect_old_slugs
def doctor_detail(request, slug):
    doctor = find_page(Doctor.objects.with_page().for_cards(), slug)
    context = {"doctor": doctor, "this_page": describe(doctor), **parts_of("doctor", doctor)}
    if not doctor.has_left:
        context |= {"next_opd": next_occurrence(doctor), "sessions": weekly_sessions(doctor)}
    return render(request, "directory/doctor_detail.html", context)


@require_safe
@redirect_old_slugs
def doctor_calendar(request, slug):
    doctor = get_object_or_404(Doctor.objects.with_page(), slug=slug)
    headers = {"Content-Disposition": f'inline; filename="opd-{doctor.slug}.ics"'}
    return HttpResponse(opd_calendar(doctor), content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def department_list(request):
    return render(request, "directory/department_list.html", {"departments": Department.objects.in_order()})


@require_safe
@redirect_old_slugs
def department_detail(request, slug):
    department = find_page(Department.objects.all(), slug)
    doctors = doctors_below(department.doctors)
    context = {
        "department": department,
        "doctors": doctors,
        "this_page": describe(department),
        **parts_of("department", department),
    }
    return render(request, "directory/department_detail.html", context)


@require_safe
def location_list(request):
    return render(request, "directory/location_list.html", {"locations": Location.objects.in_order()})


@require_safe
@redirect_old_slugs
def location_detail(request, slug):
    location = find_page(Location.objects.all(), slug)
    doctors = doctors_below(location.doctors)
    hours = list(location.opening_hours.all())
    context = {
        "location": location,
        "hours": hours,
        "doctors": doctors,
        "this_page": describe(location, hours=hours),
    }
    return render(request, "directory/location_detail.html", context)


@require_safe
def contact(request):
    hospital = Hospital.objects.current()
    context = {"locations": Location.objects.in_order(), "this_page": hospital and describe(hospital)}
    return render(request, "directory/contact.html", context)
