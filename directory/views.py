"""What patients read about who works here and where."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .forms import DoctorFilterForm
from .models import Department, Doctor, Location


@require_safe
def doctor_list(request):
    form = DoctorFilterForm(request.GET)
    doctors = form.filter(Doctor.objects.listed().for_cards())
    return render(request, "directory/doctor_list.html", {"form": form, "doctors": doctors, "count": len(doctors)})


@require_safe
def doctor_detail(request, slug):
    doctor = get_object_or_404(Doctor.objects.listed().for_cards(), slug=slug)
    return render(request, "directory/doctor_detail.html", {"doctor": doctor})


@require_safe
def department_list(request):
    departments = Department.objects.prefetch_related("doctors")
    return render(request, "directory/department_list.html", {"departments": departments})


@require_safe
def department_detail(request, slug):
    department = get_object_or_404(Department, slug=slug)
    doctors = department.doctors.listed().for_cards()
    return render(request, "directory/department_detail.html", {"department": department, "doctors": doctors})


@require_safe
def location_list(request):
    return render(request, "directory/location_list.html", {"locations": Location.objects.all()})


@require_safe
def location_detail(request, slug):
    location = get_object_or_404(Location, slug=slug)
    doctors = location.doctors.listed().for_cards()
    return render(request, "directory/location_detail.html", {"location": location, "doctors": doctors})


@require_safe
def contact(request):
    return render(request, "directory/contact.html", {"locations": Location.objects.all()})
