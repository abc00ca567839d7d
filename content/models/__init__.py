"""What we tell patients."""

from .blocks import Question
from .conditions import Condition
from .sign_offs import SignOff
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference
from .voices import PatientVoice

__all__ = [
    "Condition",
    "PatientVoice",
    "Question",
    "SignOff",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
]
