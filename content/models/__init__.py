"""What we tell patients."""

from .blocks import Picture, Question
from .conditions import Condition
from .extra_links import ExtraLink
from .feedback import PageFeedback
from .home_blocks import HomeDoctors, HomeTreatments, HomeWords, OfficerAndRates, ReadyBlock
from .notices import Notice
from .reminders import ReviewReminder
from .search import MissedSearch, SearchEntry, SearchWord, SynonymGroup
from .sign_offs import Clinician, SignOff, reads
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference
from .voices import PatientVoice

__all__ = [
    "Clinician",
    "Condition",
    "ExtraLink",
    "HomeDoctors",
    "HomeTreatments",
    "HomeWords",
    "MissedSearch",
    "Notice",
    "OfficerAndRates",
    "PageFeedback",
    "PatientVoice",
    "Picture",
    "Question",
    "ReadyBlock",
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
