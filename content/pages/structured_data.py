"""What search engines read of treatments and conditions: JSON-LD made only of what stands on the page."""

from django.urls import reverse
from django.utils.translation import get_language

from directory.models import Hospital
from directory.structured_data import CONTEXT, as_script_content, breadcrumb, hospital_node, thing_id

from ..models import Question

Kind = Question.Kind


def treatment_json_ld(request, content, conditions, questions, sign_off=None):
    page_url = request.build_absolute_uri(content.get_absolute_url())
    hospital = Hospital.objects.current()
    therapy_id = thing_id(request, content.treatment, "treatment")
    page = {
        "@context": CONTEXT,
        "@type": "MedicalWebPage",
        "@id": page_url,
        "url": page_url,
        "name": content.title,
        "description": content.lead,
        "inLanguage": content.language,
        "about": {
            "@type": "MedicalTherapy",
            "@id": therapy_id,
            "name": content.title,
            "alternateName": content.generic_name,
            "contraindication": entities("MedicalContraindication", questions, Kind.WHO_SHOULD_NOT),
            "adverseOutcome": entities("MedicalEntity", questions, Kind.RISKS),
        },
        "lastReviewed": content.last_reviewed and content.last_reviewed.isoformat(),
        "reviewedBy": sign_off and {"@type": "Person", "name": sign_off.by_name},
        "publisher": hospital and hospital_node(request, hospital),
        "mainEntity": [
            condition_node(request, link.condition) | {"possibleTreatment": {"@id": therapy_id}} for link in conditions
        ],
        "hasPart": questions and faq(questions),
        "breadcrumb": breadcrumb(request, *steps(content)),
    }
    return as_script_content(page)


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


def condition_node(request, condition):
    return {
        "@type": "MedicalCondition",
        "@id": thing_id(request, condition, "condition"),
        "name": str(condition.name),
        "url": request.build_absolute_uri(condition.get_absolute_url()),
    }


def condition_json_ld(request, condition, contents, list_name):
    page_url = request.build_absolute_uri(condition.get_absolute_url())
    therapies = [
        {
            "@type": "MedicalTherapy",
            "@id": thing_id(request, content.treatment, "treatment"),
            "name": content.title,
            "url": request.build_absolute_uri(content.get_absolute_url()),
        }
        for content in contents
    ]
    about = {"description": str(condition.explanation), "possibleTreatment": therapies}
    page = {
        "@context": CONTEXT,
        "@type": "MedicalWebPage",
        "@id": page_url,
        "url": page_url,
        "name": str(condition.name),
        "inLanguage": get_language(),
        "about": condition_node(request, condition) | about,
        "breadcrumb": breadcrumb(
            request, (list_name, reverse("content:condition_list")), (condition.name, condition.get_absolute_url())
        ),
    }
    return as_script_content(page)
