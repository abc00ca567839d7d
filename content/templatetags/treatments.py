"""Published treatments for pages of other rooms, which may not import this one."""

from django import template
from django.utils.translation import get_language

from ..models import Condition
from ..pages.rendering import published_in

register = template.Library()


@register.simple_tag
def treatments_of_doctor(doctor):
    return published_in(get_language()).filter(treatment__doctors=doctor)


@register.simple_tag
def treatments_of_department(department):
    return published_in(get_language()).filter(treatment__department=department)


@register.simple_tag
def conditions_of_department(department):
    """What its published treatments in this language are for."""
    contents = treatments_of_department(department).order_by()
    return Condition.objects.filter(treatment_links__content__in=contents.values("pk")).distinct().in_order()
