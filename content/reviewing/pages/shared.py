"""Where staff make and revoke preview links, and the page that such a link opens."""

from http import HTTPStatus

from cms.toolbar.toolbar import CMSToolbar
from django.apps import apps
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.private_pages import private_page

from ...models import PreviewLink
from .. import preview_links
from .access import shared_page
from .forms import LinkForm


@require_http_methods(["GET", "HEAD", "POST"])
@shared_page
def links(request, version):
    """The live links of a version. The address of a new one is shown once: the database does not know it."""
    form, address = LinkForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        _link, address = preview_links.make(version, by=request.user, made_for=form.cleaned_data["made_for"])
        form = LinkForm()
    live = version.preview_links.live().select_related("made_by")
    context = {"version": version, "content": version.content, "form": form, "address": address, "live": live}
    return render(request, "reviewing/links.html", context)


@require_POST
@shared_page
def revoke(request, version, link_id):
    preview_links.revoke(get_object_or_404(PreviewLink, pk=link_id, version=version), by=request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("review:links", version_id=version.pk)


@require_safe
@private_page
def preview(request, token):
    """The version as patients would see it, marked as a draft. A link that is over is as one that never was."""
    link = preview_links.opened_by(token)
    content = link and link.version.content
    if content is None:
        return render(request, "reviewing/link_over.html", status=HTTPStatus.GONE)
    _as_a_visitor_of(request, content)
    render_page = apps.get_app_config("cms").cms_extension.toolbar_enabled_models[type(content)]
    with override(content.language):
        response = render_page(request, content)
        response.context_data["preview_link"] = link
        response.render()
    response["Referrer-Policy"] = "no-referrer"
    return response


def _as_a_visitor_of(request, content):
    """Whoever is signed in sees no more than others. The CMS asks its toolbar which blocks to show."""
    request.user = AnonymousUser()
    request._cms_language = content.language
    request.toolbar = CMSToolbar(request)
    request.toolbar.set_object(content)
