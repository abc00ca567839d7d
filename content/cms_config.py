"""Tells django CMS that pages of treatments and conditions have a toolbar, versions and a publish gate."""

from cms.app_base import CMSAppConfig
from cms.utils.i18n import get_language_tuple
from djangocms_versioning.datastructures import VersionableItem

from .models import ConditionContent, TreatmentContent
from .pages.condition_page import render_condition_content
from .pages.rendering import render_treatment_content
from .publishing.publish_gate import refuse_unless_ready
from .publishing.services import copy_with_rows


class ContentCMSConfig(CMSAppConfig):
    cms_enabled = True
    cms_toolbar_enabled_models = [
        (TreatmentContent, render_treatment_content, "treatment"),
        (ConditionContent, render_condition_content, "condition"),
    ]
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
        ),
        VersionableItem(
            content_model=ConditionContent,
            grouper_field_name="condition",
            extra_grouping_fields=["language"],
            version_list_filter_lookups={"language": get_language_tuple},
            copy_function=copy_with_rows,
            grouper_selector_option_label=lambda condition, language: str(condition),
            on_publish=refuse_unless_ready,
        ),
    ]
