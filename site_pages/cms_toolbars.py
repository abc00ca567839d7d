"""What the toolbar offers on a free page and the home page."""

from cms.models import PageContent
from cms.toolbar.items import ButtonList
from cms.toolbar_base import CMSToolbar
from cms.toolbar_pool import toolbar_pool
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.cms_toolbars import VersioningToolbar, replace_toolbar

from .publishing.pages import url_of


class PublishForThoseWhoMay(VersioningToolbar):
    """The CMS's own offers "Publish" to everybody who edits, and refuses most of them."""

    def _add_publish_button(self):
        version = self._get_version() if self._is_versioned() else None
        if version and version.has_publish_permission(self.request.user):
            super()._add_publish_button()


replace_toolbar(VersioningToolbar, PublishForThoseWhoMay)


@toolbar_pool.register
class SecondPersonToolbar(CMSToolbar):
    def post_template_populate(self):
        content = self.toolbar.get_object()
        if isinstance(content, PageContent) and self.request.user.has_perm(
            "djangocms_versioning.view_pagecontentversion"
        ):
            buttons = ButtonList(side=self.toolbar.RIGHT)
            buttons.add_button(_("Second person"), url=url_of(content))
            self.toolbar.add_item(buttons)
