"""Searching costs the same on a large site as on a small one. Ratios within one run, never absolute times.

The suite compares small sizes; script/bench asks for 100,000 rows with GROWTH_ROWS=100000.
"""

import os
import time
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from directory.finding.doctors import find_doctors
from search.results import search, suggestions
from tests.factories import DepartmentFactory, HospitalFactory, LocationFactory

pytestmark = pytest.mark.django_db

SMALL, LARGE = 100, int(os.environ.get("GROWTH_ROWS", "4000"))
# As the goals have it: up to 10,000 rows half as much again or 3 ms more, beyond that twice as much or 8 ms more; where
# the search for a rare word, which takes about 1 ms, stands for the milliseconds of whatever machine this is.
MOST_TIMES, OR_RARE_SEARCHES = (1.5, 3) if LARGE <= 10_000 else (2, 8)
# The suite shares its processors with other tests, which share its caches too: what is asked for by size is exact.
SLACK = 1 if "GROWTH_ROWS" in os.environ else 1.5
ROUNDS = 4

# Texts like those of pages: few words stand in all of them, many in some, most in hardly any; none is in order.
ENTRIES = """
with words as (
    select text_number, string_agg(distinct 'word' || floor(3000 * power(random(), 3))::int, ' ') as text
    from generate_series(1, 100) as text_number, generate_series(1, 120) group by text_number
), things as (
    select number, text, 'thing' || number || case when number %% 5 = 0 then ' fifth' else '' end
        || case when number %% 50 = 0 then ' middling' else '' end as title
    from generate_series(%s, %s) as number join words on text_number = 1 + number %% 100
)
insert into search_searchentry (kind, object_id, language, title, title_language, title_words, text, text_language,
    url, sort_key, head, everything)
select (array['treatment', 'condition', 'doctor', 'department', 'page'])[1 + number %% 5], number, 'en', title, 'en',
    title, left(text, 1000), 'en', '/en/x/', md5(number::text),
    setweight(to_tsvector('simple', title || ' common'), 'A') || to_tsvector('simple', left(text, 150)),
    strip(to_tsvector('simple', title || ' common everybody ' || text
        || case when number %% 3 = 0 then ' third' else '' end))
from things order by random()
"""
WORDS = """
insert into search_searchword (language, word, length, times)
select 'en', 'thing' || chr(97 + number %% 26) || md5(number::text), 10 + number %% 20, 1
from generate_series(%s, %s) as number on conflict do nothing
"""
DOCTORS = """
insert into directory_doctor (slug, honorific, name, gender, role, qualifications, registration_council,
    registration_number, registration_verified_by, registration_verified_on, photo, languages, facets, biography,
    accepting_new_patients, is_listed, sort_keys, name_words, updated_at)
select 'doctor-' || number, 'dr', jsonb_build_object('en', 'Doctor ' || number), 'female', '{}', '', '',
    'X', 'X', now(),
    '', case when number %% 10 < 7 then array['en', 'ml'] else array['en'] end, '{}', '{}', true, true,
    jsonb_build_object('en', md5(number::text), 'ml', md5(number::text)),
    to_tsvector('simple', 'first' || number %% 4 || ' last' || number %% 307 || ' name' || number), now()
from generate_series(%s, %s) as number
"""


# Each with a department, a place and a day, of so few that a filter fills a page of the small site too.
LINKS = """
insert into directory_doctor_departments (doctor_id, department_id)
select id, (select id from directory_department where slug = 'department-' || doctor.id %% 4)
from directory_doctor as doctor where slug = any(select 'doctor-' || number from generate_series(%s, %s) as number);
insert into directory_doctor_locations (doctor_id, location_id)
select doctor_id, (select id from directory_location where slug = 'place-' || doctor_id %% 2)
from directory_doctor_departments where doctor_id not in (select doctor_id from directory_doctor_locations);
insert into directory_opdsession (doctor_id, location_id, weekday, starts, ends, kind, slot_minutes)
select doctor_id, location_id, doctor_id %% 3, '10:00', '13:00', 'slots', 15
from directory_doctor_locations where doctor_id not in (select doctor_id from directory_opdsession);
"""
ANALYZE = """
analyze search_searchentry, search_searchword, directory_doctor, directory_doctor_departments,
    directory_doctor_locations, directory_opdsession
"""
VECTORS = ("head", "everything")
LINKED = ("directory_doctor_departments", "directory_doctor_locations", "directory_opdsession")


