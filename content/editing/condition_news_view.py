"""The button of the worklist with which a clinician says: I have looked at the new words of this condition."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..models import ConditionContent, TreatmentContent
from ..publishing.condition_news import has_looked


@require_POST
def looked_at(request):
    content, page = _posted(request, TreatmentContent, "treatment"), _posted(request, ConditionContent, "condition")
    has_looked(content, page, by=request.user)
    messages.success(request, _("Noted. The page stays signed as it is."))
    return redirect("admin:content_treatmentcontent_worklist")


def _posted(request, model, name):
    number = request.POST.get(name, "")
    if not number.isdecimal() or len(number) > 18:
        raise BadRequest("no such page")
    return get_object_or_404(model, pk=int(number))
