"""The page on which a publisher chooses when a version goes out, or comes down."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import in_words

from ...models import PlannedChange
from .. import people, planning
from ..steps import StepRefused
from .access import version_page
from .forms import PlanForm


@require_http_methods(["GET", "HEAD", "POST"])
@version_page
def plan(request, version):
    if not people.may_publish(request.user, version):
        raise PermissionDenied
    actions = [action for action in PlannedChange.Action if version.state in planning.may_start_from(version, action)]
    form = PlanForm(actions, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            planned = planning.plan(version, by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error("at", str(refused))
        else:
            messages.success(request, _("Planned for %(time)s.") % {"time": in_words(planned.at)})
            return redirect("review:version", version_id=version.pk)
    context = {"version": version, "content": version.content, "form": form, "actions": actions}
    return render(request, "reviewing/plan.html", context | {"planned": version.planned_changes.waiting()})


@require_POST
@version_page
def call_off(request, version, plan_id):
    planned = get_object_or_404(PlannedChange, pk=plan_id, version=version)
    try:
        planning.call_off(planned, by=request.user)
    except StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Called off."))
    return redirect("review:version", version_id=version.pk)
