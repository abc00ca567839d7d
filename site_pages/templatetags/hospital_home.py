"""What the blocks of the home page show of each room. One query for a block, however much there is."""

from django import template
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language

from content.models import Treatment
from content.pages.rendering import published_in
from directory.models import Department, Doctor, Location
from directory.opd import with_next_opd
from directory.page_kinds import HospitalPage

register = template.Library()

TREATMENTS, CHOSEN_TREATMENTS = 6, 12
DOCTORS, CHOSEN_DOCTORS = 3, 6


@register.simple_tag
def home_treatments(block=None):
    """Those that editors chose, as far as they can be read in this language; else the first of the list."""
    contents = published_in(get_language())
    chosen = block.treatments.all() if block else Treatment.objects.none()
    return chosen_or_first(contents, contents.filter(treatment__in=chosen), TREATMENTS, CHOSEN_TREATMENTS)


@register.simple_tag
def home_doctors(block=None):
    doctors = Doctor.objects.listed().in_order()
    chosen = doctors.filter(pk__in=block.doctors.all()) if block else doctors.none()
    first = doctors.filter(Q(accepting_new_patients=True) | Q(pk__in=chosen.values("pk")))
    return with_next_opd(chosen_or_first(first, chosen, DOCTORS, CHOSEN_DOCTORS))


def chosen_or_first(rows, chosen, how_many, how_many_chosen):
    chosen = chosen.order_by()
    found = rows.annotate(is_chosen=Exists(chosen.filter(pk=OuterRef("pk")))).filter(
        Q(is_chosen=True) | ~Exists(chosen)
    )
    found = list(found[:how_many_chosen])
    return found if found and found[0].is_chosen else found[:how_many]


@register.simple_tag
def home_departments():
    return Department.objects.in_order()


@register.simple_tag
def home_locations():
    """Where there is help at any hour comes first."""
    return sorted(Location.objects.in_order(), key=lambda location: not location.has_emergency)


@register.simple_tag(takes_context=True)
def home_json_ld(context):
    hospital = context.get("hospital")
    return HospitalPage(hospital).structured_data(context["request"]) if hospital else ""