@pytest.fixture
def hospital():
    HospitalFactory()
    for number in range(4):
        DepartmentFactory(slug=f"department-{number}")
    for number in range(2):
        LocationFactory(slug=f"place-{number}")


def grow(first, last):
    with connection.cursor() as cursor:
        for column in VECTORS:  # an index is made faster than it is kept
            cursor.execute(f"drop index search_entry_{column}")
        cursor.execute("set constraints all immediate")
        for table in LINKED:
            cursor.execute(f"alter table {table} disable trigger directory_facets_have_changed")
        for statement in (ENTRIES, WORDS, DOCTORS, LINKS):
            cursor.execute(statement, [first, last])
        cursor.execute("update directory_doctor set facets = facets")
        for column in VECTORS:
            cursor.execute(f"create index search_entry_{column} on search_searchentry using gin ({column})")
        # The planner must know the new size.
        cursor.execute(ANALYZE)


ACTIONS = {
    "a rare word": lambda client: search("thing77", "en"),
    "a middling word": lambda client: search("middling", "en"),
    "a word of every fifth title": lambda client: search("fifth", "en"),
    "a word of every title": lambda client: search("common", "en"),
    "a word of every third text": lambda client: search("third", "en"),
    "a word of every text": lambda client: search("everybody", "en"),
    "two common words": lambda client: search("common fifth", "en"),
    "the beginning of every word": lambda client: search("thi", "en"),
    "doctors only": lambda client: search("common", "en", "doctor"),
    "a word that is not there": lambda client: search("qwertyuiop", "en"),
    "the page of a word of every title": lambda client: client.get("/en/search/?q=common"),
    "suggestions": lambda client: suggestions("thing7", "en"),
    "suggestions for a common word": lambda client: suggestions("comm", "en"),
    "all doctors": lambda client: client.get("/en/doctors/"),
    "a late page of all doctors": lambda client: find_doctors({"page": "40"}),
    "doctors by a rare name": lambda client: client.get("/en/doctors/?name=name77+last77"),
    "doctors by a common name": lambda client: client.get("/en/doctors/?name=first3"),
    "doctors by the beginning of every name": lambda client: client.get("/en/doctors/?name=fi"),
    "doctors of a department": lambda client: client.get("/en/doctors/?department=department-3"),
    "doctors of a department, by language": lambda client: client.get(
        "/en/doctors/?department=department-3&language=ml"
    ),
    "doctors by place and day": lambda client: client.get("/en/doctors/?location=place-1&day=2"),
}


class Stopwatch:
    """What an action takes of the processors, here and in the database: others may be using the machine too."""

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            self.database = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        self.database_is_here = "postgres" in self.name_of_process()

    def name_of_process(self):
        name = self.database.with_name("comm")
        return name.read_text() if name.exists() else ""

    def seconds(self):
        if not self.database_is_here:
            return time.perf_counter()
        return time.process_time() + int(self.database.read_text().split()[0]) / 1e9

    def least(self, action, times=9):
        action()
        found = []
        for _ in range(times):
            start = self.seconds()
            action()
            found.append(self.seconds() - start)
        return min(found)


def test_searching_a_large_site_costs_what_searching_a_small_one_does(client, hospital):
    stopwatch = Stopwatch()
    actions = {name: partial(action, client) for name, action in ACTIONS.items()}
    grow(1, SMALL)
    small = {name: stopwatch.least(action) for name, action in actions.items()}
    grow(SMALL + 1, LARGE)
    large = {name: stopwatch.least(action) for name, action in actions.items()}
    times, more = SLACK * MOST_TIMES, SLACK * OR_RARE_SEARCHES * small["a rare word"]

    def slow():
        return [name for name in actions if large[name] > max(small[name] * times, small[name] + more)]

    for _ in range(ROUNDS):
        large |= {name: min(large[name], stopwatch.least(actions[name])) for name in slow()}
    print(f"\nfrom {SMALL} to {LARGE:,} rows, in ms of the processors:")
    for name in actions:
        print(f"  {small[name] * 1000:5.1f} → {large[name] * 1000:5.1f}  {name}")
    assert slow() == []


def test_counts_stop(client, hospital):
    grow(1, 1500)

    assert search("common", "en").count == 501
    assert "Over 500 results" in client.get("/en/search/?q=common").text
    assert "Over 1,000 doctors" in client.get("/en/doctors/").text
