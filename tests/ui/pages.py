"""Every page that people meet, and the way there: the one list for all tests of layout, access and markup.

A new page goes in here: its name, and what a visitor does to see it; those of the staff are in
tests/ui/staff_pages.py, desk_pages.py and review_pages.py. tests/ui/test_the_list.py fails for an address that is
missing.
"""

from django.test import override_settings

from site_pages.models import Notice
from tests import factories
from tests.bookings.forms_filled import begin, carried
from tests.sizes import size
from tests.ui.desk_pages import DESK
from tests.ui.review_pages import REVIEWS
from tests.ui.staff_pages import STAFF
from tests.ui.visitors import NAMES, REASONS, TREATMENT, no_longer_fits

LANGUAGES = ("en", "ml", "hi", "ar")
LANGUAGES_OF_STAFF = size(("en", "ar"), LANGUAGES)
# Hindi is set as Malayalam is, with shorter words: the suite looks at it on few pages.
LANGUAGES_OF_PATIENTS = size(("en", "ml", "ar"), LANGUAGES)
IN_EVERY_LANGUAGE = {"home", "treatment", "request_contact", "404", "500"}


def page(path, **query):
    return lambda visitor: visitor.get(path, **query)


PUBLIC = {
    "home": page(""),
    "notices": lambda visitor: with_notices(visitor),
    "treatments": page("treatments/"),
    "treatments_by_department": page("treatments/", by="department"),
    "treatments_by_condition": page("treatments/", by="condition"),
    "treatment": page(f"treatments/{TREATMENT}/"),
    "not_in_this_language": page("treatments/cataract-surgery/"),
    "leaflet": page(f"treatments/{TREATMENT}/leaflet/"),
    "feedback": page(f"treatments/{TREATMENT}/feedback/"),
    "feedback_errors": lambda visitor: visitor.post(f"treatments/{TREATMENT}/feedback/"),
    "feedback_thanks": page(f"treatments/{TREATMENT}/feedback/thanks/"),
    "conditions": page("conditions/"),
    "condition": page("conditions/chronic-migraine/"),
    "doctors": page("doctors/"),
    "doctors_filtered": page("doctors/", department="neurology", day="0", language="ml"),
    "doctors_none": page("doctors/", name="zzz", gender="robot"),
    "doctor": page("doctors/asha-demo-nair/"),
    "departments": page("departments/"),
    "department": page("departments/neurology/"),
    "locations": page("locations/"),
    "location": page("locations/kozhikode/"),
    "contact": page("contact/"),
    "search": page("search/"),
    "search_results": lambda visitor: visitor.search(),
    "search_one_kind": lambda visitor: visitor.search(kind="treatment"),
    "search_did_you_mean": lambda visitor: visitor.search(lambda word: word[:-2] + word[-1]),
    "search_none": page("search/", q="zzzzqqq"),
    "privacy": page("privacy/"),
    "accessibility": page("accessibility/"),
    "how_we_check_pages": page("how-we-check-pages/"),
    "offline": page("offline/"),
    "request": page("appointments/"),
    "request_signs": page("appointments/", treatment=TREATMENT),
    "request_signs_unanswered": lambda visitor: visitor.post("appointments/", {"treatment": TREATMENT}),
    "request_emergency": page("appointments/emergency/"),
    "request_privacy": page("appointments/privacy/"),
    "request_start_again": lambda visitor: visitor.get(begin(visitor.client, visitor.language)),
    "request_about": lambda visitor: visitor.begin().get("appointments/about/"),
    "request_about_errors": lambda visitor: visitor.begin().post("appointments/about/", {"reason": "x" * 301}),
    "request_contact": lambda visitor: visitor.begin().get("appointments/contact/"),
    "request_contact_errors": lambda visitor: visitor.begin().post("appointments/contact/", {"phone": "12"}),
    "request_contact_trap": lambda visitor: visitor.begin().post("appointments/contact/", {"website": "x"}),
    "request_when": lambda visitor: visitor.begin().get("appointments/when/"),
    "request_when_errors": lambda visitor: visitor.begin().post("appointments/when/"),
    "request_check": lambda visitor: visitor.answered(),
    "request_check_errors": lambda visitor: without_consent(visitor),
    "request_sent_before": lambda visitor: visitor.sends_other_answers_again(),
    "request_changed_meanwhile": lambda visitor: visitor.sends_older_answers(),
    "request_sent": lambda visitor: (visitor.asks(), visitor.get("appointments/sent/"))[1],
    "status": lambda visitor: (visitor.asks(), visitor.get("appointments/status/"))[1],
    "status_offered": lambda visitor: visitor.asks_and_is("offered").get("appointments/status/"),
    "status_booked": lambda visitor: visitor.asks_and_is("booked").get("appointments/status/"),
    "status_no_longer_fits": lambda visitor: no_longer_fits(visitor, lambda: visitor.get("appointments/status/")),
    "status_closed": lambda visitor: visitor.asks_and_is("closed").get("appointments/status/"),
    "status_declined": lambda visitor: visitor.asks_and_is("declined").get("appointments/status/"),
    "status_cancelled": lambda visitor: visitor.asks_and_is("cancelled").get("appointments/status/"),
    "status_change_errors": lambda visitor: (visitor.asks(), visitor.post("appointments/status/change/"))[1],
    "status_changed": lambda visitor: (
        visitor.asks(),
        visitor.post("appointments/status/change/", {"wish": NAMES[visitor.language]}),
    )[1],
    "status_cancel": lambda visitor: visitor.asks_and_is("booked").get("appointments/status/cancel/"),
    "status_with_others": lambda visitor: (visitor.asks(), visitor.begin().get("appointments/status/"))[1],
    "status_closed_here": lambda visitor: (visitor.asks(), visitor.post("appointments/status/close/"))[1],
    "status_not_open": lambda visitor: visitor.post("appointments/status/change/", {"wish": NAMES[visitor.language]}),
    "status_find": page("appointments/status/find/"),
    "status_find_errors": lambda visitor: visitor.post("appointments/status/find/"),
    "status_find_none": lambda visitor: visitor.post("appointments/status/find/", UNKNOWN_REQUEST),
    "status_find_too_many": lambda visitor: too_many(visitor),
    "400": page("mistakes/400/"),
    "403": page("mistakes/403/"),
    "403_csrf": lambda visitor: without_safety_code(visitor),
    "404": page("no-such-page/"),
    "405": lambda visitor: visitor.post("treatments/"),
    "413": lambda visitor: visitor.begin().post("appointments/contact/", {"full_name": "x" * 70_000}),
    "429": page("mistakes/429/"),
    "500": page("mistakes/500/"),
    "503": page("mistakes/503/"),
    "503_typed": lambda visitor: visitor.post("appointments/mistakes/503/", {"full_name": NAMES[visitor.language]}),
}

