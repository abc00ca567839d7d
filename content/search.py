"""Searching: what patients find for the words they type, in one language.

The cost does not grow with the site: at most MOST_RANKED rows are ranked and MOST_COUNTED counted.
"""

from dataclasses import dataclass, field
from itertools import groupby

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone
from rapidfuzz import distance, process

from hospital_site.kept_words import starting_with
from hospital_site.letters import words_of

from .models import SearchEntry, SearchWord, SynonymGroup
from .models.search import LONGEST_WORD
from .search_index import STEMMED

MOST_WORDS = 10
LONGEST_SYNONYM = 4  # words
MOST_RANKED = 500
MOST_COUNTED = 1001
MOST_SUGGESTED = 8
WORDS_COMPARED = 3_000
REACH = 2  # letters that a slip may add or leave out
ALIKE_ENOUGH = 0.65


@dataclass
class Results:
    words: list
    entries: list = field(default_factory=list)
    count: int = 0
    did_you_mean: str = ""
    highlighted: list = field(default_factory=list)

    @property
    def is_capped(self):
        return self.count >= MOST_COUNTED

    @property
    def groups(self):
        """(kind, its name, its entries), the kind of the best entry first."""
        kinds = list(dict.fromkeys(entry.kind for entry in self.entries))
        by_kind = sorted(self.entries, key=lambda entry: kinds.index(entry.kind))
        for kind, entries in groupby(by_kind, key=lambda entry: entry.kind):
            yield kind, SearchEntry.Kind(kind).label, list(entries)


def search(text, language, kind=""):
    words = searched(text)
    if not words:
        return Results([])
    synonyms = synonyms_of(words)
    query = matching(words, synonyms, language)
    entries = SearchEntry.objects.filter(language=language)
    entries = entries.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))
    if kind:
        entries = entries.filter(kind=kind)
    whole = [spelling for start, end, others in synonyms if (start, end) == (0, len(words)) for spelling in others]
    spellings = [" ".join(words), *whole]
    with transaction.atomic(), connection.cursor() as cursor:
        # For common words the planner would read every stored vector instead of the index.
        # Compiling a query takes longer than the few milliseconds it runs.
        cursor.execute("set local enable_seqscan = off; set local jit = off")
        found = best(entries, query, spellings)
        count = entries.filter(everything=query)[:MOST_COUNTED].count() if found else 0
    meant = [word for _start, _end, others in synonyms for spelling in others for word in spelling.split()]
    results = Results(words, found, count, highlighted=words + meant)
    if len(found) == 0:
        results.did_you_mean = nearest_words(words, language)
    return results


def searched(text):
    """The words that are looked for; indexed words are cut at the same length."""
    return [word[:LONGEST_WORD] for word in words_of(text)][:MOST_WORDS]


def best(entries, query, spellings):
    """The entries in the order people expect: the very title first, then titles that begin so, then by rank."""
    exact = entries.filter(title_words__in=spellings).values("pk")[:MOST_RANKED]
    head = entries.filter(head=query).values("pk")[: MOST_RANKED // 2]
    anywhere = entries.filter(everything=query).values("pk")[: MOST_RANKED // 2]
    # One list of ids: "in this or in that" would read every row of the table.
    candidates = SearchEntry.objects.filter(pk__in=exact.union(head, anywhere))
    closeness = Case(
        When(title_words=spellings[0], then=Value(0)),
        When(title_words__in=spellings, then=Value(1)),
        When(title_words__startswith=spellings[0], then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    ranked = candidates.annotate(closeness=closeness, rank=SearchRank(F("head"), query))
    return list(ranked.defer("head", "everything").order_by("closeness", "-rank", "sort_key", "pk")[:MOST_RANKED])


def matching(words, synonyms, language):
    """The query for all of the words, each perhaps only begun, or for a synonym in their place."""
    pieces, place = [], 0
    while place < len(words):
        here = next((found for found in synonyms if found[0] == place), None)
        end = here[1] if here else place + 1
        ways = [words[place:end], *(spelling.split() for spelling in (here[2] if here else ()))]
        pieces.append("(" + " | ".join(f"({starting_with(way)})" for way in ways) + ")")
        place = end
    text = " & ".join(pieces)
    if language not in STEMMED:
        return Query("%s::tsquery", [text])
    return Query("(%s::tsquery || to_tsquery(%s::regconfig, %s))", [text, STEMMED[language], text])


class Query(SearchQuery):
    """A text search query in PostgreSQL's own words, made of words that words_of() has cleaned."""

    def __init__(self, sql, params):
        super().__init__(Value(""))
        self.sql, self.its_params = sql, params

    def as_sql(self, compiler, connection, function=None, template=None):
        return self.sql, list(self.its_params)


def synonyms_of(words):
    """[(first, last + 1, other spellings)] for every stretch of the words that editors know others for."""
    stretches = {
        " ".join(words[start:end]): (start, end)
        for end in range(len(words), 0, -1)
        for start in range(max(0, end - LONGEST_SYNONYM), end)
    }
    found, taken = [], set()
    groups = list(SynonymGroup.objects.filter(spellings__overlap=list(stretches)).values_list("spellings", flat=True))
    for stretch, (start, end) in sorted(stretches.items(), key=lambda item: item[1][0] - item[1][1]):
        others = [spelling for group in groups if stretch in group for spelling in group if spelling != stretch]
        if others and not taken & set(range(start, end)):
            taken |= set(range(start, end))
            found.append((start, end, list(dict.fromkeys(others))))
    return found


def nearest_words(words, language):
    """The same search in the site's own words; empty when nothing is near enough."""
    lengths = [len(word) for word in words]
    known = SearchWord.objects.filter(language=language, length__range=(min(lengths) - REACH, max(lengths) + REACH))
    own_words = list(known.order_by("-times").values_list("word", flat=True)[:WORDS_COMPARED])
    nearest = [nearest_word(word, own_words) for word in words]
    better = " ".join(near or word for near, word in zip(nearest, words, strict=True))
    return better if any(nearest) and better != " ".join(words) else ""


def nearest_word(word, own_words):
    best = process.extractOne(
        word, own_words, scorer=distance.DamerauLevenshtein.normalized_similarity, score_cutoff=ALIKE_ENOUGH
    )
    return best[0] if best else None


def suggestions(text, language):
    """Titles for what is typed so far: those that begin with it, then those with words that do."""
    words = searched(text)
    if not words or len("".join(words)) < 2:
        return []
    entries = SearchEntry.objects.filter(language=language).filter(
        Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    )
    starting = entries.filter(title_words__startswith=" ".join(words))
    titles = sorted(starting.values_list("title", flat=True)[:MOST_SUGGESTED])
    if len(titles) < MOST_SUGGESTED:
        others = entries.filter(head=Query("%s::tsquery", [starting_with(words, weight="A")]))
        titles += others.values_list("title", flat=True)[:MOST_SUGGESTED]
    return list(dict.fromkeys(titles))[:MOST_SUGGESTED]
