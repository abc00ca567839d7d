"""The page of a condition."""

from collections import defaultdict

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.json_ld import CONTEXT, as_script_content, breadcrumb, thing_id
from common.page_kinds import PageKind, SearchDocument, ShareCard, SitemapEntry

from ..models import Condition, ConditionContent


class ConditionPage(PageKind):
    name, group, share_name = "condition", gettext_lazy("Conditions"), "conditions"
    model = Condition
    touched_by = {
        Condition: lambda condition: [condition.pk],
        ConditionContent: lambda content: [content.condition_id],
    }

    def __init__(self, condition, content=None, contents=(), sign_off=None):
        super().__init__(condition)
        self.content, self.contents, self.sign_off = content, contents, sign_off

    @classmethod
    def sitemap_entries(cls):
        """Only the languages in which a page is published, each with the day of its own last change."""
        pages = defaultdict(dict)
        contents = ConditionContent.objects.select_related("condition").annotate(changed=Max("versions__modified"))
        for content in contents:
            pages[content.condition_id][content.language] = SitemapEntry(content.get_absolute_url(), content.changed)
        return pages.values()

    def search_document(self, language):
        """Also where it is not in this language: then the title says in which it is, and the address leads there."""
        if not self.thing.name:
            return None
        title, title_language = self.thing.name.in_language(language)
        words, words_language = self.thing.explanation.in_language(language)
        return SearchDocument(title, self.get_absolute_url(), title_language, text=words, text_language=words_language)

    def share_card(self, language):
        if not self.thing.name:
            return None
        return ShareCard(
            kind=_("Condition"),
            title=self.thing.name.in_language(language),
            sentence=str(self.thing.explanation),
        )

    def structured_data(self, request):
        condition, path = self.thing, self.get_absolute_url()
        page_url = request.build_absolute_uri(path)
        about = {
            "description": str(condition.explanation),
            "possibleTreatment": [therapy_node(request, content) for content in self.contents],
        }
        page = {
            "@context": CONTEXT,
            "@type": "MedicalWebPage",
            "@id": page_url,
            "url": page_url,
            "name": str(condition.name),
            "inLanguage": get_language(),
            "lastReviewed": self.content and self.content.last_reviewed and self.content.last_reviewed.isoformat(),
            "reviewedBy": self.sign_off and {"@type": "Person", "name": self.sign_off.by_name},
            "about": condition_node(request, condition) | about,
            "breadcrumb": breadcrumb(
                request, (_("Conditions"), reverse("content:condition_list")), (condition.name, path)
            ),
        }
        return as_script_content(page)


def condition_node(request, condition):
    return {
        "@type": "MedicalCondition",
        "@id": thing_id(request, condition, "condition"),
        "name": str(condition.name),
        "url": request.build_absolute_uri(condition.get_absolute_url()),
    }


def therapy_node(request, content):
    return {
        "@type": "MedicalTherapy",
        "@id": thing_id(request, content.treatment, "treatment"),
        "name": content.title,
        "url": request.build_absolute_uri(content.get_absolute_url()),
    }
