from django.core.management.base import BaseCommand

from ...deadlines import close_over


class Command(BaseCommand):
    help = "Close requests whose appointment was yesterday or earlier."

    def handle(self, **options):
        self.stdout.write(f"{close_over()} requests closed.")
