from django.core.management.base import BaseCommand

from ...rate_limits import forget_old_attempts


class Command(BaseCommand):
    help = "Forget old tries that were counted against floods."

    def handle(self, **options):
        self.stdout.write(f"{forget_old_attempts()} tries forgotten.")
