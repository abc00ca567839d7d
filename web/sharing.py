"""How a page looks when somebody shares its link: a picture with the title on it."""

import hashlib

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from common.page_kinds import with_share_name
from directory.models import Hospital

from .share_picture import Shared, draw

ONE_DAY = 86_400
DRAWN_LIKE_THIS = "3"  # another number makes everybody fetch the pictures anew


@require_safe
def share_picture(request, kind, slug):
    shared = shared_page(kind, slug)
    if shared is None:
        raise Http404
    mark = f'"{hashlib.sha256(f"{DRAWN_LIKE_THIS} {shared}".encode()).hexdigest()[:20]}"'
    headers = {"Cache-Control": f"public, max-age={ONE_DAY}", "ETag": mark}
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # other sites show it beside the link
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(draw(shared), content_type="image/png", headers=headers)


def shared_page(share_name, slug):
    """What stands on the picture of this page; None if there is no such page."""
    kind, language = with_share_name(share_name), get_language()
    page = kind and kind.by_slug(slug)
    card = page and page.share_card(language)
    return card and with_the_hospital(card, language)


def with_the_hospital(card, language):
    """All texts in the language of the address, each saying in which language it is if there is none in that one."""
    hospital = Hospital.objects.current()
    return Shared(
        language=language,
        kind=(card.kind, language),
        title=card.title,
        below=card.below,
        hospital=hospital.name.in_language() if hospital else ("", language),
        place=hospital.city.in_language() if hospital else ("", language),
        photo=card.photo,
    )
