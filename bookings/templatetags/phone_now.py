"""Which words lifted a card: looked for when it is shown, and kept nowhere."""

from django import template

from ..urgency import known_words

register = template.Library()


@register.simple_tag(takes_context=True)
def signs_found(context, appointment_request, notes=()):
    """In all that the patient wrote, and later where that is at hand; the words are asked for once a page."""
    request = context["request"]
    if not hasattr(request, "urgent_words"):
        request.urgent_words = known_words.finder()
    written = [getattr(appointment_request, name) for name in appointment_request.FREE_TEXT]
    texts = [*written, *(note.text for note, _when in notes if note.by_id is None)]
    found = {found.sign: found for text in texts for found in request.urgent_words.find(text)}
    return list(found.values())
