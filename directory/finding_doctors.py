"""Finding a doctor: what the list at /doctors/ is narrowed down by, and how many doctors each choice would leave.

One query reads the few facts that filters look at, for at most MOST_DOCTORS; counting is then done here. Beyond that
number the database filters, and choices show no counts, so the cost of the page stays the same.
"""

from collections import Counter
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.http import urlencode

from hospital_site.kept_words import starting_with
from hospital_site.letters import words_of

from .forms import DoctorFilterForm
from .models import Department, Doctor, Location, OpdSession
from .opd import with_next_opd

MOST_DOCTORS = 1000
ON_A_PAGE = 24


@dataclass
class Facts:
    """What the filters look at of one doctor."""

    pk: int
    department: set
    location: set
    language: set
    gender: set
    accepting: set
    sessions: set  # of (location, day)

    def has(self, name, choice, wanted):
        if name != "day":
            return choice in self.choices(name)
        # On that day in that place, not on that day in another.
        place = wanted.get("location")
        return any(day == choice and place in (None, where) for where, day in self.sessions)

    def choices(self, name):
        return {day for _where, day in self.sessions} if name == "day" else getattr(self, name)

    def fits(self, wanted):
        return all(self.has(name, choice, wanted) for name, choice in wanted.items())


FILTERS = ("department", "location", "language", "gender", "day", "accepting")


def find_doctors(query, most=MOST_DOCTORS):
    """Everything the page shows for these filters. Never an error: what is not understood is left out and named."""
    departments, locations = Department.objects.in_order(), Location.objects.in_order()
    form = DoctorFilterForm(query, departments=departments, locations=locations)
    wanted = form.wanted()
    doctors = by_name_and_subject(Doctor.objects.listed().in_order(), form, wanted, most)
    narrowed = {name: choice for name, choice in wanted.items() if name in FILTERS}
    facts = facts_of(doctors, most + 1)
    counts = {}
    if len(facts) <= most:
        counts = {name: count(facts, narrowed, name) for name in FILTERS}
        ids = [fact.pk for fact in facts if fact.fits(narrowed)]
    else:
        ids = list(in_the_database(doctors, narrowed).values_list("pk", flat=True)[: most + 1])
    form.show_counts(counts)
    page = Paginator(ids[:most], ON_A_PAGE).get_page(query.get("page"))
    return {
        "form": form,
        "doctors": with_next_opd(doctors.model.objects.in_order().filter(pk__in=list(page.object_list))),
        "count": min(len(ids), most),
        "is_capped": len(ids) > most,
        "page": page,
        "previous_url": page.has_previous() and address(wanted, page=page.previous_page_number()),
        "next_url": page.has_next() and address(wanted, page=page.next_page_number()),
        "active": [(*form.in_words(name), address(wanted, without=name)) for name in wanted],
    }


def by_name_and_subject(doctors, form, wanted, most):
    if words := words_of(wanted.get("name", "")):
        named = Doctor.objects.filter(name_words=SearchQuery(starting_with(words), search_type="raw", config="simple"))
        # Limited, so that the database asks the index for names first, and does not read everybody in order.
        doctors = doctors.filter(pk__in=named.values("pk")[: most + 1])
    for name, subject in form.subjects.items():
        if name in wanted:
            doctors = doctors.filter(pk__in=subject.doctors(wanted[name]))
    return doctors


def facts_of(doctors, limit):
    sessions = current_sessions().filter(doctor=OuterRef("pk")).order_by().values("doctor")
    pair = Concat("location__slug", Value(":"), Cast("weekday", CharField()))
    rows = doctors.values_list(
        "pk",
        related_slugs(Doctor.departments.through, "department__slug"),
        related_slugs(Doctor.locations.through, "location__slug"),
        "languages",
        "gender",
        "accepting_new_patients",
        Subquery(sessions.annotate(all=ArrayAgg(pair)).values("all")),
    )[:limit]
    return [
        Facts(
            pk,
            set(departments or ()),
            set(places or ()),
            set(languages),
            {gender},
            {"yes"} if accepting else set(),
            {(place, int(day)) for place, day in (each.rsplit(":", 1) for each in both or ())},
        )
        for pk, departments, places, languages, gender, accepting, both in rows
    ]


def related_slugs(through, slug):
    rows = through.objects.filter(doctor=OuterRef("pk")).values("doctor")
    return Subquery(rows.annotate(all=ArrayAgg(slug)).values("all"))


def current_sessions():
    today = timezone.localdate()
    return OpdSession.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))


def count(facts, wanted, name):
    """{choice: how many doctors there are with it and everything else that is wanted}."""
    return Counter(choice for fact in facts for choice in fact.choices(name) if fact.fits({**wanted, name: choice}))


def in_the_database(doctors, wanted):
    """The same filters for a hospital with very many doctors."""
    plain = {
        "department": "departments__slug",
        "location": "locations__slug",
        "gender": "gender",
    }
    for name, column in plain.items():
        if name in wanted:
            doctors = doctors.filter(**{column: wanted[name]})
    if "language" in wanted:
        doctors = doctors.filter(languages__contains=[wanted["language"]])
    if "accepting" in wanted:
        doctors = doctors.filter(accepting_new_patients=True)
    if "day" in wanted:
        sessions = current_sessions().filter(weekday=wanted["day"])
        if "location" in wanted:
            sessions = sessions.filter(location__slug=wanted["location"])
        doctors = doctors.filter(pk__in=sessions.values("doctor"))
    return doctors


def address(wanted, without=None, page=None):
    """The same list with one filter less, or another page of it: always written the same way."""
    query = {name: value for name, value in wanted.items() if name != without}
    return "?" + urlencode(query | ({"page": page} if page else {}))
