"""What waits for somebody who opens the administration: the worklist of pages, the requests of patients."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.models import AppointmentRequest, DeskTask
from bookings.no_longer_fits import no_longer_fitting
from content.publishing import worklist


@dataclass
class Waiting:
    """One card: where it leads, and what is to do there, each with its number and its own address."""

    name: str
    url: str
    tasks: list


def waiting_for(user):
    cards = []
    if user.has_perm("bookings.answer_appointmentrequest"):
        cards.append(Waiting(_("Requests of patients"), reverse("desk:inbox"), list(_requests())))
    if user.has_perm("content.view_treatmentcontent"):
        url = reverse("admin:content_treatmentcontent_worklist")
        cards.append(Waiting(_("Worklist of treatment pages"), url, list(_pages(user, url))))
    return cards


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
