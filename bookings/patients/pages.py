"""Which request a visitor has opened, and for how long."""

from django.conf import settings
from django.utils.translation import get_language

from content.models import TreatmentContent

from ..models import AppointmentRequest

OPEN_REQUEST = "appointment_request_id"
DRAFT = "appointment_draft"


def open_for_visitor(request, appointment_request):
    """From now on this visitor's session shows this request."""
    request.session.cycle_key()
    request.session[OPEN_REQUEST] = appointment_request.pk
    remember_for_hours(request.session)


def remember_for_hours(session):
    """A phone is lent and lost: after some hours its pages are closed."""
    if "_auth_user_id" not in session:  # a signed-in colleague's session has its own end
        session.set_expiry(settings.DRAFT_HOURS * 3600)


def close_for_visitor(request):
    """This visitor's session shows no request any more, and forgets answers that were not sent."""
    for name in (OPEN_REQUEST, DRAFT):
        request.session.pop(name, None)
    if "_auth_user_id" not in request.session:
        request.session.flush()


def opened_by_visitor(request):
    """The request this visitor has opened, or None."""
    requests = AppointmentRequest.objects.for_desk().filter(erased_at__isnull=True)
    return requests.filter(pk=request.session.get(OPEN_REQUEST)).first()


def page_of(treatment):
    """The treatment's page in this language, else in any: its emergency signs matter in every language."""
    if treatment is None:
        return None
    contents = TreatmentContent.objects.filter(treatment=treatment)
    return contents.filter(language=get_language()).first() or contents.first()
