"""The lists of treatments and conditions: by letter, by department, by condition."""

from itertools import groupby

from common.text.collation import first_letter

from ..models import TreatmentCondition
from .rendering import published_in


def by_letter(things, title_of):
    """[(letter, things)] of things that are in order already."""
    return [(letter, list(group)) for letter, group in groupby(things, key=lambda each: first_letter(title_of(each)))]


def treatments_by_letter(language):
    return by_letter(published_in(language), lambda content: content.title)


def treatments_by_department(language):
    contents = [content for content in published_in(language) if content.treatment.department]
    return grouped((content.treatment.department, content) for content in contents)


def treatments_by_condition(language):
    links = TreatmentCondition.objects.filter(content__in=published_in(language).order_by().values("pk"))
    links = links.readable().select_related("content__treatment").order_by("content__sort_key")
    return grouped((link.condition, link.content) for link in links)


def grouped(pairs):
    """[(place, its treatments)] in the order of the places' names."""
    groups = {}
    for place, content in pairs:
        groups.setdefault(place, []).append(content)
    return sorted(groups.items(), key=lambda item: item[0].order())


GROUPINGS = {"": treatments_by_letter, "department": treatments_by_department, "condition": treatments_by_condition}
