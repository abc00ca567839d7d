from django.core.management.base import BaseCommand

from ...desk.presence import forget_old


class Command(BaseCommand):
    help = "Forget pages that were closed long ago, and what was taken and has run out."

    def handle(self, **options):
        self.stdout.write(f"{forget_old()} rows forgotten.")
