"""No page has English of ours in another language, also those that only a mistake or an answer leads to."""

import pytest

from tests.test_pages_in_every_language import english_left
from tests.ui.pages import PUBLIC, languages_of

pytestmark = pytest.mark.django_db


# They repeat what the visitor typed.
WHAT_WAS_TYPED = {"doctors_none", "request_about_errors", "search_none"}


@pytest.mark.parametrize("name", sorted(set(PUBLIC) - WHAT_WAS_TYPED))
def test_a_page_has_no_english_of_ours(name, pages):
    languages = [language for language in languages_of(name) if language != "en"]

    assert {language: english_left(pages[name, language].html, language) for language in languages} == {
        language: [] for language in languages
    }
