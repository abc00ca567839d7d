"""Free pages that have another address now: who follows a printed or kept one is led on."""

from cms.models import Page, PageContent

from .models import SlugRedirect


def where_it_moved(path):
    """The address of the page that was at /<language>/<path>/ before, if it can be read in that language; or None."""
    language, _slash, rest = path.strip("/").partition("/")
    if not rest or "\0" in path:
        return None
    page = Page.objects.filter(pk__in=SlugRedirect.of(f"page.{language}", rest)).first()
    if page is None or not PageContent.objects.filter(page=page, language=language).exists():
        return None
    return page.get_absolute_url(language, fallback=False)
