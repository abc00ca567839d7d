"""What every kind of page answers: to search, to the sitemap, to those who share it and to search engines.

A room describes each kind of its pages in one class below `PageKind`, and registers it when the site starts. Who asks
knows no kinds.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass
class SearchDocument:
    """What a page says in one language."""

    title: str
    url: str
    title_language: str
    head: str = ""  # what the title does not say but everybody would look for
    text: str = ""
    text_language: str = ""
    body: str = ""
    body_follows_text: bool = True  # in what is shown of the page; else it stands there only without a text
    until: date | None = None


@dataclass
class ShareCard:
    """How a shared link looks. Words on the picture are pairs: the words, and the language they are in."""

    title: tuple
    kind: str = ""  # above the title, in the language of the page
    below: tuple = ("", "")
    photo: Any = None
    sentence: str = ""  # beside the picture
    names_the_page: bool = True  # else title and sentence stand in the head of the page, and only the picture is meant


@dataclass
class SitemapEntry:
    path: str
    changed: datetime | None = None


class PageKind:
    """One page of a kind, about one thing. What a kind does not answer, its pages do not have."""

    name = ""  # of this kind in search
    group = ""  # heading of its results; a kind without it is not searched
    share_name = ""  # of this kind in the addresses of share pictures
    model = None  # of the things that these pages are about
    touched_by = {}  # {model: (row) -> ids of the things whose pages read differently after a change of the row}
    links = ()  # tables that join other things to these; a change of one touches both ends

    def __init__(self, thing):
        self.thing = thing

    @classmethod
    def search_ids(cls):
        """Of everything there may be a page about."""
        return cls.model.objects.values_list("pk", flat=True) if cls.group else ()

    @classmethod
    def find(cls, pk):
        """The page about this thing; None where there is none."""
        thing = cls.model.objects.filter(pk=pk).first()
        return thing and cls(thing)

    @classmethod
    def by_slug(cls, slug):
        thing = cls.model.objects.filter(slug=slug).first()
        return thing and cls(thing)

    @classmethod
    def sitemap_entries(cls):
        """For each page, {language: SitemapEntry}."""
        return ()

    def search_document(self, language):
        """A SearchDocument; None if patients cannot read the page in this language, which is the active one."""

    def share_card(self, language):
        """A ShareCard; None if the page has none of its own."""

    def structured_data(self, request):
        """JSON-LD; empty if there is nothing to say."""
        return ""

    @property
    def slug(self):
        return self.thing.slug

    def get_absolute_url(self):
        return self.thing.get_absolute_url()


class FixedPages(PageKind):
    """Pages that every site has, like lists. Their routes stand under the language."""

    routes = ()

    @classmethod
    def sitemap_entries(cls):
        return [in_every_language(lambda route=route: reverse(route)) for route in cls.routes]


KINDS = {}
_followers = []
_stand_ins = {}


def register(kind):
    KINDS[kind.name] = kind
    for follow in _followers:
        follow(kind)


def unregister(kind):
    del KINDS[kind.name]


def on_register(follow):
    """Call this with every kind there is and with those still to come: rooms start in any order."""
    _followers.append(follow)
    for kind in KINDS.values():
        follow(kind)


def describe(thing, **known):
    """The page about this thing, as its kind describes it. `known` is what the view has read already."""
    kind = next(kind for kind in KINDS.values() if kind.model is type(thing))
    return kind(thing, **known)


def searched():
    """[(name, heading)] of the kinds that can be found."""
    return [(kind.name, kind.group) for kind in KINDS.values() if kind.group]


def with_share_name(name):
    return next((kind for kind in KINDS.values() if kind.share_name and kind.share_name == name), None)


def stand_in(kind, *namespaces):
    """Pages of these routes that are about nothing in particular are shared with the card of this kind."""
    _stand_ins.update(dict.fromkeys(namespaces, kind))


def stand_in_for(namespace):
    return _stand_ins.get(namespace)


def in_every_language(path, changed=None):
    """The sitemap's entries of a page that can be read in every language. `path` is asked in each."""
    entries = {}
    for code in LANGUAGES:
        with override(code):
            entries[code] = SitemapEntry(path(), changed)
    return entries


def joined(*texts):
    """Texts for a search document, one after the other."""
    return " ".join(" ".join(str(text).split()) for text in texts if text)
