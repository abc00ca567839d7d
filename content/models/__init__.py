"""What we tell patients."""

from .blocks import Picture, Question
from .conditions import Condition, ConditionContent, ConditionReference, ConditionSign
from .earlier_words import EarlierWords
from .feedback import PageFeedback
from .open_editors import OpenEditor
from .reminders import ReviewReminder
from .rows import ContentRow, UrgentSign
from .seen_news import SeenConditionNews
from .sign_offs import Clinician, SignOff, can_read_language, role_of
from .testimonials import Testimonial
from .treatments import (
    Treatment,
    TreatmentCondition,
    TreatmentContent,
    TreatmentFact,
    TreatmentReference,
    TreatmentSign,
)
from .versioned_words import VersionedWords

__all__ = [
    "Clinician",
    "Condition",
    "ConditionContent",
    "ConditionReference",
    "ConditionSign",
    "ContentRow",
    "EarlierWords",
    "OpenEditor",
    "PageFeedback",
    "Picture",
    "Question",
    "ReviewReminder",
    "SeenConditionNews",
    "SignOff",
    "Testimonial",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
    "TreatmentSign",
    "UrgentSign",
    "VersionedWords",
    "can_read_language",
    "role_of",
]
