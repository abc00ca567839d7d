from django.core.management.base import BaseCommand

from ...access_journal import forget_old_records


class Command(BaseCommand):
    help = "Forget who saw whose request, once the time to keep it is over."

    def handle(self, **options):
        self.stdout.write(f"{forget_old_records()} lines forgotten.")
