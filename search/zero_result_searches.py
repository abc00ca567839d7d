"""Counting searches that found nothing, for editors, without keeping anything about a person.

What one person types may be a name. So a search is first only counted under a keyed digest; its words are kept
once it was made on SEEN_OFTEN occasions, and never if they hold a number.
"""

import hashlib
import hmac

from django.conf import settings
from django.db import connection
from django.utils import timezone

from .models import ZeroResultSearch

SEEN_OFTEN = 3
MOST_ROWS = 10_000
MOST_WORDS = 4
LONGEST = 60

COUNT = """
insert into search_zeroresultsearch (digest, language, words, times, last_day)
select %(digest)s, %(language)s, '', 1, %(today)s
where (select count(*) from (select 1 from search_zeroresultsearch limit %(most)s) as kept) < %(most)s
on conflict (digest) do update set
    times = search_zeroresultsearch.times + 1,
    last_day = %(today)s,
    words = case when search_zeroresultsearch.times + 1 >= %(often)s then %(words)s else '' end
"""


def count_missed(words, language):
    text = " ".join(words)
    if not words or len(words) > MOST_WORDS or len(text) > LONGEST or any(sign.isnumeric() for sign in text):
        return
    with connection.cursor() as cursor:
        values = {"digest": digest(text, language), "language": language, "words": text, "today": timezone.localdate()}
        cursor.execute(COUNT, values | {"often": SEEN_OFTEN, "most": MOST_ROWS})


def digest(text, language):
    return hmac.new(settings.SECRET_KEY.encode(), f"{language} {text}".encode(), hashlib.sha256).hexdigest()


def worth_reading():
    return ZeroResultSearch.objects.exclude(words="")
