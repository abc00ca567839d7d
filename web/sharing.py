"""How a page looks when somebody shares its link: title, sentence, and a picture with the title on it."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.translated_text import MAIN_LANGUAGE
from content.models import Condition, TreatmentContent
from directory.models import Department, Doctor, Hospital, Location

from .share_picture import Shared, draw

ONE_DAY = 86_400
DRAWN_LIKE_THIS = "3"  # another number makes everybody fetch the pictures anew


def picture_address(kind, slug):
    return settings.SITE_ADDRESS + reverse("share_picture", args=[kind, slug])


@require_safe
def share_picture(request, kind, slug):
    hospital = Hospital.objects.current()
    shared = KINDS[kind](slug, hospital) if kind in KINDS else None
    if shared is None:
        raise Http404
    mark = f'"{hashlib.sha256(f"{DRAWN_LIKE_THIS} {shared}".encode()).hexdigest()[:20]}"'
    headers = {"Cache-Control": f"public, max-age={ONE_DAY}", "ETag": mark}
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(draw(shared), content_type="image/png", headers=headers)


def made(hospital, kind, title, below=None, photo=None):
    """All texts in the language of the address, each saying in which language it is if there is none in that one."""
    language = get_language()
    return Shared(
        language=language,
        kind=(kind, language),
        title=title,
        below=below.in_language() if below else ("", language),
        hospital=hospital.name.in_language() if hospital else ("", language),
        place=hospital.city.in_language() if hospital else ("", language),
        photo=photo or None,
    )


def of_treatment(slug, hospital):
    contents = TreatmentContent.objects.filter(treatment__slug=slug).select_related("treatment__department")
    by_language = {content.language: content for content in contents}
    content = by_language.get(get_language()) or by_language.get(MAIN_LANGUAGE)
    if content is None:
        return None
    department = content.treatment.department
    return made(hospital, _("Treatment"), (content.title, content.language), department and department.name)


def of_condition(slug, hospital):
    condition = Condition.objects.filter(slug=slug).first()
    return condition and made(hospital, _("Condition"), condition.name.in_language())


def of_doctor(slug, hospital):
    doctor = Doctor.objects.with_page().filter(slug=slug).first()
    return doctor and made(hospital, _("Doctor"), doctor.full_name.in_language(), doctor.role, doctor.photo)


def of_department(slug, hospital):
    department = Department.objects.filter(slug=slug).first()
    return department and made(hospital, _("Department"), department.name.in_language(), department.plain_name)


def of_location(slug, hospital):
    location = Location.objects.filter(slug=slug).first()
    return location and made(hospital, _("Location"), location.name.in_language(), location.address)


def of_hospital(slug, hospital):
    return hospital and made(hospital, "", hospital.name.in_language(), hospital.city)


KINDS = {
    "treatments": of_treatment,
    "conditions": of_condition,
    "doctors": of_doctor,
    "departments": of_department,
    "locations": of_location,
    "hospital": of_hospital,
}


def share_values(context):
    """Kind, address, title and sentence of what the page is about; None if it is nothing in particular."""
    if content := context.get("content"):
        treatment = getattr(content, "treatment", None)
        return treatment and ("treatments", treatment.slug, content.title, content.lead)
    for name in ("doctor", "condition", "department", "location"):
        if thing := context.get(name):
            text = next((str(getattr(thing, field)) for field in DESCRIBED_BY[name] if getattr(thing, field)), "")
            return f"{name}s", thing.slug, str(getattr(thing, "full_name", thing.name)), text
    return None


DESCRIBED_BY = {
    "doctor": ["role"],
    "condition": ["explanation"],
    "department": ["plain_name"],
    "location": ["address"],
}
