"""The blocks that editors find under "+" on a treatment page and on a free page."""

from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from djangocms_text.fields import HTMLFormField

from . import home_plugins  # noqa: F401 - registers itself
from .models import OfficerAndRates, Picture, Question


class QuestionForm(forms.ModelForm):
    # Named here, so that djangocms-text finds the field to edit in place.
    answer = HTMLFormField(label=_("Answer"))

    class Meta:
        model = Question
        fields = ["question", "answer", "kind"]


@plugin_pool.register_plugin
class QuestionPlugin(CMSPluginBase):
    model = Question
    form = QuestionForm
    name = _("Question and answer")
    module = _("Treatment page")
    render_template = "content/blocks/question.html"
    frontend_editable_fields = ("question", "answer", "kind")

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["body"] = instance.answer
        return context


@plugin_pool.register_plugin
class PicturePlugin(CMSPluginBase):
    model = Picture
    name = _("Picture")
    module = _("Treatment page")
    render_template = "content/blocks/picture.html"

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["source"] = instance.sources()
        # The first may stand in the first view; the others can wait until somebody comes near.
        request = context["request"]
        context["lazy"] = getattr(request, "has_shown_a_picture", False)
        request.has_shown_a_picture = True
        return context


class RatesForm(forms.ModelForm):
    rates = HTMLFormField(label=_("Services and rates"), required=False)

    class Meta:
        model = OfficerAndRates
        fields = ["rates"]


@plugin_pool.register_plugin
class OfficerAndRatesPlugin(CMSPluginBase):
    """Who hears complaints comes from the settings, like in the privacy notice, so that the two never differ."""

    model = OfficerAndRates
    form = RatesForm
    name = _("Grievance officer and rates")
    module = _("Free page")
    allowed_slots = ["content"]
    render_template = "content/blocks/officer_and_rates.html"
    frontend_editable_fields = ("rates",)

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["officer"] = settings.GRIEVANCE_OFFICER
        context["officer_email"] = settings.GRIEVANCE_OFFICER_EMAIL
        return context
