"""The blocks that editors find under "+" on the home page and on free pages.

Those of the home page show what can be read in the language of the page.
"""

from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from djangocms_text.fields import HTMLFormField

from .models import HomeDoctors, HomeTreatments, HomeWords, OfficerAndRates, ReadyBlock


class HomeBlock(CMSPluginBase):
    module = _("Home page")
    allowed_slots = ["home"]


class ReadyHomeBlock(HomeBlock):
    """Nothing to fill in: put where it should stand, it is ready."""

    model = ReadyBlock
    show_add_form = False
    is_slot = True  # a double click would open a form without fields


@plugin_pool.register_plugin
class HomeTasksPlugin(ReadyHomeBlock):
    name = _("Four tasks")
    render_template = "home/tasks.html"


@plugin_pool.register_plugin
class HomeSearchPlugin(ReadyHomeBlock):
    name = _("Search")
    render_template = "home/search.html"


@plugin_pool.register_plugin
class HomeDepartmentsPlugin(ReadyHomeBlock):
    name = _("Departments")
    render_template = "home/departments.html"


@plugin_pool.register_plugin
class HomeLocationsPlugin(ReadyHomeBlock):
    name = _("Locations")
    render_template = "home/locations.html"


@plugin_pool.register_plugin
class HomeTrustPlugin(ReadyHomeBlock):
    name = _("Why our pages can be trusted")
    render_template = "home/trust.html"


@plugin_pool.register_plugin
class HomeAskPlugin(ReadyHomeBlock):
    name = _("Ask for an appointment")
    render_template = "home/ask.html"


class BlockOfChosen(HomeBlock):
    """Many to choose from, so they are ticked, not held down with a key."""

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return db_field.formfield(widget=forms.CheckboxSelectMultiple)


@plugin_pool.register_plugin
class HomeTreatmentsPlugin(BlockOfChosen):
    model = HomeTreatments
    name = _("Treatments")
    render_template = "home/treatments.html"


@plugin_pool.register_plugin
class HomeDoctorsPlugin(BlockOfChosen):
    model = HomeDoctors
    name = _("Doctors")
    render_template = "home/doctors.html"


class WordsForm(forms.ModelForm):
    # Named here, so that djangocms-text finds the field to edit in place.
    body = HTMLFormField(label=_("Text"), required=False)

    class Meta:
        model = HomeWords
        fields = ["heading", "body"]


@plugin_pool.register_plugin
class HomeWordsPlugin(HomeBlock):
    model = HomeWords
    form = WordsForm
    name = _("Words and pictures")
    render_template = "home/words.html"
    frontend_editable_fields = ("heading", "body")
    allow_children = True
    child_classes = ["PicturePlugin"]


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
    render_template = "site_pages/blocks/officer_and_rates.html"
    frontend_editable_fields = ("rates",)

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["officer"] = settings.GRIEVANCE_OFFICER
        context["officer_email"] = settings.GRIEVANCE_OFFICER_EMAIL
        return context
