"""The admin of free pages, in place of the CMS's own.

A page's words have versions and are published. Its place in the tree, its identifier, whether it is the home page,
and whether it asks for a sign-in have none: they change the public site at once, so they are for publishers. To move
a page and to make one the home page takes two of them.
"""

from cms.admin.pageadmin import PageAdmin, PageContentAdmin
from cms.models import Page, PageContent
from cms.utils.admin import jsonify_request
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseForbidden
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from .publishing.copies import remembering_writers
from .publishing.pages import urls
from .publishing.tree import is_asked_by_two

ASKED = _("Noted, with your name. It is done when a second publisher does the same here within a day.")

admin.site.unregister(Page)


@admin.register(Page)
class FreePageAdmin(PageAdmin):
    def has_change_advanced_settings_permission(self, request, obj=None):
        return may_publish(request) and super().has_change_advanced_settings_permission(request, obj)

    def has_move_page_permission(self, request, obj=None):
        return may_publish(request) and super().has_move_page_permission(request, obj)

    def get_urls(self):
        return [*urls(), *super().get_urls()]

    @method_decorator(require_POST)
    def set_home(self, request, object_id):
        if not may_publish(request):
            raise PermissionDenied
        page = self.get_object(request, object_id=object_id)
        if page and page.is_potential_home() and self.has_change_permission(request, page):
            before = Page.objects.filter(is_home=True, site=page.site_id).values_list("pk", flat=True).first()
            if not is_asked_by_two(page, f"home in place of {before}", by=request.user):
                return HttpResponse(ASKED, content_type="text/plain; charset=utf-8", status=409)
        return super().set_home(request, object_id)

    def move_page(self, request, page_id, extra_context=None):
        page = self.get_object(request, object_id=page_id)
        if page and self.has_move_page_permission(request, obj=page):
            form = self.move_form(request.POST or None, page=page, site=page.site)
            if form.is_valid():
                target, position = form.get_tree_options()
                place = f"{position} of {target.path if target else None}"
                if not is_asked_by_two(page, place, by=request.user):
                    return jsonify_request(HttpResponseForbidden(ASKED))
        return super().move_page(request, page_id, extra_context)

    def copy_page(self, request, page_id):
        with remembering_writers(*Page.objects.filter(pk=page_id)):
            return super().copy_page(request, page_id)

    def edit_title_fields(self, request, page_id, language):
        """The CMS's own would write into whatever version is the newest, a published one as well."""
        page = self.get_object(request, object_id=page_id)
        content = page and page.get_admin_content(language)
        if not content or not content.is_editable(request):
            raise PermissionDenied
        return super().edit_title_fields(request, page_id, language)


admin.site.unregister(PageContent)


@admin.register(PageContent)
class FreePageContentAdmin(PageContentAdmin):
    def get_urls(self):
        """In front of djangocms-versioning's own, which it puts over the methods of this class."""
        copy = self.admin_site.admin_view(self.copy_and_remember)
        return [path("<int:object_id>/copy-language/", copy), *super().get_urls()]

    def copy_and_remember(self, request, object_id):
        pages = Page.objects.filter(pagecontent_set=object_id)
        with remembering_writers(*pages, into=request.POST.get("target_language", "")):
            return self.copy_language(request, object_id)

    def change_template(self, request, object_id):
        """The CMS's own would change the template of a version that is published."""
        content = self.get_object(request, object_id=object_id)
        if not content or not content.is_editable(request):
            raise PermissionDenied
        return super().change_template(request, object_id)


def may_publish(request):
    return request.user.has_perm("cms.publish_page")
