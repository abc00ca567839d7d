from django.core.management.base import BaseCommand

from ...security_events.log import tell_what_triggers_wrote


class Command(BaseCommand):
    help = "Write into the log what triggers have noted: rights, passwords, access to requests of patients."

    def handle(self, **options):
        self.stdout.write(f"{tell_what_triggers_wrote()} events told.")
