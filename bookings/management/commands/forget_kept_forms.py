from django.core.management.base import BaseCommand

from ...retention import forget_kept_forms


class Command(BaseCommand):
    help = "Forget what was typed when a session had ended."

    def handle(self, **options):
        self.stdout.write(f"{forget_kept_forms()} forms forgotten.")
