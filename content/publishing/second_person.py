"""What this room adds to the changes that two people decide: patients' voices, and where a clinician must sign."""

from django.contrib.auth.models import User
from django.db import models

from directory.two_person import take_down
from directory.two_person.kinds import Kind, register, register_clinicians
from directory.two_person.take_down import Removable

from ..claims_checker import claims_in
from ..medicine_words import medicine_words
from ..models import Condition, ConditionContent, Testimonial, Treatment, TreatmentContent
from ..models.sign_offs import Clinician


def register_second_person() -> None:
    register_clinicians(seen=asks_for_a_clinician, may_sign=may_sign)
    register(
        Kind(
            Testimonial,
            texts=("words", "shown_name"),
            live="is_live",
            language="language",
            about=about_voice,
        )
    )
    take_down.register(
        Removable(Treatment, unpublish_treatment, by_language=True, find=lambda path: at(Treatment, "treatments", path))
    )
    take_down.register(
        Removable(Condition, unpublish_condition, by_language=True, find=lambda path: at(Condition, "conditions", path))
    )
    take_down.register(
        Removable(Testimonial, take_down.not_live, about=about_voice, shown=lambda: Testimonial.objects.shown())
    )


def about_voice(voice: Testimonial) -> str:
    return f"{voice.treatment} ({voice.get_language_display()})"


def unpublish_treatment(treatment: Treatment, language: str, by: User) -> bool:
    """In this language, or in all of them."""
    contents = TreatmentContent.objects.filter(treatment=treatment)
    return unpublish(contents.filter(language=language) if language else contents, by)


def unpublish(contents: models.QuerySet, by: User) -> bool:
    found = list(contents)
    for content in found:
        content.versions.get().unpublish(by)
    return bool(found)


def unpublish_condition(condition: Condition, language: str, by: User) -> bool:
    contents = ConditionContent.objects.filter(condition=condition)
    return unpublish(contents.filter(language=language) if language else contents, by)


def at(model: type[models.Model], section: str, path: str) -> models.Model | None:
    """What has its page at this path behind the language."""
    parts = path.split("/")
    return model._default_manager.filter(slug=parts[1]).first() if parts[0] == section and len(parts) > 1 else None


def asks_for_a_clinician(text: str) -> list[str]:
    """What in these words only a clinician can answer for."""
    return [*claims_in([text]), *(f"“{word}”" for word in medicine_words(text))]


def may_sign(user: User, language: str) -> bool:
    """Who has a clinician's record for that language. No other right stands in for it."""
    if not user.is_active or not user.has_perm("content.sign_off_treatmentcontent"):
        return False
    return Clinician.objects.filter(user=user, languages__contains=[language]).exists()
