"""The pages that every site begins with, published in every language: home, and the texts in the files beside this one.

The texts are general and true of the software. A hospital reads them, makes them its own and publishes
them again; until then the worklist names them.
"""

from pathlib import Path

from cms.api import add_plugin, create_page, create_page_content
from cms.models import PageContent
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.text.markdown_text import to_html
from content.publishing.worklist import WRITTEN_AT_SET_UP
from directory.two_person.acting import acting

from ..publishing.gate import SET_UP
from ..site_context import ABOUT_THIS_SITE

FOLDER = Path(__file__).parent
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# The same blocks in the same order as in templates/home_as_it_comes.html.
HOME_BLOCKS = ["Tasks", "Search", "Treatments", "Departments", "Trust", "Locations", "Ask"]


def make_initial_pages():
    user, _is_new = get_user_model().objects.get_or_create(
        username=WRITTEN_AT_SET_UP, defaults={"is_active": False, "first_name": "Set-up"}
    )
    make_home_page(user)
    for name in ABOUT_THIS_SITE:
        make_text_page(user, name)


@transaction.atomic
def make_home_page(user):
    make_page(user, "home.html", home_words, fill_home).set_as_homepage()


def make_text_page(user, name):
    make_page(user, "cms_page.html", lambda language: file_words(name, language), fill_text, name)


def make_page(user, template, words_in, fill, name=None):
    """One page in every language, published. `name` is its slug and what it can always be found by."""
    with acting(None, way=SET_UP):
        return in_every_language(user, template, words_in, fill, name)


def in_every_language(user, template, words_in, fill, name):
    page = None
    for language in LANGUAGES:
        with override(language):
            words, text = words_in(language)
        options = {**words, "slug": name or "home", "created_by": user, "in_navigation": False}
        if page is None:
            page = create_page(template=template, language=language, reverse_id=name, **options)
        else:
            create_page_content(language=language, page=page, template=template, **options)
        content = PageContent.admin_manager.get(page=page, language=language)
        fill(content.get_placeholders().get(), language, text)
        content.versions.get().publish(user)
    return page


def home_words(language):
    words = {
        "title": _("How can we help you today?"),
        "page_title": _("Home"),
        "meta_description": _(
            "Read about a treatment, choose a doctor, or ask us for an appointment. In plain words, in your language."
        ),
    }
    return words, ""


def file_words(name, language):
    """The first line is the title, the second paragraph what the page is about; the rest is its text."""
    title, description, text = (FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8").split("\n\n", 2)
    return {"title": title.removeprefix("# "), "meta_description": description}, text


def fill_home(placeholder, language, text):
    for name in HOME_BLOCKS:
        add_plugin(placeholder, f"Home{name}Plugin", language)


def fill_text(placeholder, language, text):
    add_plugin(placeholder, "TextPlugin", language, body=to_html(text))
