"""Where something is used, for the forms of the administration."""

from django import template

from .. import used_on as uses

register = template.Library()


@register.inclusion_tag("admin/site_pages/used_on.html")
def used_on(*things):
    return {"things": [(thing, uses.used_on(thing)) for thing in things if hasattr(thing, "_meta") and thing.pk]}
