from django.core.management.base import BaseCommand, CommandError

from ...models import AppointmentRequest
from ...refusals import Refusal
from ...retention import erase_together


class Command(BaseCommand):
    help = (
        "Erase the personal data of one patient now, because the patient asks for it. Says which other requests have"
        " the same phone number or email address: name those that are this patient's with --also, or say --alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("reference")
        parser.add_argument("--also", nargs="+", default=[], metavar="REFERENCE", help="more requests of this patient")
        parser.add_argument("--alone", action="store_true", help="no other request is this patient's")

    def handle(self, reference, also, alone, **options):
        appointment_request = _find(reference)
        others = list(AppointmentRequest.objects.of_the_same_contact(appointment_request))
        if others and not also and not alone:
            lines = [f"  {each.reference}  {each.full_name}, {each.created_at:%d %b %Y}" for each in others]
            raise CommandError(
                "Nothing is erased yet. These have the same phone number or email address:\n"
                + "\n".join(lines)
                + "\nA family shares a phone. Name those of this patient with --also, or say --alone."
            )
        theirs = [_find(each) for each in also]
        strangers = [each.reference for each in theirs if each not in others]
        if strangers:
            raise CommandError(f"Of another phone number and email address: {', '.join(strangers)}. Nothing is erased.")
        for each, is_new in _erase([appointment_request, *theirs]).items():
            self.stdout.write(f"{each} is erased." if is_new else f"{each} was erased before.")


def _find(reference):
    found = AppointmentRequest.objects.filter(reference=reference.upper()).first()
    if found is None:
        raise CommandError(f"There is no request {reference}.")
    return found


def _erase(requests):
    try:
        return erase_together(requests)
    except Refusal as refusal:
        reference = refusal.about.reference
        raise CommandError(
            f"{reference} is open or still to come. Cancel it at the desk first. Nothing is erased."
        ) from None
