"""What we tell patients."""

from .blocks import Picture, Question
from .conditions import Condition
from .feedback import PageFeedback
from .reminders import ReviewReminder
from .sign_offs import Clinician, SignOff, can_read_language
from .testimonials import Testimonial
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference

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
    "can_read_language",
]
