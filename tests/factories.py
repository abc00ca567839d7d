"""Rows for tests, each complete and valid unless the test says otherwise."""

import uuid
from contextlib import contextmanager
from datetime import date, time, timedelta

import factory
from cms.api import add_plugin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone
from djangocms_versioning.models import Version

from bookings import services
from bookings.free_times import Slot
from content.models import Clinician, Condition, ConditionContent, SignOff, Testimonial, Treatment, TreatmentContent
from content.models.rows import signs_in
from content.publishing.services import sign_off
from directory.models import CallWindow, Department, Doctor, Hospital, Location, OpdSession
from directory.two_person.acting import acting, as_user


def translated(text):
    return factory.Sequence(lambda number: {"en": f"{text} {number}"})


class HospitalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Hospital
        django_get_or_create = ["id"]

    id = 1
    name = {"en": "Test Hospital"}
    phone = "+914952700000"
    email = "desk@hospital.example"


class LocationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Location

    slug = factory.Sequence(lambda number: f"location-{number}")
    name = translated("Location")


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department

    slug = factory.Sequence(lambda number: f"department-{number}")
    name = translated("Department")


class DoctorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Doctor

    slug = factory.Sequence(lambda number: f"doctor-{number}")
    name = translated("Asha Test")
    role = {"en": "Neurologist"}
    registration_number = "TEST-1"
    registration_verified_by = "Medical records"
    registration_verified_on = date(2026, 1, 15)
    is_listed = True


class OpdSessionFactory(factory.django.DjangoModelFactory):
    """Thursdays, 10 to 1."""

    class Meta:
        model = OpdSession

    doctor = factory.SubFactory(DoctorFactory)
    location = factory.SubFactory(LocationFactory)
    weekday = 3
    starts = time(10)
    ends = time(13)


class CallWindowFactory(factory.django.DjangoModelFactory):
    """8 to 12."""

    class Meta:
        model = CallWindow

    name = {"en": "Morning"}
    starts = time(8)
    ends = time(12)


class ConditionFactory(factory.django.DjangoModelFactory):
    """With a published page in each language of its name, past the gate: what counts is that patients can read it."""

    class Meta:
        model = Condition
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda number: f"condition-{number}")

    @classmethod
    def _create(cls, model_class, *args, name=None, explanation=None, urgent_signs=None, author=None, **fields):
        condition = super()._create(model_class, *args, **fields)
        name = {"en": condition.slug.replace("-", " ").capitalize()} if name is None else name
        for language, words in name.items():
            condition_page(
                condition,
                language,
                words,
                explanation=(explanation or {}).get(language, ""),
                urgent_signs=(urgent_signs or {}).get(language, ""),
                author=author,
            )
        condition.refresh_from_db()
        return condition


def condition_page(condition, language, name, *, explanation="", urgent_signs="", author=None, state="published"):
    author = author or get_user_model().objects.get_or_create(username="condition-author")[0]
    content = ConditionContent._original_manager.create(
        condition=condition, language=language, name=name, explanation=explanation
    )
    add_signs(content, urgent_signs)
    version = Version.objects.create(content=content, created_by=author)
    if state == "published":
        page = {"kind": "condition", "object_id": condition.pk, "language": language}
        SignOff.objects.create(**page, version=version, by=author)
    Version.objects.filter(pk=version.pk).update(state=state)
    return content


class TreatmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Treatment

    slug = factory.Sequence(lambda number: f"treatment-{number}")
    department = factory.SubFactory(DepartmentFactory)


class TestimonialFactory(factory.django.DjangoModelFactory):
    """Consent given a month ago, for a year."""

    class Meta:
        model = Testimonial

    treatment = factory.SubFactory(TreatmentFactory)
    language = "en"
    words = "The nurses told me each morning what the day would bring."
    shown_name = "Demo-Lekha, Kozhikode"
    consent_document = "DEMO-CONSENT-7"
    scope = "website"
    is_live = True
    given_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=335))


def staff(role, **fields):
    """Somebody with this role. Each call makes another person."""
    number = get_user_model().objects.count()
    user = get_user_model().objects.create_user(
        username=f"{role.lower().replace(' ', '-')}-{number}",
        password="correct horse battery",
        first_name=role,
        last_name=f"Test-{number}",
        **{"is_staff": True, **fields},
    )
    user.groups.set([Group.objects.get(name=role)])
    if role == "Clinician":
        Clinician.objects.create(user=user, languages=["en"], role={"en": "Consultant neurologist"})
    return user


def reads(user, *languages):
    """A clinician's record that lists these languages, and no other."""
    record = {"languages": languages, "role": {"en": "Consultant neurologist"}}
    return Clinician.objects.update_or_create(user=user, defaults=record)[0]


