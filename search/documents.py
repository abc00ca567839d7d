"""What each kind of page says in one language, as search needs to know it."""

from dataclasses import dataclass
from datetime import date

from cms.models import CMSPlugin, PageContent
from cms.utils.plugins import downcast_plugins
from django.utils.html import strip_tags
from django.utils.translation import override

from content.models import Condition, Treatment, TreatmentCondition, TreatmentContent
from directory.models import Department, Doctor, Weekday
from directory.opd import weekly_sessions

from .models import SearchEntry

Kind = SearchEntry.Kind


@dataclass
class Document:
    title: str
    address: str
    title_language: str
    head: str = ""  # what the title does not say but everybody would look for
    text: str = ""
    text_language: str = ""
    body: str = ""
    until: date | None = None


def document(kind, pk, language):
    """What this thing says in this language; None if patients cannot read it there."""
    with override(language):
        return MAKERS[kind](pk, language)


def of_treatment(pk, language):
    content = TreatmentContent.objects.filter(treatment=pk, language=language).select_related("treatment").first()
    if content is None:
        return None
    conditions = TreatmentCondition.objects.filter(content=content).select_related("condition")
    department = content.treatment.department
    names = [department.name, department.plain_name] if department else []
    return Document(
        title=content.title,
        title_language=language,
        address=content.get_absolute_url(),
        head=joined(content.generic_name, content.trade_names, *names, *(link.condition.name for link in conditions)),
        text=content.lead,
        text_language=language,
        body=joined(*texts_of(content, language)),
    )


def of_condition(pk, language):
    condition = Condition.objects.filter(pk=pk).first()
    return condition and of_place(condition, language, condition.explanation)


def of_department(pk, language):
    department = Department.objects.filter(pk=pk).first()
    if department is None:
        return None
    treatments = TreatmentContent.objects.filter(treatment__department=department, language=language)
    found = of_place(department, language, department.plain_name)
    found.head = joined(department.plain_name)
    found.body = ", ".join(treatments.values_list("title", flat=True))
    return found


def of_place(place, language, text):
    title, title_language = place.name.in_language(language)
    words, text_language = text.in_language(language)
    return Document(title, place.get_absolute_url(), title_language, text=words, text_language=text_language)


def of_doctor(pk, language):
    doctor = Doctor.objects.listed().for_cards().filter(pk=pk).first()
    if doctor is None:
        return None
    title, title_language = doctor.full_name.in_language(language)
    role, role_language = doctor.role.in_language(language)
    sessions = weekly_sessions(doctor)
    treatments = TreatmentContent.objects.filter(treatment__doctors=doctor, language=language)
    departments = [name for each in doctor.departments.all() for name in (each.name, each.plain_name)]
    return Document(
        title=title,
        title_language=title_language,
        address=doctor.get_absolute_url(),
        # So that "Malayalam neurologist Kozhikode Thursday" finds whom it should, in any of the doctor's names.
        head=joined(
            *doctor.name.values(),
            role,
            *departments,
            *(str(label) for label in doctor.languages_display),
            *(location.name for location in doctor.locations.all()),
            *(str(Weekday(session.weekday).label) for session in sessions),
        ),
        text=role,
        text_language=role_language,
        body=joined(doctor.biography, *treatments.values_list("title", flat=True)),
        until=doctor.left_on,
    )


def of_page(pk, language):
    content = PageContent.objects.filter(page=pk, language=language).select_related("page").first()
    address = content and not content.page.is_home and content.page.get_absolute_url(language)
    if not address:
        return None
    words = joined(content.meta_description, *texts_of(content, language))
    return Document(content.title, address, language, text=words, text_language=language)


def texts_of(content, language):
    """Everything written in the blocks of a page, as plain text."""
    plugins = CMSPlugin.objects.filter(placeholder__in=content.placeholders.all(), language=language)
    plugins = plugins.order_by("placeholder__slot", "position")
    for block in downcast_plugins(list(plugins)):
        for field in ("question", "answer", "body"):
            if text := getattr(block, field, ""):
                yield strip_tags(text.replace("<", " <"))


def joined(*texts):
    return " ".join(" ".join(str(text).split()) for text in texts if text)


MAKERS = {
    Kind.TREATMENT: of_treatment,
    Kind.CONDITION: of_condition,
    Kind.DOCTOR: of_doctor,
    Kind.DEPARTMENT: of_department,
    Kind.PAGE: of_page,
}
# Where all things of a kind are listed.
SOURCES = {
    Kind.TREATMENT: lambda: Treatment.objects.values_list("pk", flat=True),
    Kind.CONDITION: lambda: Condition.objects.values_list("pk", flat=True),
    Kind.DOCTOR: lambda: Doctor.objects.values_list("pk", flat=True),
    Kind.DEPARTMENT: lambda: Department.objects.values_list("pk", flat=True),
    Kind.PAGE: lambda: PageContent.objects.values_list("page", flat=True).distinct(),
}
