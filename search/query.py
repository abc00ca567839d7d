"""From what somebody typed to what PostgreSQL is asked: every word perhaps only begun, bent, or said in another way."""

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Value

from common.text.folding import tokenize

from .index import STEMMED
from .models import LONGEST_WORD, SynonymGroup

MOST_WORDS = 10
LONGEST_SYNONYM = 4  # words


class Query(SearchQuery):
    """A text search query in PostgreSQL's own words, made of words that words_of() has cleaned."""

    def __init__(self, text):
        super().__init__(Value(""))
        self.text = text

    def as_sql(self, compiler, connection, function=None, template=None):
        return "%s::tsquery", [self.text]


def searched(text):
    """The words that are looked for; indexed words are cut at the same length."""
    return [word[:LONGEST_WORD] for word in tokenize(text)][:MOST_WORDS]


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


def matching(words, synonyms, language):
    """The query for all of the words, or for a synonym in their place."""
    pieces, place = [], 0
    while place < len(words):
        here = next((found for found in synonyms if found[0] == place), None)
        end = here[1] if here else place + 1
        pieces.append([words[place:end], *(spelling.split() for spelling in (here[2] if here else ()))])
        place = end
    stems = stems_of({word for ways in pieces for way in ways for word in way}, language)
    # "the" and "of" stand on every page: looked for only where there is nothing else.
    telling = [ways for ways in pieces if len(ways) > 1 or any(stems[word] for word in ways[0])]
    return Query(" & ".join(f"({any_of(ways, stems)})" for ways in telling or pieces))


def any_of(ways, stems):
    return " | ".join(f"({all_of([word for word in way if stems[word]] or way, stems)})" for way in ways)


def all_of(way, stems):
    return " & ".join(f"({prefix_term(word, stems[word])})" for word in way)


def prefix_term(word, stem):
    """The word or its stem, each perhaps with more behind it; not both where one finds all that the other does."""
    spellings = [stem] if stem and word.startswith(stem) else list(dict.fromkeys([word, stem or word]))
    return " | ".join(f"'{spelling}':*" for spelling in spellings)


def stems_of(words, language):
    """{word: its stem}, empty for words that say nothing, like "the". PostgreSQL has no stems for some languages."""
    if language not in STEMMED:
        return {word: word for word in words}
    with connection.cursor() as cursor:
        dictionary = f"{STEMMED[language]}_stem"
        cursor.execute("select word, ts_lexize(%s, word) from unnest(%s) as word", [dictionary, list(words)])
        return {word: stem[0] if stem else "" for word, stem in cursor.fetchall()}
