"""The team of the desk: who is there, who answers which requests, and where its hours are set."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.dates import in_words

from ...models import DeskScope
from ..access import with_right
from .forms import PutAtDeskForm, ScopeForm, name_of
from .people import give_scope, open_requests_held, put_at_desk, take_off_desk, take_scope, team

# What a manager sets for the desk, and the right and the page of the administration for it.
SET_ELSEWHERE = [
    (gettext_lazy("Hours of the front desk"), "directory.change_deskhours", "directory_deskhours_changelist"),
    (gettext_lazy("Times for calls"), "directory.change_callwindow", "directory_callwindow_changelist"),
    (gettext_lazy("Holidays"), "directory.change_holiday", "directory_holiday_changelist"),
    (gettext_lazy("Leave, on the doctor’s page"), "directory.change_leave", "directory_doctor_changelist"),
    (gettext_lazy("Closures, on the location’s page"), "directory.change_closure", "directory_location_changelist"),
    (gettext_lazy("Changes of a session’s plan"), "directory.change_planchange", "directory_opdsession_changelist"),
]

manages_desk = with_right("bookings.manage_desk")


def of_the_team(view):
    """With the person. Whom somebody has taken off the desk meanwhile, the list says so."""

    @wraps(view)
    def wrapped(request, person_id):
        if found := team().filter(pk=person_id).first():
            return view(request, found)
        gone = get_object_or_404(get_user_model(), pk=person_id, is_superuser=False)
        messages.info(request, _("%(name)s is not at the desk.") % {"name": name_of(gone)})
        return redirect("desk:team")

    return wrapped


@manages_desk
@require_safe
def people(request):
    return _list(request, PutAtDeskForm())


@manages_desk
@require_POST
def put_on(request):
    form = PutAtDeskForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    person = form.cleaned_data["person"]
    put_at_desk(person, by=request.user)
    messages.success(request, _("%(name)s is at the desk now.") % {"name": name_of(person)})
    return redirect("desk:team_person", person.pk)


@manages_desk
@require_safe
@of_the_team
def person(request, found):
    return _one(request, found, ScopeForm())


@manages_desk
@require_POST
@of_the_team
def add_scope(request, found):
    form = ScopeForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form)
    if not give_scope(found, by=request.user, **form.cleaned_data):
        form.add_error("location", _("This person has that already"))
        return _one(request, found, form)
    return redirect("desk:team_person", found.pk)


@manages_desk
@require_POST
def remove_scope(request, scope_id):
    scope = DeskScope.objects.filter(user__in=team().order_by(), pk=scope_id).first()
    if scope is None:
        messages.info(request, _("That was removed already."))
        return redirect("desk:team")
    take_scope(scope, by=request.user)
    return redirect("desk:team_person", scope.user_id)


@manages_desk
@require_POST
@of_the_team
def take_off(request, found):
    if found == request.user:
        messages.error(request, _("Nobody takes themselves off the desk: ask another manager."))
        return redirect("desk:team_person", found.pk)
    take_off_desk(found, by=request.user)
    messages.success(request, _("%(name)s is no longer at the desk.") % {"name": name_of(found)})
    return redirect("desk:team")


def _list(request, form):
    shown = list(team())
    held = open_requests_held(shown)
    context = {
        "people": [_described(each, held) for each in shown],
        "form": form,
        "set_elsewhere": [
            (words, reverse(f"admin:{name}")) for words, right, name in SET_ELSEWHERE if request.user.has_perm(right)
        ]
        if request.user.is_staff
        else [],
    }
    return render(request, "desk/team.html", context)


def _one(request, found, form):
    context = _described(found, open_requests_held([found]))
    return render(request, "desk/team_person.html", context | {"form": form, "is_oneself": found == request.user})


def _described(person, held):
    return {
        "person": person,
        "name": name_of(person),
        "roles": [group.name for group in person.groups.all()],
        "sees_all": person.manages,
        "scopes": person.desk_scopes.all(),
        "held": held.get(person.pk, 0),
        "signed_in": in_words(person.last_login) if person.last_login else "",
    }
