"""What editors put around every page: notices, links of the menu and of the footer.

One query brings it all, together with the hospital's row. It is written once for each language: Django would take
longer to write it anew for each page than PostgreSQL takes to answer it.
"""

import functools
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from cms.models import PageContent, PageUrl
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from common.languages import path_in_language
from directory.models import Hospital

from .models import ExtraLink, Notice

# Pages that every site has, in this order at the end of every page. Each keeps its place whatever its title or slug.
ABOUT_THIS_SITE = ["privacy", "accessibility", "how-we-check-pages"]


@dataclass
class SiteContext:
    hospital: Hospital | None
    notices: list
    menu_links: list
    footer_links: list

    @property
    def how_we_check(self):
        """The page that says how health pages are written and checked, where it can be read."""
        return next((link for link in self.footer_links if link.get("id") == "how-we-check-pages"), None)


# Stands in the written query for the moment at which it is asked.
MOMENT = datetime.max.replace(tzinfo=UTC)


def site_context():
    """As visitors see them now, in the language of the page."""
    language = get_language()
    sql, values = written(language)
    now = timezone.now()
    [hospital] = [*Hospital.objects.raw(sql, [now if each == MOMENT else each for each in values])] or [None]
    if hospital is None:
        return SiteContext(None, [], [], [])
    links = rows(hospital.link_rows)
    return SiteContext(
        hospital,
        [shown_notice(row, language) for row in rows(hospital.notice_rows)],
        [shown_link(row, language) for row in links if row["place"] == ExtraLink.Place.MENU],
        [
            *map(shown_page, sorted(rows(hospital.about_rows), key=lambda row: ABOUT_THIS_SITE.index(row["id"]))),
            *(shown_link(row, language) for row in links if row["place"] == ExtraLink.Place.FOOTER),
        ],
    )


@functools.cache
def written(language):
    """The query and what stands in it."""
    hospital = Hospital.objects.annotate(
        notice_rows=ArraySubquery(notices(language)),
        link_rows=ArraySubquery(extra_links(language)),
        about_rows=ArraySubquery(about_pages(language)),
    ).order_by("pk")[:1]
    return hospital.query.sql_with_params()


def rows(texts):
    """Of an array of JSON, which comes as text."""
    return [json.loads(text) for text in texts]


def notices(language):
    fields = ("text", "severity", "link", "link_text")
    return Notice.objects.shown(language, MOMENT).values(row=JSONObject(**{name: name for name in fields}))


def extra_links(language):
    """A link to a page that is not published in this language is left out: such a page has no path."""
    path = PageUrl.objects.filter(page=OuterRef("page"), language=language).values("path")[:1]
    links = ExtraLink.objects.shown(language).annotate(path=Subquery(path))
    links = links.filter(Q(page__isnull=True) | Q(path__isnull=False))
    return links.values(row=JSONObject(place="place", label="label", url="url", path="path"))


def about_pages(language):
    contents = PageContent.objects.filter(page=OuterRef("page"), language=language)
    pages = PageUrl.objects.filter(page__reverse_id__in=ABOUT_THIS_SITE, language=language, path__isnull=False)
    pages = pages.annotate(title=Subquery(contents.values("title")[:1])).filter(title__isnull=False)
    return pages.values(row=JSONObject(id="page__reverse_id", title="title", path="path"))


def shown_notice(row, language):
    return {
        "kind": Notice.Severity(row["severity"]).label,
        "is_urgent": row["severity"] == Notice.Severity.URGENT,
        "text": row["text"][language],
        "link": in_language(row["link"], language),
        "link_text": row["link_text"].get(language),
    }


def shown_link(row, language):
    url = in_language(row["url"], language) if row["url"] else address_of(row["path"])
    return {"label": row["label"][language], "url": url}


def shown_page(row):
    return {"id": row["id"], "label": row["title"], "url": address_of(row["path"])}


def address_of(path):
    return reverse("pages-details-by-slug", args=[path]) if path else reverse("pages-root")


def in_language(url, language):
    return path_in_language(url, language) or url if url.startswith("/") else url
