"""The texts of this room in the lists of who puts what live (directory/two_person/lists.py)."""

from collections.abc import Iterator

from cms.models import PageContent, PageUrl

from directory.two_person.lists import By, Listed, texts_of

from ..models import HomeDoctors, HomeTreatments, HomeWords, OfficerAndRates
from .gate import FIELDS


def page_texts() -> Iterator[Listed]:
    yield By.SECOND_PERSON, PageContent, [name for name in texts_of(PageContent) if name in FIELDS]
    for block in (HomeDoctors, HomeTreatments, HomeWords, OfficerAndRates):
        yield By.SECOND_PERSON, block, texts_of(block)
    yield By.URLS, PageUrl, ("slug", "path")
