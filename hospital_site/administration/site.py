"""The administration. Its doors, login and logout, are those of accounts: see hospital_site/urls.py."""

from django.contrib.admin.sites import AdminSite
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from site_pages.links.pages import broken_links
from site_pages.word_search import find_words

from . import first_page

# Group by what people do, in the order in which they do it most. What nobody named stands at the end.
GROUPS = [
    (
        "treatments",
        _("Treatment pages"),
        "content.Treatment content.Condition content.PageFeedback content.Testimonial content.SignOff",
    ),
    (
        "pages",
        _("Other pages and pictures"),
        "cms.PageContent site_pages.Notice site_pages.ExtraLink filer.Folder djangocms_alias.Alias",
    ),
    (
        "directory",
        _("Hospital, doctors, hours"),
        "directory.Doctor directory.OpdSession directory.Department directory.Location directory.Hospital "
        "directory.DeskHours directory.CallWindow bookings.RedFlag directory.Holiday",
    ),
    ("second_person", _("Changes by two people"), "directory.Proposal directory.GuardedWrite directory.TakenDown"),
    ("search", _("Search"), "search.SynonymGroup search.ZeroResultSearch"),
    ("people", _("People and rights"), "auth.User auth.Group content.Clinician"),
]
THE_REST = ("settings", _("Settings of the site"))
# Where a package's own word would not tell people what they find there.
NAMES = {
    "cms.PageContent": _("Pages"),
    "filer.Folder": _("Pictures and files"),
    "djangocms_alias.Alias": _("Texts shown on several pages"),
    "djangocms_alias.Category": _("Kinds of such texts"),
    "filer.ThumbnailOption": _("Sizes of pictures"),
    "sites.Site": _("Addresses of the site"),
    "auth.User": _("Logins"),
    "auth.Group": _("Roles"),
}


class Administration(AdminSite):
    site_title = _("Administration")
    index_title = _("Administration")
    enable_nav_sidebar = False  # the first page groups by what people do; the side would say it all again on each page

    def password_change(self, request, extra_context=None):
        return redirect("staff:other_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("staff:account")

    def get_urls(self):
        own = [
            path("find-words/", self.admin_view(find_words), name="find_words"),
            path("broken-links/", self.admin_view(broken_links), name="broken_links"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request, extra_context=None):
        return super().index(request, {"waiting": first_page.waiting_for(request.user), **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """Django's list is by application, a word of ours that says nothing to people."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else list(_groups(model for app in apps for model in app["models"]))


def _groups(models):
    left = {}
    for model in models:
        label = model["model"]._meta.label
        left[label] = model | {"name": NAMES.get(label, model["name"])}
    for code, name, labels in GROUPS:
        yield from _group(code, name, [left.pop(label) for label in labels.split() if label in left])
    yield from _group(*THE_REST, list(left.values()))


def _group(code, name, models):
    if models:
        url = f"{reverse('admin:index')}#{code}"
        yield {"name": name, "app_label": code, "app_url": url, "has_module_perms": True, "models": models}
