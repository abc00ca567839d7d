"""What we tell patients."""

from .blocks import Picture, Question
from .conditions import Condition
from .feedback import PageFeedback
from .reminders import ReviewReminder
from .search import MissedSearch, SearchEntry, SearchWord, SynonymGroup
from .sign_offs import Clinician, SignOff, reads
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference
from .voices import PatientVoice

__all__ = [
    "Clinician",
    "Condition",
    "MissedSearch",
    "PageFeedback",
    "PatientVoice",
    "Picture",
    "Question",
    "ReviewReminder",
    "SearchEntry",
    "SearchWord",
    "SignOff",
    "SynonymGroup",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
    "reads",
]
