from django.core.management.base import BaseCommand

from ...deadlines import remind


class Command(BaseCommand):
    help = "Put reminders of tomorrow's visits into the outbox, each once."

    def handle(self, **options):
        self.stdout.write(f"{remind()} reminders written.")
