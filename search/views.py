"""The search page, and suggestions while somebody types."""

from django import forms
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.page_kinds import KINDS, searched

from .results import entries_of, search, suggestions
from .snippets import highlighted, snippet
from .zero_result_searches import count_missed

IN_A_GROUP = 5
ON_A_PAGE = 20
LONGEST = 200


class SearchForm(forms.Form):
    """What somebody looks for. Anything may be typed; what cannot be looked for is left out."""

    q = forms.CharField(label=_("Search"), required=False)
    kind = forms.ChoiceField(choices=lambda: [("", ""), *searched()], required=False)

    @property
    def words(self):
        return self.data.get("q", "").replace("\0", " ")[:LONGEST].strip()

    @property
    def wanted_kind(self):
        self.is_valid()
        return self.cleaned_data.get("kind", "")


@require_safe
def search_page(request):
    form = SearchForm(request.GET)
    text, kind = form.words, form.wanted_kind
    results = search(text, get_language(), kind)
    if request.method == "GET" and results.words and not results.found and not kind:
        count_missed(results.words, get_language())
    context = {"text": text, "wanted_kind": kind, "results": results, "did_you_mean_url": url(results.did_you_mean)}
    show = one_kind if kind else every_kind
    return render(request, "search/search.html", context | show(results, text, kind, request.GET.get("page")))


def one_kind(results, text, kind, page_number):
    page = Paginator([pk for _kind, pk in results.found], ON_A_PAGE).get_page(page_number)
    return {
        "page": page,
        "entries": shown(list(page.object_list), results),
        "kind_name": KINDS[kind].group,
        "everything_url": url(text),
        "previous_url": page.has_previous() and url(text, kind, page.previous_page_number()),
        "next_url": page.has_next() and url(text, kind, page.next_page_number()),
    }


def every_kind(results, text, *_):
    """The best few of each kind, with the way to the others."""
    groups = results.groups
    entries = shown([pk for ids in groups.values() for pk in ids[:IN_A_GROUP]], results)
    return {
        "groups": [
            (
                KINDS[kind].group,
                [entry for entry in entries if entry.kind == kind],
                len(ids) > IN_A_GROUP and url(text, kind),
            )
            for kind, ids in groups.items()
        ]
    }


def shown(ids, results):
    entries = entries_of(ids) if ids else []
    for entry in entries:
        entry.shown_title = highlighted(entry.title, results.highlighted)
        entry.snippet = snippet(entry.text, results.highlighted)
    return entries


def url(text, kind="", page=None):
    query = {"q": text} | ({"kind": kind} if kind else {}) | ({"page": page} if page else {})
    return f"{reverse('search:search')}?{urlencode(query)}" if text else ""


@require_safe
def suggest(request):
    """Titles for the letters typed so far. The page works without this."""
    titles = suggestions(SearchForm(request.GET).words, get_language())
    return JsonResponse({"titles": titles}, headers={"X-Robots-Tag": "noindex"})
