"""The reports, for managers: how many asked, how long they waited, which promises were kept, who came."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.dates import day_in_words
from common.security_events.log import tell

from ...figures import reading
from ..access import with_right
from . import drawn, files, tables
from .forms import KINDS, ExportForm, SpanForm


@with_right("bookings.see_reports")
@require_safe
def report(request):
    form = SpanForm(request.GET)
    shown = form if form.is_valid() else _four_weeks()
    first, last = shown.days
    found = reading.report(request.user, first, last)
    context = {
        "form": form,
        "first": day_in_words(first),
        "last": day_in_words(last),
        "total": tables.Row("", found.total),
        "charts": drawn.charts(found, first, last),
        "tables": [(by, title, tables.rows(found, by, first, last)) for by, title in tables.TITLES.items()],
        "files": urlencode(shown.query),
        "kinds": list(KINDS.items()),
        "may_export": request.user.has_perm("bookings.export_reports"),
    }
    return render(request, "desk/reports.html", context)


@with_right("bookings.export_reports")
@require_safe
def export(request):
    form = ExportForm(request.GET)
    if not form.is_valid():
        form = _four_weeks(ExportForm)
    (first, last), by, kind = form.days, form.value("by"), form.value("kind")
    found = reading.report(request.user, first, last)
    content = files.written(kind, tables.rows(found, by, first, last))
    tell("exported", by=request.user.pk, what=f"report_{kind}", sums=by, first=str(first), last=str(last))
    name = f"front-desk-{by}-{first}-{last}.{kind}"
    return HttpResponse(
        content, content_type=files.TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _four_weeks(kind=SpanForm):
    """What is shown where a form could not be understood; its errors stand beside its fields."""
    form = kind({})
    form.is_valid()
    return form
