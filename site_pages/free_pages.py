"""The home page and the free pages, which the CMS holds, as visitors get them.

The CMS alone would send a visitor to the admin's sign-in when there is no home page, and would say "not found"
for a page that can be read in another language.
"""

from cms.models import PageContent, PageUrl
from cms.page_rendering import render_pagecontent
from cms.views import details
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from common.languages import language_links, paths_in_every_language
from content.pages.views import taken_down
from directory.two_person.take_down import is_down


@require_safe
def home_page(request):
    """As editors arranged it; where none is published, the arrangement that every site begins with."""
    pages = PageContent.objects.filter(page__is_home=True, page__site=settings.SITE_ID).select_related("page__site")
    content = next((content for content in pages if content.language == get_language()), None)
    if content is None:
        return render(request, "home_as_it_comes.html")
    request.toolbar.set_object(content)
    return render_pagecontent(request, content)


@require_safe
def free_page(request, slug):
    try:
        response = details(request, slug)
    except Http404:
        return not_in_this_language(request, slug)
    page = request.current_page
    if page and hasattr(response, "context_data"):
        paths = paths_of(page)
        response.context_data |= {
            "languages_available": list(paths),
            "language_links": language_links(paths_in_every_language(request.path) | paths),
        }
    return response


def not_in_this_language(request, slug):
    """404, but an honest one: it names the languages in which the page can be read."""
    urls = PageUrl.objects.filter(path=slug, site=settings.SITE_ID).select_related("page__site")
    page = next((url.page for url in urls), None)
    paths = paths_of(page) if page and not page.login_required else {}
    if is_down(page, get_language()):
        return taken_down(request, contents=named(page, paths), languages_available=list(paths))
    if not paths:
        raise Http404
    context = {"contents": named(page, paths), "languages_available": list(paths)}
    return render(request, "content/not_in_this_language.html", context, status=404)


def named(page, paths):
    """The languages in which the page can be read, as a list of links shows them."""
    contents = PageContent.objects.filter(page=page, language__in=paths)
    return [
        {"title": content.title, "language": content.language, "get_absolute_url": paths[content.language]}
        for content in contents
    ]


def paths_of(page):
    """Language code to address, for the languages in which visitors can read the page."""
    published = PageContent.objects.filter(page=page).values_list("language", flat=True)
    return {
        url.language: url.get_absolute_url(url.language)
        for url in page.urls.filter(language__in=published, path__isnull=False)
    }
