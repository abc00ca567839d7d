from django.core.management.base import BaseCommand

from ...messaging.broken_promises import note_and_plan


class Command(BaseCommand):
    help = "Note the calls that were not made in time, and plan the digest."

    def handle(self, **options):
        self.stdout.write(f"{note_and_plan()} promises noted.")
