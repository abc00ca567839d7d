"""Searching: what patients find for the words they type, in one language.

The cost does not grow with the site: at most MOST_RANKED entries are ranked and MOST_COUNTED counted
(docs/decisions/0016).
"""

from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from rapidfuzz import distance, process

from common.sort_fields import prefix_tsquery

from .models import SearchEntry, SearchWord
from .query import Query, matching, searched, synonyms_of

MOST_RANKED = 500
MOST_COUNTED = MOST_RANKED + 1  # nobody is told of more than the pages can show
MOST_SUGGESTED = 8
WORDS_COMPARED = 3_000
REACH = 2  # letters that a slip may add or leave out
ALIKE_ENOUGH = 0.65

# A search runs for a few milliseconds: compiling it or starting workers would take longer. The planner thinks of disks
# and takes an index of words for nearly free; from memory, a row is read as fast as a few dozen of such an index's
# places. So it would read every place of a common word, or every stored vector.
FOR_A_FEW_MILLISECONDS = """
set local jit = off; set local max_parallel_workers_per_gather = 0; set local enable_seqscan = off;
set local random_page_cost = 0.3; set local seq_page_cost = 0.3; set local cpu_index_tuple_cost = 0.05;
"""
READABLE = """
from search_searchentry where language = %(language)s and (until is null or until >= %(today)s)
    and (%(kind)s = '' or kind = %(kind)s)
"""
# From what is cheap to what is not, each step only if the ones before it do not give enough: titles that begin so;
# titles and what stands below them; whole texts. No order within a step: so PostgreSQL may walk through the titles
# until it has enough of a common word, where the index of words would give every place of it, however many there are.
FIND = f"""
with begun as materialized (
    select id {READABLE} and title_words like %(begun)s limit %(most_counted)s
), heads as materialized (
    select id {READABLE} and head @@ %(query)s::tsquery
    and (select count(*) from begun) < %(most_counted)s limit %(most_counted)s
), texts as materialized (
    select id {READABLE} and everything @@ %(query)s::tsquery
    and (select greatest((select count(*) from begun), (select count(*) from heads))) < %(most_counted)s
    limit %(most_counted)s
), candidates as (
    (select id {READABLE} and title_words = any(%(spellings)s) limit %(most_ranked)s)
    union all (select id from begun limit %(most_ranked)s)
    union all (select id from heads limit %(most_ranked)s)
    union all (
        select id from texts where id not in (select id from heads)
        limit greatest(%(most_ranked)s - (select count(*) from heads), 0)
    )
)
select kind, id,
    greatest((select count(*) from begun), (select count(*) from heads), (select count(*) from texts))
from search_searchentry where id in (select id from candidates)
order by
    case
        when title_words = %(spelling)s then 0
        when title_words = any(%(spellings)s) then 1
        when title_words like %(begun)s then 2
        else 3
    end,
    ts_rank(head, %(query)s::tsquery) desc, sort_key, id
limit %(most_ranked)s
"""  # noqa: S608 - made of our own words


@dataclass
class Results:
    words: list
    found: list = field(default_factory=list)  # (kind, id of the entry), the best first
    count: int = 0
    did_you_mean: str = ""
    highlighted: list = field(default_factory=list)

    @property
    def is_capped(self):
        return self.count >= MOST_COUNTED

    @property
    def groups(self):
        """{kind: ids}, the kind of the best entry first."""
        groups = {}
        for kind, pk in self.found:
            groups.setdefault(kind, []).append(pk)
        return groups


def entries_of(ids):
    """These entries, in this order: a page shows a few of the many that were ranked."""
    entries = SearchEntry.objects.defer("head", "everything").in_bulk(ids)
    return [entries[pk] for pk in ids if pk in entries]


def search(text, language, kind=""):
    words = searched(text)
    if not words:
        return Results([])
    synonyms = synonyms_of(words)
    whole = [spelling for start, end, others in synonyms if (start, end) == (0, len(words)) for spelling in others]
    found, count = find(matching(words, synonyms, language), [" ".join(words), *whole], language, kind)
    meant = [word for _start, _end, others in synonyms for spelling in others for word in spelling.split()]
    results = Results(words, found, count, highlighted=words + meant)
    if not found:
        results.did_you_mean = nearest_words(words, language)
    return results


def find(query, spellings, language, kind):
    """[(kind, id)] as people expect them: the very title first, then titles that begin so, then by rank; and how many
    there are, up to MOST_COUNTED."""
    values = {
        "query": query.text,
        "spelling": spellings[0],
        "spellings": spellings,
        "begun": f"{spellings[0]}%",  # no word has a sign that "like" would take for something else
        "language": language,
        "kind": kind,
        "today": timezone.localdate(),
        "most_ranked": MOST_RANKED,
        "most_counted": MOST_COUNTED,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FOR_A_FEW_MILLISECONDS + FIND, values)
        rows = cursor.fetchall()
    return [(kind, pk) for kind, pk, _count in rows], rows[0][2] if rows else 0


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
    today = timezone.localdate()
    entries = SearchEntry.objects.filter(Q(until__isnull=True) | Q(until__gte=today), language=language)
    starting = entries.filter(title_words__startswith=" ".join(words))
    titles = sorted(starting.values_list("title", flat=True)[:MOST_SUGGESTED])
    if len(titles) < MOST_SUGGESTED:
        others = entries.filter(head=Query(prefix_tsquery(words, weight="A")))
        titles += others.values_list("title", flat=True)[:MOST_SUGGESTED]
    return list(dict.fromkeys(titles))[:MOST_SUGGESTED]
