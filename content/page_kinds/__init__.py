"""How each kind of page that names treatments or conditions answers the questions of common/page_kinds.py."""

from common.page_kinds import FixedPages, register

from .conditions import ConditionPage
from .departments import DepartmentPage
from .doctors import DoctorPage
from .treatments import TreatmentPage


class ContentLists(FixedPages):
    name = "content lists"
    routes = ("content:treatment_list", "content:condition_list")


def register_page_kinds():
    for kind in (TreatmentPage, ConditionPage, DoctorPage, DepartmentPage, ContentLists):
        register(kind)
