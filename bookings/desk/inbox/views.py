"""Everything that waits for the front desk."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from ... import services
from ...access_journal import record_access
from ...messaging import surges
from ...models import AccessRecord
from ..access import front_desk, messages_for, requests_for, tasks_for
from ..answering.waiting import with_freed_times
from ..back import to_the_list
from ..broken_promises import broken_today
from .cards import card, with_all_for_cards
from .counts import counts
from .filters import InboxFilterForm, address, standing
from .pages import neighbours, page_of
from .sections import SECTIONS, rows_of

TASKS_SHOWN = 5


@front_desk
@require_safe
def inbox(request):
    user, form = request.user, InboxFilterForm(request.GET)
    waiting, sections = requests_for(user).waiting(), rows_of(user)
    chosen = form.narrowed(waiting, user)
    own_marks = sections["not-real"].filter(by=user).can_be_undone()
    found = counts(
        waiting=waiting,
        chosen=chosen,
        undo=own_marks,
        dead=messages_for(user).dead(),
        broken_today=broken_today(user),
        of_this_hour=surges.of_this_hour(),
        **{name: waiting.filter(condition) for name, condition in standing(user).items()},
        **sections,
    )
    page = page_of(with_all_for_cards(chosen, user), found["chosen"], request.GET.get("page"))
    cards = [card(each) for each in page.object_list]
    tasks = with_freed_times(sections["tasks"][:TASKS_SHOWN], requests_for(user)) if found["tasks"] else []
    record_access(user, [each.appointment_request for each in [*cards, *tasks]], AccessRecord.Way.INBOX)
    here = request.get_full_path()
    context = {
        "cards": cards,
        "page": page,
        "found": found,
        "form": form,
        "switches": list(form.switches(found)),
        "in_use": list(form.in_use()),
        "sections": [(name, SECTIONS[name], found[name]) for name in SECTIONS if found[name]],
        "tasks": tasks,
        "more_tasks": max(found["tasks"] - TASKS_SHOWN, 0),
        "surge": surges.surge(found["of_this_hour"]),
        "broken_today": found["broken_today"],
        "is_crowded": found["waiting"] >= settings.SURGE_AT_LEAST,
        "back": here,
        "back_query": "" if here == request.path else f"?{urlencode({'back': here})}",
        **neighbours(page, lambda number: address(form.wanted, page=number)),
    }
    return render(request, "desk/inbox.html", context)


@front_desk
@require_POST
def task_done(request, task_id):
    services.finish_task(get_object_or_404(tasks_for(request.user), pk=task_id), by=request.user)
    return to_the_list(request)
