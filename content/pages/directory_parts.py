"""Published treatments on the pages of the directory, which may not import this room."""

from django.utils.translation import get_language

from directory.page_parts import register_page_part

from ..models import Condition
from .rendering import published_in


def register_page_parts():
    register_page_part("doctor", of_doctor)
    register_page_part("department", of_department)


def of_doctor(doctor):
    return {"contents": published_in(get_language()).filter(treatment__doctors=doctor)}


def of_department(department):
    """Its treatments in this language, and what they are for."""
    contents = published_in(get_language()).filter(treatment__department=department)
    links = contents.order_by().values("pk")
    conditions = Condition.objects.readable().filter(treatment_links__content__in=links).distinct().in_order()
    return {"contents": contents, "conditions": conditions}