SIGNS = "sudden chest pain\na calf that swells and hurts"


@contextmanager
def written_by_an_editor():
    """What the test writes into pages meanwhile has an author, whom nobody of the test is."""
    with acting(staff("Editor")):
        yield


# A page of another language has words of that language: the gate refuses those that were only copied.
ENGLISH = {
    "title": "Hip replacement",
    "lead": "A worn hip joint is replaced by an artificial one.",
    "overview": "The surgeon removes the worn parts of the joint.",
    "who": "Who should not have it?",
    "not": "People with an infection.",
    "risks": "What are the risks?",
    "bleeding": "Bleeding, and rarely infection.",
    "signs": SIGNS,
}
SENTENCES = {
    "ml": "തേഞ്ഞ ഇടുപ്പ് സന്ധി മാറ്റിവയ്ക്കുന്നു.",
    "hi": "घिसा हुआ कूल्हे का जोड़ बदला जाता है।",
    "ar": "يُستبدل مفصل الورك التالف.",
}
WORDS = {"en": ENGLISH} | {code: dict.fromkeys(ENGLISH, sentence) for code, sentence in SENTENCES.items()}


def draft(author, *, treatment=None, language="en", title=None, urgent_signs=None, **fields):
    """A draft that lacks nothing but the sign-off."""
    treatment = treatment or TreatmentFactory()
    with as_user(author):
        return _draft(author, treatment, language, title, urgent_signs, **fields)


def _draft(author, treatment, language, title, urgent_signs, **fields):
    words = WORDS[language]
    today = timezone.localdate()
    content = TreatmentContent.objects.with_user(author).create(
        treatment=treatment,
        language=language,
        title=words["title"] if title is None else title,
        **{
            "lead": words["lead"],
            "last_reviewed": today - timedelta(days=10),
            "next_review": today + timedelta(days=365),
            **fields,
        },
    )
    content.references.create(title="Hip replacement", publisher="A health service", url="https://health.example/hip")
    add_signs(content, words["signs"] if urgent_signs is None else urgent_signs)
    overview = content.placeholders.create(slot="overview")
    add_plugin(overview, "TextPlugin", language, body=f"<p>{words['overview']}</p>")
    questions = content.placeholders.create(slot="questions")
    add_question(questions, language, words["who"], f"<p>{words['not']}</p>", "who_should_not")
    add_question(questions, language, words["risks"], f"<p>{words['bleeding']}</p>", "risks")
    return content


def add_signs(content, urgent_signs):
    """The signs of a text, one on each line."""
    for order, text in enumerate(signs_in(urgent_signs)):
        content.signs.create(order=order, text=text)


def add_question(placeholder, language, question, answer, kind=""):
    return add_plugin(placeholder, "QuestionPlugin", language, question=question, answer=answer, kind=kind)


def published(author, clinician, publisher, **fields):
    """A page that went through the gate as every page does."""
    content = draft(author, **fields)
    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    return content


def past_the_gate(content, **fields):
    """Published by nobody, with these fields: where a test is about what patients then see."""
    if fields:
        type(content)._original_manager.filter(pk=content.pk).update(**fields)
    version = content.versions.get()
    page = {"kind": "treatment", "object_id": content.treatment_id, "language": content.language}
    SignOff.objects.create(**page, version=version, by=version.created_by)
    content.versions.update(state="published")
    return TreatmentContent.objects.get(pk=content.pk)


@contextmanager
def unguarded():
    """As if the database had no rules."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")


def rewrite(content, **fields):
    """Words of a version that nobody may change any more."""
    with unguarded():
        type(content)._original_manager.filter(pk=content.pk).update(**fields)


def request(**answers):
    """An appointment request as a patient sends it."""
    return services.submit(
        **{
            "idempotency_key": uuid.uuid4(),
            "full_name": "Fathima Test",
            "phone": "+919847012345",
            "email": "fathima@patient.example",
            "reason": "",
            "language": "en",
            "call_language": "en",
            **answers,
        }
    )


def slot(doctor, starts_at, minutes=15, location=None):
    """A time of the doctor's, in a session of that weekday that is held from morning to night."""
    weekday = timezone.localdate(starts_at).weekday()
    session = doctor.opd_sessions.filter(weekday=weekday).first()
    if session is None:
        place = {"location": location} if location else {}
        session = OpdSessionFactory(
            doctor=doctor, weekday=weekday, starts=time(0), ends=time(23, 59), slot_minutes=minutes, **place
        )
    return Slot(session, starts_at)


def at(days, hour=10, minute=0):
    """That many days from now, at this hour in the hospital's zone."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
