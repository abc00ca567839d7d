"""What we tell patients."""

from .blocks import Question
from .conditions import Condition
from .sign_offs import SignOff
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference

__all__ = [
    "Condition",
    "Question",
    "SignOff",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
]
