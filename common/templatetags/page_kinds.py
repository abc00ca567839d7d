"""What the head of a page says to those who share it and to search engines.

A view that shows a page of a kind (common/page_kinds.py) puts it into its context as `this_page`.
"""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from ..page_kinds import stand_in_for

register = template.Library()


@register.inclusion_tag("partials/share.html", takes_context=True)
def share_card(context):
    """Open Graph."""
    request = context.get("request")
    page = context.get("this_page") or stand_in_of(context, request)
    card = page and page.share_card(get_language())
    if not card:
        return {}
    return {
        "title": card.title[0] if card.names_the_page else "",
        "text": card.sentence if card.names_the_page else "",
        "url": f"{request.scheme}://{request.get_host()}{request.path}",
        "picture": settings.SITE_ADDRESS + reverse("share_picture", args=[page.share_name, page.slug]),
        "hospital": context.get("hospital"),
        "language": context.get("LANGUAGE_CODE"),
    }


def stand_in_of(context, request):
    match = getattr(request, "resolver_match", None)
    kind = match and stand_in_for(match.namespace)
    hospital = kind and context.get("hospital")
    return kind(hospital) if hospital else None


@register.simple_tag(takes_context=True)
def structured_data(context):
    page = context.get("this_page")
    data = page and page.structured_data(context["request"])
    return format_html('<script type="application/ld+json">{}</script>', data) if data else ""
