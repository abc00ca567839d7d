from django.core.management.base import BaseCommand

from ...deadlines import expire_unanswered


class Command(BaseCommand):
    help = "Close requests that nobody answered in time; tell the patients and the desk."

    def handle(self, **options):
        self.stdout.write(f"{expire_unanswered()} requests expired.")
