"""Tells django CMS that treatment pages have a toolbar, versions and a publish gate."""

from cms.app_base import CMSAppConfig
from cms.utils.i18n import get_language_tuple
from djangocms_versioning.datastructures import VersionableItem

from .models import TreatmentContent
from .pages.rendering import render_treatment_content
from .publishing.publish_gate import refuse_unless_ready
from .publishing.services import copy_with_rows


class ContentCMSConfig(CMSAppConfig):
    cms_enabled = True
    cms_toolbar_enabled_models = [(TreatmentContent, render_treatment_content, "treatment")]
    djangocms_versioning_enabled = True
    versioning = [
        VersionableItem(
            content_model=TreatmentContent,
            grouper_field_name="treatment",
            extra_grouping_fields=["language"],
            version_list_filter_lookups={"language": get_language_tuple},
            copy_function=copy_with_rows,
            grouper_selector_option_label=lambda treatment, language: str(treatment),
            grouper_admin_mixin="__default__",
            on_publish=refuse_unless_ready,
        )
    ]
