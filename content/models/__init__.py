"""What we tell patients."""

from .blocks import Picture, Question
from .conditions import Condition
from .feedback import PageFeedback
from .sign_offs import Clinician, SignOff, reads
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference
from .voices import PatientVoice

__all__ = [
    "Clinician",
    "Condition",
    "PageFeedback",
    "PatientVoice",
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
