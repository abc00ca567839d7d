"""A treatment by its page: what a patient is shown beside their answers."""

from django.utils.translation import get_language

from content.models import TreatmentContent


def page_of(treatment):
    """The treatment's page in this language, else in any: its emergency signs matter in every language."""
    if treatment is None:
        return None
    contents = TreatmentContent.objects.filter(treatment=treatment)
    return contents.filter(language=get_language()).first() or contents.first()
