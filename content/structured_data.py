"""What search engines read: JSON-LD made only of what stands on the page."""

import json

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from directory.models import Hospital

# A "</script>" inside a text must not end the script element.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def treatment_json_ld(request, content, conditions, questions):
    page_url = request.build_absolute_uri(content.get_absolute_url())
    hospital = Hospital.objects.first()
    page = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": page_url,
        "url": page_url,
        "name": content.title,
        "description": content.lead,
        "inLanguage": content.language,
        "about": without_empty(
            {
                "@type": "MedicalTherapy",
                "@id": f"{page_url}#treatment",
                "name": content.title,
                "alternateName": content.generic_name,
            }
        ),
        "lastReviewed": content.last_reviewed and content.last_reviewed.isoformat(),
        "publisher": hospital and {"@type": "Hospital", "name": str(hospital.name)},
        "mainEntity": [
            {
                "@type": "MedicalCondition",
                "@id": request.build_absolute_uri(link.condition.get_absolute_url()) + "#condition",
                "name": str(link.condition.name),
                "possibleTreatment": {"@id": f"{page_url}#treatment"},
            }
            for link in conditions
        ],
        "hasPart": questions
        and {
            "@type": "FAQPage",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": question.question,
                    "acceptedAnswer": {"@type": "Answer", "text": question.plain_answer},
                }
                for question in questions
            ],
        },
        "breadcrumb": breadcrumb(request, content),
    }
    return as_script_content(without_empty(page))


def condition_json_ld(request, condition, contents):
    page_url = request.build_absolute_uri(condition.get_absolute_url())
    name = str(condition.name)
    page = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": page_url,
        "url": page_url,
        "name": name,
        "inLanguage": get_language(),
        "about": without_empty(
            {
                "@type": "MedicalCondition",
                "@id": f"{page_url}#condition",
                "name": name,
                "description": str(condition.explanation),
                "possibleTreatment": [
                    {
                        "@type": "MedicalTherapy",
                        "@id": f"{treatment_url}#treatment",
                        "name": content.title,
                        "url": treatment_url,
                    }
                    for content in contents
                    for treatment_url in [request.build_absolute_uri(content.get_absolute_url())]
                ],
            }
        ),
    }
    return as_script_content(without_empty(page))


def breadcrumb(request, content):
    steps = [(reverse("content:treatment_list"), None)]
    department = content.treatment.department
    if department:
        steps.append((department.get_absolute_url(), str(department.name)))
    named = [(url, name) for url, name in [*steps, (content.get_absolute_url(), content.title)] if name]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": request.build_absolute_uri(url)}
            for place, (url, name) in enumerate(named, start=1)
        ],
    }


def without_empty(values):
    return {key: value for key, value in values.items() if value}


def as_script_content(data):
    """JSON that can stand inside a script element: no "<", ">" or "&" in it."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308
