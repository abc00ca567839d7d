"""A question for a treatment: what can be chosen are the titles of the published pages."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language

from common.languages import direction
from content.models import Treatment, TreatmentContent


class Title(str):
    """A title that knows its language."""

    def __new__(cls, content):
        title = super().__new__(cls, content.title)
        title.language = content.language
        return title


class SelectByTitle(forms.Select):
    """Each title is marked where it is not in the page's language."""

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        if isinstance(label, Title) and label.language != get_language():
            option["attrs"] |= {"lang": label.language, "dir": direction(label.language)}
        return option


class TreatmentChoice(forms.ModelChoiceField):
    """Treatments by the titles of their published pages."""

    widget = SelectByTitle

    def set_up(self):
        titles = {}
        for content in TreatmentContent.objects.filter(language__in=[settings.LANGUAGE_CODE, get_language()]):
            if content.language == get_language() or content.treatment_id not in titles:
                titles[content.treatment_id] = Title(content)
        self.titles = titles
        self.queryset = Treatment.objects.filter(pk__in=titles)
        self.choices = [("", self.empty_label), *sorted(titles.items(), key=lambda item: item[1].lower())]

    def label_from_instance(self, treatment):
        return self.titles.get(treatment.pk, str(treatment))
