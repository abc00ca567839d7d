"""What the home page shows of each room."""

from django import template
from django.utils.translation import get_language

from content.rendering import published_in
from directory.models import Department, Location
from directory.structured_data import hospital_json_ld

register = template.Library()

TREATMENTS_ON_THE_HOME_PAGE = 6


@register.simple_tag
def home_treatments():
    return published_in(get_language())[:TREATMENTS_ON_THE_HOME_PAGE]


@register.simple_tag
def home_departments():
    return Department.objects.in_order()


@register.simple_tag
def home_locations():
    return Location.objects.in_order()


@register.simple_tag(takes_context=True)
def home_json_ld(context):
    hospital = context.get("hospital")
    return hospital_json_ld(context["request"], hospital) if hospital else ""
