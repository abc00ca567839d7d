"""What we tell patients."""

from .blocks import Picture, Question
from .conditions import Condition
from .sign_offs import Clinician, SignOff, reads
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference

__all__ = [
    "Clinician",
    "Condition",
    "Picture",
    "Question",
    "SignOff",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
    "reads",
]
