"""Looking for a doctor by treatment or condition, in the doctors list of the directory."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.finding.filters import DoctorFilter, register_doctor_filter

from ..models import Condition, Treatment, TreatmentCondition, TreatmentContent
from .rendering import published_in


def register_doctor_filters():
    register_doctor_filter(DoctorFilter("treatment", _("Treatment"), treatments, doctors_of_treatment))
    register_doctor_filter(DoctorFilter("condition", _("Condition"), conditions, doctors_for_condition))


def treatments():
    return list(published_in(get_language()).values_list("treatment__slug", "title"))


def doctors_of_treatment(slug):
    return Treatment.doctors.through.objects.filter(treatment__slug=slug).values("doctor")


def conditions():
    return [(condition.slug, str(condition.name)) for condition in Condition.objects.readable().in_order()]


def doctors_for_condition(slug):
    """Those who offer a treatment whose published page names the condition, in any language."""
    pages = TreatmentCondition.objects.filter(condition__slug=slug, content__in=TreatmentContent.objects.values("pk"))
    return Treatment.doctors.through.objects.filter(treatment__in=pages.values("content__treatment")).values("doctor")
