"""The blocks that editors find under "+" on a treatment page."""

from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool
from django import forms
from django.utils.translation import gettext_lazy as _
from djangocms_text.fields import HTMLFormField

from .models import Picture, Question


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