PAGES = PUBLIC | STAFF | DESK | REVIEWS
# Only so far: a page that not every language has.
ONLY_IN = {"not_in_this_language": ("ml", "hi", "ar"), "review_preview": ("en",)}
# What the answer's status is, where it is not 200.
STATUS = {
    "not_in_this_language": 404,
    "status_find_too_many": 429,
    "403_csrf": 403,
    "503_typed": 503,
    "review_link_over": 410,
    "translation_errors": 409,
    "desk_not_mine": 409,
} | {name: int(name) for name in PUBLIC if name.isdigit()}

UNKNOWN_REQUEST = {"reference": "AAAA-AAAA", "phone": "98470 00000"}


def with_notices(visitor):
    """A page with both kinds above it, one of them with a link; the pages after it have none again."""
    text, link = {visitor.language: REASONS[visitor.language]}, {visitor.language: NAMES[visitor.language]}
    made = [
        Notice.objects.create(
            text=text, severity=severity, link=url, link_text=link, ends_at=factories.at(1), is_live=True
        )
        for severity, url in (("urgent", "/en/contact/"), ("plain", ""))
    ]
    answer = visitor.get("departments/")
    for notice in made:
        notice.delete()
    return answer


def without_consent(visitor):
    page = visitor.answered()
    return visitor.post("appointments/check/", carried(page.text))


def too_many(visitor):
    with override_settings(LOOK_UPS_PER_MINUTE=0):
        return visitor.post("appointments/status/find/", UNKNOWN_REQUEST)


def without_safety_code(visitor):
    visitor.client.handler.enforce_csrf_checks = True
    return visitor.post("appointments/")


def languages_of(name):
    usual = LANGUAGES_OF_STAFF if name in STAFF | DESK | REVIEWS else LANGUAGES_OF_PATIENTS
    return ONLY_IN.get(name, LANGUAGES if name in IN_EVERY_LANGUAGE else usual)


def in_turn(name, choices):
    """One of them, another for the next page of the list; in the long proof all."""
    return size([choices[list(PAGES).index(name) % len(choices)]], choices)
