"""What waits for somebody who opens the administration: what is theirs to do, requests of patients, the worklist."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.models import AppointmentRequest, DeskTask
from bookings.no_longer_fits import no_longer_fitting
from content.publishing import worklist
from content.reviewing.waiting import by_heading
from content.reviewing.waiting import waiting_for as waiting_for_me
from directory.models import GuardedWrite, Proposal
from directory.two_person.services import to_sign
from site_pages.models import LinkCheck


@dataclass
class Waiting:
    """One card: where it leads, and what is to do there, each with its number and its own address."""

    name: str
    url: str
    tasks: list


def waiting_for(user):
    cards, second_person = [], list(_second_person(user))
    if user.has_perm("content.view_treatmentcontent"):
        cards.append(Waiting(_("Waiting for me"), reverse("review:waiting"), list(_mine(user))))
    if user.has_perm("bookings.answer_appointmentrequest"):
        cards.append(Waiting(_("Requests of patients"), reverse("desk:inbox"), list(_requests())))
    if user.has_perm("content.view_treatmentcontent"):
        url = reverse("admin:content_treatmentcontent_worklist")
        cards.append(Waiting(_("Worklist of treatment pages"), url, list(_pages(user, url))))
    # Before everything else for those who may decide; behind their own work for the others.
    return [*second_person, *cards] if user.has_perm("directory.confirm_proposal") else [*cards, *second_person]


def _second_person(user):
    """Alarms first, then what this person may decide; for everybody else, what became of their own."""
    if not user.has_perm("directory.view_proposal"):
        return
    changes = reverse("admin:directory_proposal_changelist") + "?state__exact=open"
    tasks = []
    if user.has_perm("directory.confirm_proposal"):
        alarms = GuardedWrite.objects.open_alarms()
        overdue = alarms.filter(at__lt=timezone.now() - GuardedWrite.DAYS_TO_REVIEW).count()
        url = reverse("admin:directory_guardedwrite_changelist")
        tasks += [(_("Alarms to review"), alarms.count(), url), (_("Alarms overdue"), overdue, url)]
        tasks.append((_("To put live or decline"), Proposal.objects.others_may_decide(user).count(), changes))
    elif user.has_perm("content.sign_off_treatmentcontent"):
        tasks.append((_("Medical words to sign"), to_sign(user), changes))
    tasks.append((_("Yours, that wait"), Proposal.objects.open().filter(authors=user).count(), changes))
    if user.has_perm("directory.break_glass"):
        tasks.append((_("Put a wrong number right at once"), "", reverse("admin:directory_proposal_break_glass")))
    if user.has_perm("directory.take_down"):
        tasks.append((_("Take something down at once"), "", reverse("admin:directory_take_down_find")))
    yield Waiting(_("Waits for a second person"), changes, tasks)


def _mine(user):
    url = reverse("review:waiting")
    groups = by_heading(waiting_for_me(user))
    for code, heading, items in groups:
        yield heading, len(items), f"{url}#waiting-{code}"
    if not groups:
        yield _("Pages that wait for you"), 0, url


def _requests():
    waiting, desk = AppointmentRequest.objects.waiting(), reverse("desk:inbox")
    yield _("Waiting for an answer"), waiting.count(), desk
    yield _("Calls that are late"), AppointmentRequest.objects.late().count(), desk
    yield _("No longer fit the plan"), no_longer_fitting().count(), desk
    yield _("Things the site could not do itself"), DeskTask.objects.open().count(), desk


def _pages(user, url):
    for code, heading, count in worklist.most_urgent(timezone.localdate()):
        if code != "mistakes" or user.has_perm("content.view_pagefeedback"):
            yield heading, count, f"{url}#{code}"
    yield _("Broken links"), LinkCheck.objects.broken().count(), reverse("admin:broken_links")
    yield _("Every page that names a word"), "", reverse("admin:find_words")
