"""What we tell patients."""

from .blocks import Picture, Question
from .conditions import Condition, ConditionContent, ConditionReference, ConditionSign
from .feedback import PageFeedback
from .going_out import PlannedChange, PreviewLink, TranslatedPassage
from .journal.changes import WordChange
from .journal.earlier import EarlierWords
from .open_editors import OpenEditor
from .reminders import ReviewReminder
from .reviews import Review, ReviewComment, ReviewDigest, SignedWords
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
    "PlannedChange",
    "PreviewLink",
    "Question",
    "Review",
    "ReviewComment",
    "ReviewDigest",
    "ReviewReminder",
    "SeenConditionNews",
    "SignOff",
    "SignedWords",
    "Testimonial",
    "TranslatedPassage",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
    "TreatmentSign",
    "UrgentSign",
    "VersionedWords",
    "WordChange",
    "can_read_language",
    "role_of",
]
