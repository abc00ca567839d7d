"""Finding a doctor: what the list at /doctors/ is narrowed down by, and how many doctors each choice would leave.

Up to MOST_LOOKED_AT doctors are looked at one by one. Beyond that number the database filters, and choices show counts
as soon as the filters in use leave few enough. So the cost of the page stays the same (docs/decisions/0016).
"""

from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db.models.expressions import RawSQL
from django.utils.http import urlencode

from common.sort_fields import prefix_tsquery
from common.text.folding import tokenize

from ..models import Department, Doctor, Location
from ..opd import with_next_opd
from .facets import FILTERS, Facets, FacetTokens, in_the_database
from .forms import DoctorFilterForm

MOST_LISTED = 1000
MOST_LOOKED_AT = 500
ON_A_PAGE = 24


def find_doctors(query, most=MOST_LISTED):
    """Everything the page shows for these filters. Never an error: what is not understood is left out and named."""
    departments, locations = list(Department.objects.in_order()), list(Location.objects.in_order())
    form = DoctorFilterForm(query, departments=departments, locations=locations)
    wanted = form.wanted()
    doctors = by_name_and_subject(Doctor.objects.listed().in_order(), form, wanted, most)
    narrowed = {name: choice for name, choice in wanted.items() if name in FILTERS}
    ids, counts = fitting(doctors, narrowed, most, form, FacetTokens(departments, locations))
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


def fitting(doctors, narrowed, most, form, words):
    """Ids of the doctors with everything that is wanted, one more than `most` at most, and {filter: {choice: how many
    there are}} for the filters of which that can be told."""

    def counted(some, names):
        return {name: some.count(name, form.choices_of(name), narrowed) for name in names}

    few_enough = min(most, MOST_LOOKED_AT)
    everybody = Facets(doctors, few_enough, words)
    if everybody.ids:
        return everybody.ids_fitting(narrowed), counted(everybody, FILTERS)
    ids = list(in_the_database(doctors, narrowed, words).values_list("pk", flat=True)[: most + 1])
    others = [name for name in FILTERS if name not in narrowed]
    if not ids:
        return ids, {name: {} for name in (others if doctors.exists() else FILTERS)}
    if not narrowed or len(ids) > few_enough:
        return ids, {}
    return ids, counted(Facets(Doctor.objects.filter(pk__in=ids), few_enough, words), others)


def by_name_and_subject(doctors, form, wanted, most):
    if words := tokenize(wanted.get("name", "")):
        named = Doctor.objects.filter(name_words=SearchQuery(prefix_tsquery(words), search_type="raw", config="simple"))
        # Asked on its own, so that the database uses the index of names, and does not read everybody in order.
        ids = list(named.order_by().values_list("pk", flat=True)[: most + 1])
        doctors = doctors.filter(pk__in=RawSQL("select unnest(%s::bigint[])", [ids]))
    for name, subject in form.subjects.items():
        if name in wanted:
            doctors = doctors.filter(pk__in=subject.doctors(wanted[name]))
    return doctors


def address(wanted, without=None, page=None):
    """The same list with one filter less, or another page of it: always written the same way."""
    query = {name: value for name, value in wanted.items() if name != without}
    return "?" + urlencode(query | ({"page": page} if page else {}))
