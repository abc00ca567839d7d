"""A free page, taken down by one person. The home page has what the site came with below it."""

from cms.models import Page, PageContent, PageUrl
from django.conf import settings
from django.contrib.auth.models import User

from content.publishing.second_person import unpublish


def unpublish_page(page: Page, language: str, by: User) -> bool:
    contents = PageContent.objects.filter(page=page)
    return unpublish(contents.filter(language=language) if language else contents, by)


def page_at(path: str) -> Page | None:
    urls = PageUrl.objects.filter(path=path.strip("/"), site=settings.SITE_ID).select_related("page")
    return next((url.page for url in urls), None)
