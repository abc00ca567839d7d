"""What the toolbar offers on a treatment page."""

from cms.toolbar.items import ButtonList
from cms.toolbar_base import CMSToolbar
from cms.toolbar_pool import toolbar_pool
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.models import Version

from .models import ConditionContent, TreatmentContent
from .publishing.signable import admin_url
from .reviewing.people import may_read
from .translations import newer_source


@toolbar_pool.register
class ReviewToolbar(CMSToolbar):
    """On pages of every kind that is signed."""

    def post_template_populate(self):
        content = self.toolbar.get_object()
        if content is None or content._meta.app_label != "content":
            return
        version = Version.objects.filter_by_content_grouping_values(content).filter(object_id=content.pk).first()
        if version and may_read(self.request.user, version):
            buttons = ButtonList(side=self.toolbar.RIGHT)
            buttons.add_button(_("Review"), url=reverse("review:version", args=[version.pk]))
            self.toolbar.add_item(buttons)


@toolbar_pool.register
class TreatmentToolbar(CMSToolbar):
    class Media:
        css = {"all": ["admin-pages/colours.css", "admin-pages/unsaved.css", "admin-pages/session-end.css"]}
        js = ["js/unsaved.js", "js/session-end.js"]

    def populate(self):
        if self.request.user.has_perm("content.view_treatmentcontent"):
            menu = self.toolbar.get_or_create_menu("treatments", _("Treatments"))
            menu.add_link_item(_("All treatments"), url=reverse("admin:content_treatment_changelist"))
            menu.add_link_item(_("Worklist"), url=reverse("admin:content_treatmentcontent_worklist"))

    def post_template_populate(self):
        content = self.toolbar.get_object()
        if isinstance(content, ConditionContent):
            self.offer_for_condition(content)
        if not isinstance(content, TreatmentContent):
            return
        menu = self.toolbar.get_or_create_menu("treatments", _("Treatments"))
        change = reverse("admin:content_treatmentcontent_change", args=[content.pk])
        treatment = reverse("admin:content_treatment_change", args=[content.treatment_id])
        menu.add_break()
        menu.add_modal_item(_("Facts, conditions, references…"), url=change)
        menu.add_modal_item(_("Address, department, doctors…"), url=f"{treatment}?language={content.language}")
        menu.add_link_item(
            _("Words and questions in one form"), url=reverse("admin:content_treatmentcontent_words", args=[content.pk])
        )
        readiness = reverse("admin:content_treatmentcontent_readiness", args=[content.pk])
        buttons = ButtonList(side=self.toolbar.RIGHT)
        if newer_source(content):
            buttons.add_button(_("The English page is newer"), url=readiness)
        buttons.add_button(_("Check and sign off"), url=readiness)
        buttons.add_button(_("Phone"), url=reverse("admin:content_treatmentcontent_phone", args=[content.pk]))
        self.toolbar.add_item(buttons)

    def offer_for_condition(self, content):
        menu = self.toolbar.get_or_create_menu("treatments", _("Treatments"))
        menu.add_break()
        menu.add_modal_item(_("Words, signs, references"), url=admin_url(content, "change"))
        menu.add_link_item(_("Pages in each language"), url=admin_url(content.condition, "change"))
        buttons = ButtonList(side=self.toolbar.RIGHT)
        buttons.add_button(_("Check and sign off"), url=admin_url(content, "readiness"))
        self.toolbar.add_item(buttons)
