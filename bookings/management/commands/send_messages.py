from django.core.management.base import BaseCommand

from ...messaging.outbox import send_due_messages


class Command(BaseCommand):
    help = "Send every message that is due, once, and stop."

    def handle(self, **options):
        total = 0
        while sent := send_due_messages():
            total += sent
        self.stdout.write(f"{total} messages dealt with.")
