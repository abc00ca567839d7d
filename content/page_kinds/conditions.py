"""The page of a condition."""

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.json_ld import CONTEXT, as_script_content, breadcrumb, thing_id
from common.page_kinds import PageKind, SearchDocument, ShareCard, in_every_language

from ..models import Condition


class ConditionPage(PageKind):
    name, group, share_name = "condition", gettext_lazy("Conditions"), "conditions"
    model = Condition
    touched_by = {Condition: lambda condition: [condition.pk]}

    def __init__(self, condition, contents=()):
        super().__init__(condition)
        self.contents = contents

    @classmethod
    def sitemap_entries(cls):
        return [in_every_language(each.get_absolute_url, each.updated_at) for each in Condition.objects.all()]

    def search_document(self, language):
        title, title_language = self.thing.name.in_language(language)
        words, words_language = self.thing.explanation.in_language(language)
        return SearchDocument(title, self.get_absolute_url(), title_language, text=words, text_language=words_language)

    def share_card(self, language):
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
