"""Which changes mean that search entries must be written anew.

These are the signals of Django and of the versioning: entries follow whatever way a change was made.
"""

from cms.models import PageContent
from django.db.models.signals import m2m_changed, post_delete, post_save
from djangocms_versioning.signals import post_version_operation

from content.models import Condition, Treatment, TreatmentContent
from directory.models import Department, Doctor, Location, OpdSession

from .index import changed, learn_synonyms
from .models import SearchEntry, SynonymGroup

Kind = SearchEntry.Kind


def connect():
    for model in WHAT_CHANGES:
        post_save.connect(row_changed, sender=model, dispatch_uid=f"search {model.__name__} saved")
        post_delete.connect(row_changed, sender=model, dispatch_uid=f"search {model.__name__} deleted")
    for through in (Doctor.departments.through, Doctor.locations.through, Treatment.doctors.through):
        m2m_changed.connect(links_changed, sender=through, dispatch_uid=f"search {through.__name__}")
    post_version_operation.connect(version_changed, dispatch_uid="search versions")
    post_save.connect(synonyms_changed, sender=SynonymGroup, dispatch_uid="search synonyms")


def row_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        all_changed(WHAT_CHANGES[sender](instance))


def links_changed(sender, instance, action, reverse, pk_set, **kwargs):
    if action.startswith("post"):
        all_changed(WHAT_CHANGES[type(instance)](instance))
        if sender is Treatment.doctors.through and not reverse:
            all_changed((Kind.DOCTOR, pk) for pk in pk_set or ())


def version_changed(sender, obj, **kwargs):
    content = obj.content
    if isinstance(content, TreatmentContent):
        all_changed(of_treatment(content.treatment))
    elif isinstance(content, PageContent):
        changed(Kind.PAGE, content.page_id)


def synonyms_changed(sender, instance, **kwargs):
    learn_synonyms(instance)


def all_changed(things):
    for kind, pk in things:
        changed(kind, pk)


def of_treatment(treatment):
    yield Kind.TREATMENT, treatment.pk
    if treatment.department_id:
        yield Kind.DEPARTMENT, treatment.department_id
    if treatment.pk:
        yield from ((Kind.DOCTOR, pk) for pk in treatment.doctors.values_list("pk", flat=True))


def of_department(department):
    yield Kind.DEPARTMENT, department.pk
    if department.pk:
        yield from ((Kind.DOCTOR, pk) for pk in department.doctors.values_list("pk", flat=True))
        yield from ((Kind.TREATMENT, pk) for pk in department.treatments.values_list("pk", flat=True))


def of_location(location):
    if location.pk:
        yield from ((Kind.DOCTOR, pk) for pk in location.doctors.values_list("pk", flat=True))


def of_condition(condition):
    yield Kind.CONDITION, condition.pk
    if condition.pk:
        treatments = condition.treatment_links.values_list("content__treatment", flat=True)
        yield from ((Kind.TREATMENT, pk) for pk in set(treatments))


WHAT_CHANGES = {
    Treatment: of_treatment,
    TreatmentContent: lambda content: of_treatment(content.treatment),
    Condition: of_condition,
    Department: of_department,
    Location: of_location,
    Doctor: lambda doctor: [(Kind.DOCTOR, doctor.pk)],
    OpdSession: lambda session: [(Kind.DOCTOR, session.doctor_id)],
    PageContent: lambda content: [(Kind.PAGE, content.page_id)],
}
