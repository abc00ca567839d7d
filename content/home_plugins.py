"""The blocks that editors find under "+" on the home page. Each shows what can be read in the language of the page."""

from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool
from django import forms
from django.utils.translation import gettext_lazy as _
from djangocms_text.fields import HTMLFormField

from .models import HomeDoctors, HomeTreatments, HomeWords, ReadyBlock


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
