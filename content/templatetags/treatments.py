"""Published treatments for pages of other rooms, which may not import this one."""

from django import template
from django.utils.translation import get_language

from content.rendering import published_in

register = template.Library()


@register.simple_tag
def treatments_of_doctor(doctor):
    return published_in(get_language()).filter(treatment__doctors=doctor)


@register.simple_tag
def treatments_of_department(department):
    return published_in(get_language()).filter(treatment__department=department)


@register.simple_tag
def all_treatments():
    return published_in(get_language())
