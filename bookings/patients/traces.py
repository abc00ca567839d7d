"""What a patient leaves outside of the requests: answers that were not sent, and what was counted against floods."""

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError

from common import message_budgets, rate_limits
from common.message_budgets import Channel, fold_mailbox
from common.phone_field import PhoneField

from ..models import AppointmentRequest
from ..records import TYPED_AT_DESK
from . import limits
from .drafts import drafts_of


def forget(appointment_request: AppointmentRequest) -> None:
    """Drafts with this patient's numbers and addresses, on whatever phone they wait, what somebody at the desk typed
    about them, and hashes that count tries.
    """
    phones, emails = _ever(appointment_request, "phone"), _ever(appointment_request, "email")
    for session in Session.objects.all().iterator():
        _forget_drafts(session, appointment_request.reference, phones, emails)
    for phone in phones:
        rate_limits.reset((limits.submit_by_phone(), phone))
        message_budgets.forget(Channel.PHONE, phone)
    for email in emails:
        rate_limits.reset((limits.submit_by_email(), email))
        message_budgets.forget(Channel.MAIL, fold_mailbox(email))


def _ever(appointment_request: AppointmentRequest, field: str) -> set[str]:
    """What stands in this field, and what stood there before it was corrected."""
    corrections = appointment_request.corrections.filter(field=field)
    values = {getattr(appointment_request, field), *corrections.values_list("old", flat=True)}
    return {value.lower() for value in values if value}


def _forget_drafts(session: Session, reference: str, phones: set[str], emails: set[str]) -> None:
    store = session.get_session_store_class()(session.session_key)
    drafts = drafts_of(store)
    theirs = [key for key, draft in drafts.all().items() if _is_of(draft.get("contact", {}), phones, emails)]
    for key in theirs:
        drafts.remove(key)
    if store.get(TYPED_AT_DESK, {}).pop(reference, None) or theirs:
        store.save()


def _is_of(contact: dict[str, str], phones: set[str], emails: set[str]) -> bool:
    if contact.get("email", "").strip().lower() in emails:
        return True
    try:
        return PhoneField().clean(contact.get("phone", "")) in phones
    except ValidationError:
        return False
