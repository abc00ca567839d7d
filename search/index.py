"""Keeps the search entries true to what patients can read.

Words are found by common.text.folding and written as vectors, because PostgreSQL's own parser depends on the
server's locale; English words are kept both as they are and as PostgreSQL stems them.
"""

import html
from collections import Counter, defaultdict

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils import translation

from common.page_kinds import KINDS
from common.text.collation import sort_key
from common.text.folding import tokenize

from .models import LONGEST_WORD, SearchEntry, SearchWord, SynonymGroup

MOST_WORDS = 5_000
WORDS_SHOWN = 2_000  # characters of a text that a snippet can come from
LONGEST_TITLE = 300
ENDS_OF_SENTENCES = (".", "!", "?", "।", "؟", "…", ":")
STEMMED = {"en": "english"}  # languages for which PostgreSQL has stems, of ours


def update(kind, pk):
    """Write the entries of one thing anew, in every language it can be read in, and take away the others."""
    page = KINDS[kind].find(pk)
    codes = [code for code, _name in settings.LANGUAGES] if page else []
    entries = [entry for code in codes if (entry := make_entry(kind, page, code))]
    with transaction.atomic():
        old = SearchEntry.objects.filter(kind=kind, object_id=pk)
        forget_words(old)
        old.delete()
        SearchEntry.objects.bulk_create(entries)
        learn_words(entries)


def rebuild():
    """All entries from nothing, in one transaction: searches see the old ones until it is done."""
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        SearchWord.objects.all().delete()
        for kind in KINDS.values():
            for pk in kind.search_ids():
                update(kind.name, pk)
        for group in SynonymGroup.objects.all():
            learn_synonyms(group)
        with connection.cursor() as cursor:
            # How a search is made depends on how common its words are.
            cursor.execute("analyze search_searchentry, search_searchword")
    return SearchEntry.objects.count()


def make_entry(kind, page, language):
    with translation.override(language):
        found = page.search_document(language)
    if found is None:
        return None
    title, head, text, body = (html.unescape(part) for part in (found.title, found.head, found.text, found.body))
    return SearchEntry(
        kind=kind,
        object_id=page.thing.pk,
        language=language,
        title=title[:LONGEST_TITLE],
        title_language=found.title_language,
        title_words=" ".join(tokenize(title))[:LONGEST_TITLE],
        text=(one_after_the_other(text, body) if found.body_follows_text else text or body)[:WORDS_SHOWN],
        text_language=found.text_language or language,
        url=found.url,
        until=found.until,
        sort_key=sort_key(title),
        head=vector({"A": title, "B": f"{head} {text}"}, language),
        everything=vector({"A": title, "B": f"{head} {text}", "D": body}, language, "strip(%s)"),
    )


def one_after_the_other(text, body):
    """Both, with a dash between them where the first is no sentence."""
    ends = text.endswith(ENDS_OF_SENTENCES)
    return (f"{text} {body}" if ends or not (text and body) else f"{text} – {body}").strip()


def vector(parts, language, kept="%s"):
    """A text search vector of these texts by their weights; where it is never ranked, its words are enough."""
    pieces, values = [], []
    for weight, text in parts.items():
        words = [word[:LONGEST_WORD] for word in tokenize(text)][:MOST_WORDS]
        pieces.append("setweight(%s::tsvector, %s)")
        values += [as_vector(words), weight]
        if language in STEMMED:
            pieces.append("setweight(to_tsvector(%s::regconfig, %s), %s)")
            values += [STEMMED[language], " ".join(words), weight]
    return RawSQL(kept.replace("%s", " || ".join(pieces)), values, output_field=SearchVectorField())  # noqa: S611 - values are parameters


def as_vector(words):
    places = defaultdict(list)
    for place, word in enumerate(words, start=1):
        places[word].append(str(place))
    return " ".join(f"'{word}':{','.join(where[:200])}" for word, where in places.items())


# --- the site's own words, for "did you mean" -------------------------------------------------


def learn_words(entries, by=1):
    counts = Counter((entry.language, word) for entry in entries for word in set(entry.title_words.split()))
    rows = [
        (language, word, len(word), times * by)
        for (language, word), times in sorted(counts.items())
        if 3 <= len(word) <= LONGEST_WORD and not any(sign.isdigit() for sign in word)
    ]
    if rows:
        places = ", ".join(["(%s, %s, %s, greatest(%s, 0))"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into search_searchword (language, word, length, times) values {places} "  # noqa: S608
                "on conflict (language, word) do update set"
                " times = greatest(search_searchword.times + excluded.times, 0)"
                if by > 0
                else "update search_searchword as kept set times = greatest(kept.times - gone.times, 0) "  # noqa: S608
                f"from (values {places}) as gone (language, word, length, times) "
                "where kept.language = gone.language and kept.word = gone.word",
                [value for row in rows for value in (*row[:3], abs(row[3]))],
            )


def forget_words(entries):
    learn_words(list(entries.only("language", "title_words")), by=-1)
    SearchWord.objects.filter(times=0).delete()


def learn_synonyms(group):
    """Words of synonyms can be misspelt too."""
    for code, _name in settings.LANGUAGES:
        for spelling in group.spellings:
            for word in spelling.split():
                if 3 <= len(word) <= LONGEST_WORD:
                    SearchWord.objects.get_or_create(
                        language=code, word=word, defaults={"length": len(word), "times": 1}
                    )


# --- when to do it ----------------------------------------------------------------------------


def changed(kind, pk):
    """Say that a thing may read differently now. Its entries are written after the transaction, each thing once."""
    waiting = connection.__dict__.setdefault("search_entries_waiting", set())
    if pk:
        waiting.add((kind, pk))
    transaction.on_commit(lambda: write_waiting(waiting), robust=True)


def write_waiting(waiting):
    language = translation.get_language()
    try:
        while waiting:
            update(*waiting.pop())
    finally:
        translation.activate(language or settings.LANGUAGE_CODE)
