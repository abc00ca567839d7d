"""What the buttons on the page of a request have in common."""

from django.contrib import messages

from ...refusals import Refusal
from ..back import to_its_page
from .request_page import request_page, stale_page
from .typed import typed_of


def done(request, appointment_request, form, deed, said="", *, refused=None, then=to_its_page):
    """Do what the form says; then show the page again, and what was done.

    The page stays where the form is not filled in well, and where a colleague was faster, with all that was typed.
    `form` is None for a button that asks nothing; `refused` answers a Refusal in another way than that.
    """
    if form is not None and not form.is_valid():
        return refused_page(request, appointment_request, form)
    try:
        deed()
    except Refusal as refusal:
        answer = refused or (lambda said: stale_page(request, appointment_request.reference, said))
        return answer(refusal)
    if said:
        messages.success(request, said % {"reference": appointment_request.reference})
    return then(request, appointment_request.reference)


def refused_page(request, appointment_request, form):
    return request_page(request, appointment_request, refused=form, typed=typed_of(request))
