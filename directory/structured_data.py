"""What search engines read: JSON-LD made only of what stands on the page.

Each thing has one `@id` on the whole site, in whatever language its page is read.
"""

import json

from django.utils.safestring import mark_safe
from django.utils.translation import override

from common.translated_text import MAIN_LANGUAGE

# A "</script>" inside a text must not end the script element.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
CONTEXT = "https://schema.org"


def as_script_content(data):
    """JSON that can stand inside a script element: no "<", ">" or "&" in it."""
    return mark_safe(json.dumps(without_empty(data), ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def without_empty(values):
    if isinstance(values, dict):
        cleaned = {key: without_empty(value) for key, value in values.items()}
        return {key: value for key, value in cleaned.items() if value not in (None, "", [], {})}
    return [without_empty(value) for value in values] if isinstance(values, list) else values


def thing_id(request, thing, name):
    """The same in every language: the page in the main language, and which thing on it."""
    with override(MAIN_LANGUAGE):
        return f"{request.build_absolute_uri(thing.get_absolute_url())}#{name}"


def hospital_id(request):
    return request.build_absolute_uri("/") + "#hospital"


def hospital_json_ld(request, hospital):
    """The hospital itself, for the pages that show its numbers."""
    return as_script_content({"@context": CONTEXT} | hospital_node(request, hospital)) if hospital else ""


def hospital_node(request, hospital):
    return {
        "@type": "Hospital",
        "@id": hospital_id(request),
        "name": str(hospital.name),
        "url": request.build_absolute_uri("/"),
        "telephone": hospital.phone,
    }


def breadcrumb(request, *steps):
    """Steps are (name, path), from below the home page down to this one."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": str(name),
                "item": {"@id": request.build_absolute_uri(path)},
            }
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


def doctor_json_ld(request, doctor):
    url = request.build_absolute_uri(doctor.get_absolute_url())
    node = {
        "@context": CONTEXT,
        "@type": ["Physician", "IndividualPhysician", "Person"],
        "@id": thing_id(request, doctor, "doctor"),
        "url": url,
        "name": str(doctor.full_name),
        "jobTitle": str(doctor.role),
        "image": doctor.photo and request.build_absolute_uri(doctor.photo.url),
        "description": str(doctor.biography),
        "knowsLanguage": [str(label) for label in doctor.languages_display],
        "identifier": {
            "@type": "PropertyValue",
            "name": doctor.registration_council,
            "value": doctor.registration_number,
        },
    }
    if not doctor.has_left:
        node["worksFor"] = [department_node(request, department) for department in doctor.departments.all()]
    return as_script_content(node)


def department_node(request, department):
    return {
        "@type": "MedicalClinic",
        "@id": thing_id(request, department, "department"),
        "name": str(department.name),
        "url": request.build_absolute_uri(department.get_absolute_url()),
    }


def department_json_ld(request, department, hospital):
    more = {
        "alternateName": str(department.plain_name),
        "telephone": department.phone,
        "email": department.email,
        "parentOrganization": hospital and hospital_node(request, hospital),
    }
    return as_script_content({"@context": CONTEXT} | department_node(request, department) | more)


def location_json_ld(request, location, hours, hospital):
    return as_script_content(
        {
            "@context": CONTEXT,
            "@type": "MedicalClinic",
            "@id": thing_id(request, location, "location"),
            "name": str(location.name),
            "url": request.build_absolute_uri(location.get_absolute_url()),
            "telephone": location.phone,
            "address": str(location.address),
            "hasMap": location.map_url,
            "parentOrganization": hospital and hospital_node(request, hospital),
            "openingHoursSpecification": [
                {
                    "@type": "OpeningHoursSpecification",
                    "dayOfWeek": f"{CONTEXT}/{DAYS[row.weekday]}",
                    "opens": f"{row.opens:%H:%M}",
                    "closes": f"{row.closes:%H:%M}",
                }
                for row in hours
            ],
        }
    )


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
