"""Open Graph: how a shared link looks."""

from django import template

from ..sharing import picture_address, share_values

register = template.Library()


# Pages that are about nothing in particular, but may be shared. Not those of a patient's own request.
ABOUT_THE_HOSPITAL = {"content", "directory", ""}


@register.inclusion_tag("partials/share.html", takes_context=True)
def open_graph(context):
    request, hospital = context.get("request"), context.get("hospital")
    values = share_values(context.flatten())
    match = getattr(request, "resolver_match", None)
    if values is None and hospital and match and match.namespace in ABOUT_THE_HOSPITAL:
        values = ("hospital", "hospital", "", "")  # titles and sentences of these pages are found in their heads
    if values is None:
        return {}
    kind, slug, title, text = values
    return {
        "title": title,
        "text": text,
        "address": f"{request.scheme}://{request.get_host()}{request.path}",
        "picture": picture_address(kind, slug),
        "hospital": hospital,
        "language": context.get("LANGUAGE_CODE"),
    }
