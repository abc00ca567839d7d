"""The privacy notice and what patients agree to.

The notice is a file for each language (bookings/notices), completed with the hospital's name and officer. The few
sentences that the desk reads out are a notice of their own. Each wording that was ever agreed to is kept as a version.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from common.phone_numbers import display_number
from common.text.translated_text import TranslatedText
from directory.models import Hospital

from .models import Consent, PrivacyNotice
from .refusals import Code, Refusal

# Numbers and addresses read left to right, also inside a sentence that does not.
LEFT_TO_RIGHT = "\u2066{}\u2069"
FOLDER = Path(__file__).parent / "notices"


@dataclass(frozen=True)
class Given:
    """What somebody agreed to: the purposes, and the language and hash of the notice they were shown.

    `spoken_to` is the colleague who read it out to them.
    """

    purposes: tuple
    language: str
    sha256: str
    spoken_to: User | None = None


def notice_text(language, spoken=False):
    """The notice as it is shown, or read out, today in this language, word for word."""
    return _text(language, spoken, Hospital.objects.current())


def _text(language, spoken, hospital):
    with override(language):
        name = hospital.name if hospital else TranslatedText(en="")
        facts = {
            "hospital": str(name),
            "phone": LEFT_TO_RIGHT.format(display_number(hospital.phone) if hospital else ""),
            "officer": settings.GRIEVANCE_OFFICER or str(name),
            "officer_email": LEFT_TO_RIGHT.format(
                settings.GRIEVANCE_OFFICER_EMAIL or (hospital.email if hospital else "")
            ),
            "days": settings.KEEP_CLOSED_REQUESTS_DAYS,
        }
    return _template(f"spoken.{language}" if spoken else language).format(**facts)


def notice_hash(language, spoken=False):
    return _sha256(notice_text(language, spoken))


def spoken_notices():
    """{language: what is read out}"""
    hospital = Hospital.objects.current()
    return {language: _text(language, True, hospital) for language, _name in settings.LANGUAGES}


def spoken_hash(notices=None):
    """Of all that may be read out, so that a page says which wording stood on it."""
    return _sha256("\n".join((notices or spoken_notices()).values()))


def current_notice(language, spoken=False):
    """The kept version of today's wording; a wording that is new becomes the next version."""
    text = notice_text(language, spoken)
    sha256 = _sha256(text)
    for _try in range(3):
        newest = PrivacyNotice.objects.filter(language=language, is_spoken=spoken).first()
        if newest and newest.sha256 == sha256:
            return newest
        try:
            with transaction.atomic():
                version = newest.version + 1 if newest else 1
                return PrivacyNotice.objects.create(
                    language=language, is_spoken=spoken, version=version, text=text, sha256=sha256
                )
        except IntegrityError:  # somebody else has just kept it
            continue
    raise IntegrityError(f"the notice in {language} could not be kept")


def keep_notices():
    """Keep today's wording in every language."""
    return [current_notice(language, spoken) for language, _name in settings.LANGUAGES for spoken in (False, True)]


def write_down(appointment_request, given):
    """One row for each purpose. Refused when the notice has a new wording since this person read it."""
    notice = current_notice(given.language, spoken=given.spoken_to is not None)
    if notice.sha256 != given.sha256:
        raise Refusal(Code.NOTICE_CHANGED)
    now = timezone.now()
    Consent.objects.bulk_create(
        Consent(
            appointment_request=appointment_request,
            purpose=purpose,
            notice=notice,
            sha256=notice.sha256,
            version=notice.version,
            language=notice.language,
            spoken_to=given.spoken_to,
            given_at=now,
        )
        for purpose in given.purposes
    )


def may_answer(appointment_request):
    """False once the patient has taken back what the desk needs in order to go on."""
    taken_back = appointment_request.consents.exclude(purpose=Consent.Purpose.PHONE_MESSAGES).filter(
        withdrawn_at__isnull=False
    )
    return not taken_back.exists()


def is_given(appointment_request):
    """The patient agreed that the request is answered, and has not taken that back."""
    return appointment_request.consents.in_force().filter(purpose=Consent.Purpose.ANSWER).exists()


def take_over(earlier, appointment_request):
    """What was agreed to for one request holds for the one that puts it right: same notice, same time."""
    given = earlier.consents.in_force()
    Consent.objects.bulk_create(
        Consent(
            appointment_request=appointment_request,
            purpose=each.purpose,
            notice=each.notice,
            sha256=each.sha256,
            version=each.version,
            language=each.language,
            spoken_to=each.spoken_to,
            given_at=each.given_at,
        )
        for each in given
    )


def withdraw(appointment_request, purpose):
    """True when there was a consent to take back."""
    return bool(appointment_request.consents.in_force().filter(purpose=purpose).update(withdrawn_at=timezone.now()))


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _template(name):
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")
