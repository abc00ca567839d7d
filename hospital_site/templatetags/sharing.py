"""Open Graph: how a shared link looks."""

from django import template

from hospital_site.sharing import picture_address, share_values

register = template.Library()


@register.inclusion_tag("partials/share.html", takes_context=True)
def open_graph(context):
    values = share_values(context.flatten())
    if values is None:
        return {}
    kind, slug, title, text = values
    request = context["request"]
    return {
        "title": title,
        "text": text,
        "address": f"{request.scheme}://{request.get_host()}{request.path}",
        "picture": picture_address(kind, slug),
        "hospital": context.get("hospital"),
        "language": context.get("LANGUAGE_CODE"),
    }
