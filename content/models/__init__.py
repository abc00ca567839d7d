"""What we tell patients."""

from .blocks import Question
from .conditions import Condition
from .feedback import PageFeedback
from .sign_offs import SignOff
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference
from .voices import PatientVoice

__all__ = [
    "Condition",
    "PageFeedback",
    "PatientVoice",
    "Question",
    "SignOff",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
]
