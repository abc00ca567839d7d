"""What we tell patients."""

from .blocks import Question
from .conditions import Condition
from .search import MissedSearch, SearchEntry, SearchWord, SynonymGroup
from .sign_offs import SignOff
from .treatments import Treatment, TreatmentCondition, TreatmentContent, TreatmentFact, TreatmentReference

__all__ = [
    "Condition",
    "MissedSearch",
    "Question",
    "SearchEntry",
    "SearchWord",
    "SignOff",
    "SynonymGroup",
    "Treatment",
    "TreatmentCondition",
    "TreatmentContent",
    "TreatmentFact",
    "TreatmentReference",
]
