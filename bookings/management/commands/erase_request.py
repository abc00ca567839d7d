from django.core.management.base import BaseCommand, CommandError

from ...models import AppointmentRequest
from ...refusals import Refusal
from ...retention import erase


class Command(BaseCommand):
    help = "Erase the personal data of one request now, because the patient asks for it. Cancel it first if it is open."

    def add_arguments(self, parser):
        parser.add_argument("reference")

    def handle(self, reference, **options):
        appointment_request = AppointmentRequest.objects.filter(reference=reference.upper()).first()
        if appointment_request is None:
            raise CommandError(f"There is no request {reference}.")
        try:
            done = erase(appointment_request.pk)
        except Refusal:
            raise CommandError(f"{reference} is open or still to come. Cancel it at the desk first.") from None
        self.stdout.write(f"{reference} is erased." if done else f"{reference} was erased before.")
