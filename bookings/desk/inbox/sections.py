"""Everything else that waits for the front desk, each kind a list of its own: none ends in silence."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.dates import in_words

from ...access_journal import record_access
from ...models import AccessRecord, Appointment, AppointmentRequest, DeskTask, SetAside
from ..access import appointments_for, front_desk, requests_for, tasks_for
from ..answering.waiting import with_freed_times
from ..colleagues import name_of
from ..days.disrupted import disrupted_for
from ..days.unnoted import unnoted_days
from .counts import counts
from .filters import address
from .pages import neighbours, page_of

HELD_BACK = DeskTask.Kind.MESSAGE_HELD_BACK


@dataclass(frozen=True)
class Section:
    title: str | Promise
    template: str
    is_urgent: bool = False  # its number stands out
    text: str | Promise = ""
    url: str = ""  # of the page that is its list


SECTIONS = {
    "tasks": Section(_("To do"), "desk/task_list.html", True),
    "held-back": Section(_("Messages that were held back: phone these patients"), "desk/task_list.html", True),
    "no-longer-fits": Section(_("Times that cannot be kept"), "", True, url="desk:disruption"),
    "did-they-come": Section(_("Did they come?"), "desk/appointment_list.html"),
    "to-come": Section(_("Appointments to come"), "desk/appointment_list.html"),
    "not-real": Section(
        _("Set aside as not real"),
        "desk/set_aside_list.html",
        text=_("They are declined a quarter of an hour after they were set aside. Until then each can be put back."),
    ),
}


def rows_of(user):
    """{name: what stands in that section, for this person}"""
    appointments, tasks = appointments_for(user), tasks_for(user).open().select_related("appointment_request")
    own = requests_for(user)
    aside = SetAside.objects.select_related("appointment_request", "by").order_by("-at", "pk")
    return {
        "tasks": tasks.exclude(kind=HELD_BACK),
        "held-back": tasks.filter(kind=HELD_BACK),
        "no-longer-fits": disrupted_for(user),
        "did-they-come": appointments.unnoted().for_desk(),
        "to-come": appointments.upcoming().for_desk(),
        "not-real": aside.filter(appointment_request__in=own.filter(status=AppointmentRequest.Status.REQUESTED)),
    }


@front_desk
@require_safe
def section(request, section):
    if section not in SECTIONS:
        raise Http404
    if url := SECTIONS[section].url:
        return redirect(url)
    rows = rows_of(request.user)[section]
    page = page_of(rows, counts(all=rows)["all"], request.GET.get("page"))
    shown = list(page.object_list)
    record_access(request.user, [each.appointment_request for each in shown], AccessRecord.Way.INBOX)
    context = {
        "name": section,
        "section": SECTIONS[section],
        "rows": [row_in_words(each) for each in shown] if section not in ("tasks", "held-back") else [],
        "tasks": with_freed_times(shown, requests_for(request.user)) if section == "tasks" else shown,
        "unnoted_days": unnoted_days(request.user) if section == "did-they-come" else [],
        "page": page,
        "back": request.get_full_path(),
        "attendances": Appointment.Attendance.choices if section == "did-they-come" else (),
        **neighbours(page, lambda number: address({}, page=number)),
    }
    return render(request, "desk/section.html", context)


def row_in_words(row):
    """With when it is; or who set it aside, and when."""
    if isinstance(row, SetAside):
        return row, in_words(row.at), name_of(row.by)
    return row, in_words(row.starts_at)
