from django.core.management.base import BaseCommand

from ...services import decline_set_aside


class Command(BaseCommand):
    help = "Decline what was set aside as not real and was not put back."

    def handle(self, **options):
        self.stdout.write(f"{decline_set_aside()} requests declined.")
