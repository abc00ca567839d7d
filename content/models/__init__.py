"""What we tell patients."""

from .blocks import Picture, Question
from .conditions import Condition
from .feedback import PageFeedback
from .reminders import ReviewReminder
from .rows import UrgentSign
from .sign_offs import Clinician, SignOff, can_read_language
from .testimonials import Testimonial
from .treatments import (
    Treatment,
    TreatmentCondition,
    TreatmentContent,
    TreatmentFact,
    TreatmentReference,
    TreatmentSign,
)

__all__ = [
    "Clinician",
    "Condition",
    "PageFeedback",
    "Picture",
    "Question",
    "ReviewReminder",
    "SignOff",
    "Testimonial",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
    "TreatmentSign",
    "UrgentSign",
    "can_read_language",
]
