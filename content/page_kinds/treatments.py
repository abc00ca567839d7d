"""The page of a treatment."""

from collections import defaultdict

from cms.models import CMSPlugin
from cms.utils.plugins import downcast_plugins
from django.db.models import Max
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.json_ld import CONTEXT, as_script_content, breadcrumb, thing_id
from common.page_kinds import PageKind, SearchDocument, ShareCard, SitemapEntry, joined
from common.text.translated_text import MAIN_LANGUAGE
from directory.models import Department, Hospital
from directory.structured_data import hospital_node

from ..models import ConditionContent, Question, Treatment, TreatmentCondition, TreatmentContent
from .conditions import condition_node

Kind = Question.Kind


class TreatmentPage(PageKind):
    name, group, share_name = "treatment", gettext_lazy("Treatments"), "treatments"
    model = Treatment
    touched_by = {
        Treatment: lambda treatment: [treatment.pk],
        TreatmentContent: lambda content: [content.treatment_id],
        ConditionContent: lambda content: treatments_for(content.condition_id),
        Department: lambda department: department.treatments.values_list("pk", flat=True) if department.pk else [],
    }

    def __init__(self, treatment, content=None, conditions=(), questions=(), sign_off=None):
        super().__init__(treatment)
        self.content, self.conditions, self.questions, self.sign_off = content, conditions, questions, sign_off

    @classmethod
    def sitemap_entries(cls):
        """Only the languages in which a page is published, each with the day of its own last change."""
        pages = defaultdict(dict)
        contents = TreatmentContent.objects.select_related("treatment").annotate(changed=Max("versions__modified"))
        for content in contents:
            pages[content.treatment_id][content.language] = SitemapEntry(content.get_absolute_url(), content.changed)
        return pages.values()

    def search_document(self, language):
        content = self.published().filter(language=language).first()
        if content is None:
            return None
        conditions = TreatmentCondition.objects.filter(content=content).readable()
        department = content.treatment.department
        names = [department.name, department.plain_name] if department else []
        return SearchDocument(
            title=content.title,
            title_language=language,
            url=content.get_absolute_url(),
            head=joined(
                content.generic_name, content.trade_names, *names, *(link.condition.name for link in conditions)
            ),
            text=content.lead,
            text_language=language,
            body=joined(*texts_of(content, language)),
        )

    def share_card(self, language):
        content = self.content or self.content_in(language)
        if content is None:
            return None
        department = content.treatment.department
        return ShareCard(
            kind=_("Treatment"),
            title=(content.title, content.language),
            below=department.name.in_language(language) if department else ("", language),
            sentence=content.lead,
        )

    def published(self):
        return TreatmentContent.objects.filter(treatment=self.thing).select_related("treatment__department")

    def content_in(self, language):
        by_language = {content.language: content for content in self.published()}
        return by_language.get(language) or by_language.get(MAIN_LANGUAGE)

    def structured_data(self, request):
        content, hospital = self.content, Hospital.objects.current()
        page_url = request.build_absolute_uri(content.get_absolute_url())
        therapy_id = thing_id(request, self.thing, "treatment")
        page = {
            "@context": CONTEXT,
            "@type": "MedicalWebPage",
            "@id": page_url,
            "url": page_url,
            "name": content.title,
            "description": content.lead,
            "inLanguage": content.language,
            "about": therapy_node(therapy_id, content, self.questions),
            "lastReviewed": content.last_reviewed and content.last_reviewed.isoformat(),
            "reviewedBy": self.sign_off and reviewer_node(self.sign_off),
            "publisher": hospital and hospital_node(request, hospital),
            "mainEntity": [
                condition_node(request, link.condition) | {"possibleTreatment": {"@id": therapy_id}}
                for link in self.conditions
            ],
            "hasPart": self.questions and faq(self.questions),
            "breadcrumb": breadcrumb(request, *steps(content)),
        }
        return as_script_content(page)


def treatments_for(condition_id):
    links = TreatmentCondition.objects.filter(condition=condition_id)
    return set(links.values_list("content__treatment", flat=True))


def texts_of(content, language):
    """Everything written in the blocks of a page, as plain text."""
    plugins = CMSPlugin.objects.filter(placeholder__in=content.placeholders.all(), language=language)
    plugins = plugins.order_by("placeholder__slot", "position")
    for block in downcast_plugins(list(plugins)):
        for field in ("question", "answer", "body"):
            if text := getattr(block, field, ""):
                yield strip_tags(text.replace("<", " <"))


def published_titles(**which):
    """Titles of treatment pages in the active language."""
    return TreatmentContent.objects.filter(language=get_language(), **which).values_list("title", flat=True)


def reviewer_node(sign_off):
    return {"@type": "Person", "name": sign_off.by_name, "jobTitle": str(sign_off.by_role) or None}


def therapy_node(therapy_id, content, questions):
    return {
        "@type": "MedicalTherapy",
        "@id": therapy_id,
        "name": content.title,
        "alternateName": content.generic_name,
        "contraindication": entities("MedicalContraindication", questions, Kind.WHO_SHOULD_NOT),
        "adverseOutcome": entities("MedicalEntity", questions, Kind.RISKS),
    }


def entities(name, questions, kind):
    """What the answers to questions of this kind are about. schema.org wants things here, not texts."""
    return [
        {"@type": name, "name": question.question, "description": question.plain_answer}
        for question in questions
        if question.kind == kind
    ]


def faq(questions):
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question.question,
                "acceptedAnswer": {"@type": "Answer", "text": question.plain_answer},
            }
            for question in questions
        ],
    }


def steps(content):
    if department := content.treatment.department:
        yield department.name, department.get_absolute_url()
    yield content.title, content.get_absolute_url()
