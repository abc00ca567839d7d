from django.core.management.base import BaseCommand

from common import queue

from ...two_person.alarms import ALARM, tell


class Command(BaseCommand):
    help = "Mail publishers and managers what was changed alone, or by nobody knows whom. The worker does it by itself."

    def handle(self, **options):
        told = tell()
        queue.run_due(ALARM, limit=1000)
        self.stdout.write(f"{told} alarms told.")
