"""The front desk in a flood: what came from one network, number or text is folded, so that the others are seen."""

from collections import defaultdict
from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.text.folding import tokenize

from ...access_journal import record_access
from ...messaging import surges
from ...models import AccessRecord
from ..access import front_desk, requests_for
from ..next_call import next_call_in_words

FEWEST = 3  # a mother asks for two children
LOOKED_AT = 2000


@dataclass(frozen=True)
class Group:
    """Requests that have one thing in common: what that is, and in the case of a text or number, which."""

    title: str
    what: str
    requests: list


@front_desk
@require_safe
def together(request):
    waiting = requests_for(request.user).waiting()
    shown = list(waiting[:LOOKED_AT])
    record_access(request.user, shown, AccessRecord.Way.INBOX)
    groups, others = grouped(shown)
    context = {
        "surge": surges.surge(),
        "groups": [(group, [(each, next_call_in_words(each)) for each in group.requests]) for group in groups],
        "others": [(each, next_call_in_words(each)) for each in others],
        "waiting_count": waiting.count(),
        "not_shown": max(waiting.count() - LOOKED_AT, 0),
    }
    return render(request, "desk/together.html", context)


def grouped(requests):
    """The groups, the largest first, each request in one of them at most; and the requests of no group."""
    requests = list(requests)
    alike = defaultdict(list)
    for appointment_request in requests:
        for mark in _marks(appointment_request):
            alike[mark].append(appointment_request)
    groups, taken = [], set()
    for (title, what), members in sorted(alike.items(), key=lambda each: -len(each[1])):
        left = [member for member in members if member.pk not in taken]
        if len(left) >= FEWEST:
            shown = "" if title == FROM_ONE_NETWORK else what
            groups.append(Group(title, shown, left))
            taken.update(member.pk for member in left)
    return groups, [each for each in requests if each.pk not in taken]


FROM_ONE_NETWORK = _("From one network")
WITH_ONE_TEXT = _("With the same text")
FROM_ONE_NUMBER = _("With the same number")


def _marks(appointment_request):
    yield FROM_ONE_NUMBER, appointment_request.phone
    if text := " ".join(tokenize(appointment_request.reason)):
        yield WITH_ONE_TEXT, text
    if appointment_request.network:
        yield FROM_ONE_NETWORK, appointment_request.network
