"""The pages that the CMS holds: free pages and the home page."""

from collections import defaultdict

from cms.models import Page, PageContent
from django.utils.translation import gettext_lazy

from common.page_kinds import LANGUAGES, FixedPages, PageKind, SearchDocument, SitemapEntry, joined, register, stand_in
from content.page_kinds.treatments import texts_of
from directory.page_kinds import HospitalPage


class FreePage(PageKind):
    name, group = "page", gettext_lazy("Other pages")
    model = Page
    touched_by = {PageContent: lambda content: [content.page_id]}

    @classmethod
    def search_ids(cls):
        return PageContent.objects.values_list("page", flat=True).distinct()

    @classmethod
    def sitemap_entries(cls):
        pages = defaultdict(dict)
        contents = PageContent.objects.filter(page__is_home=False, language__in=LANGUAGES).select_related("page")
        for content in contents:
            if url := content.page.get_absolute_url(content.language):
                pages[content.page_id][content.language] = SitemapEntry(url, content.changed_date)
        return pages.values()

    def search_document(self, language):
        content = PageContent.objects.filter(page=self.thing, language=language).select_related("page").first()
        url = content and not content.page.is_home and content.page.get_absolute_url(language)
        if not url:
            return None
        words = joined(content.meta_description, *texts_of(content, language))
        return SearchDocument(content.title, url, language, text=words, text_language=language)


class HomePage(FixedPages):
    name = "home page"
    routes = ("pages-root",)


def register_page_kinds():
    register(FreePage)
    register(HomePage)
    # Lists and free pages have titles and sentences in their heads, and the hospital's picture. Not those of a
    # patient's own request: nobody shares them.
    stand_in(HospitalPage, "content", "directory", "")
