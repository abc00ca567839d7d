"""Two tabs write to one session at the same time."""

import pytest
from django.contrib.sessions.backends.base import UpdateError

from hospital_site.sessions import SessionStore, merged

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    session = SessionStore()
    session["drafts"] = {"a": {"name": "Asha"}}
    session["language"] = "en"
    session.create()
    return session.session_key


def tabs(key):
    both = SessionStore(key), SessionStore(key)
    for tab in both:
        tab.get("drafts")  # read before either has written
    return both


def test_each_tab_keeps_what_it_wrote(key):
    one, other = tabs(key)
    one["drafts"] = one["drafts"] | {"b": {"name": "Binu"}}
    other["drafts"] = other["drafts"] | {"c": {"name": "Chitra"}}
    del other["language"]

    one.save()
    other.save()

    assert dict(SessionStore(key).items()) == {
        "drafts": {"a": {"name": "Asha"}, "b": {"name": "Binu"}, "c": {"name": "Chitra"}}
    }


def test_what_one_tab_took_away_stays_away(key):
    one, other = tabs(key)
    one["drafts"] = {}
    other["seen"] = True

    one.save()
    other.save()

    assert SessionStore(key)["drafts"] == {}


def test_who_signed_out_is_not_signed_in_by_another_tab(key):
    one, other = tabs(key)
    one.flush()
    other["seen"] = True

    with pytest.raises(UpdateError):
        other.save()


def test_a_session_that_was_emptied_begins_anew_under_another_key(key):
    session = SessionStore(key)
    session["seen"] = True
    session.flush()
    session["seen"] = False

    session.save()

    assert session.session_key != key
    assert dict(SessionStore(session.session_key).items()) == {"seen": False}


def test_saving_takes_one_statement_where_nobody_was_in_between(key, django_assert_num_queries):
    session = SessionStore(key)
    session["seen"] = True

    with django_assert_num_queries(1):
        session.save()


def test_of_the_same_thing_the_last_one_stands():
    assert merged({"a": 1}, {"a": 2}, {"a": 3}) == {"a": 3}
    assert merged({"a": 1}, {"a": 2}, {"a": 1}) == {"a": 2}
    assert merged({}, {"a": {"x": 1}}, {"a": {"y": 1}}) == {"a": {"y": 1}}
