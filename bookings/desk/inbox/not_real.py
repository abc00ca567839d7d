"""A flood of what is not real, put aside in one go; and back again, if that was a mistake."""

import re

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ... import services
from ...models import SetAside
from ...refusals import Refusal
from ..access import front_desk, requests_for
from ..back import to_the_list
from .sections import rows_of

TICKED = re.compile(r"([0-9A-Z]{4}-[0-9A-Z]{4})\.(\d{1,9})")


class TickedField(forms.MultipleChoiceField):
    """Requests by reference, each with the version that was on the card."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value):
        return bool(TICKED.fullmatch(value))

    def clean(self, value):
        ticked = (TICKED.fullmatch(each) for each in super().clean(value))
        return {reference: int(version) for reference, version in (each.groups() for each in ticked)}


class NotRealForm(forms.Form):
    request = TickedField()


@front_desk
@require_POST
def set_aside(request):
    form = NotRealForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick the requests that are not real first."))
        return to_the_list(request)
    ticked = form.cleaned_data["request"]
    rows = list(requests_for(request.user).filter(reference__in=ticked))
    if len(rows) < len(ticked):
        raise Http404
    done = [each for each in rows if _set_aside(each, request.user, ticked[each.reference])]
    _tell(request, len(done), [each.reference for each in rows if each not in done])
    return to_the_list(request)


def _set_aside(appointment_request, user, version):
    try:
        return services.set_aside(appointment_request.pk, by=user, version=version)
    except Refusal:
        return None


def _tell(request, count, changed):
    if count:
        words = ngettext("%(count)s request is set aside.", "%(count)s requests are set aside.", count)
        messages.success(request, words % {"count": count})
    if changed:
        words = _("A colleague was faster, so these stay: %(references)s") % {"references": ", ".join(changed)}
        messages.error(request, words)


@front_desk
@require_POST
def undo(request):
    """All that this person has set aside, as long as it can be undone."""
    marks = rows_of(request.user)["not-real"].filter(by=request.user).can_be_undone()
    _tell_put_back(request, services.put_back(marks))
    return to_the_list(request)


@front_desk
@require_POST
def put_back(request, reference):
    """One, by whoever it was set aside."""
    appointment_request = get_object_or_404(requests_for(request.user), reference=reference)
    services.put_back(SetAside.objects.filter(appointment_request=appointment_request))
    # As it stands now: the second press of a button found no mark to take away, and was not too late.
    _tell_put_back(request, requests_for(request.user).waiting().filter(pk=appointment_request.pk).count())
    return to_the_list(request)


def _tell_put_back(request, count):
    if not count:
        messages.error(request, _("It was too late: they are declined already."))
        return
    words = ngettext("%(count)s request is back in the list.", "%(count)s requests are back in the list.", count)
    messages.success(request, words % {"count": count})
