"""The page of the administration with everything that waits: first for the person who looks, then over all pages."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..publishing.signable import signables
from ..publishing.worklist import Group, Task, worklist
from ..reviewing.waiting import by_heading, waiting_for


@require_safe
def worklist_view(request):
    if not any(kind.may(request.user, "view") for kind in signables()):
        raise PermissionDenied
    groups = worklist(timezone.localdate())
    if not request.user.has_perm("content.view_pagefeedback"):
        groups = [group for group in groups if group.code != "mistakes"]
    groups = [*for_me(request.user), *groups]
    context = {**admin.site.each_context(request), "title": _("Worklist"), "groups": groups}
    context["may_sign_off"] = any(kind.may(request.user, "sign_off") for kind in signables())
    return render(request, "admin/content/worklist.html", context)


def for_me(user):
    """Nothing to do is news as well."""
    mine = by_heading(waiting_for(user)) or [("mine", _("Waiting for me"), [])]
    return [
        Group(code, heading, [Task(each.title, each.language, each.detail, each.url) for each in items])
        for code, heading, items in mine
    ]
