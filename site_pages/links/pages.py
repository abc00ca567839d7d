"""The page of the administration that lists broken links, each with the pages on which it stands."""

from collections import defaultdict

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..models import LinkCheck
from .checking import address_of
from .on_pages import links


@require_safe
def broken_links(request):
    if not request.user.has_perm("content.view_treatmentcontent"):
        raise PermissionDenied
    pages = defaultdict(list)
    for link in links():
        pages[address_of(link.url)].append(link)
    broken = [(check, pages[check.url]) for check in LinkCheck.objects.broken() if check.url in pages]
    context = {**admin.site.each_context(request), "title": _("Broken links"), "broken": broken}
    return render(request, "admin/site_pages/broken_links.html", context)
