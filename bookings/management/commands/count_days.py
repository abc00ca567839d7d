from django.core.management.base import BaseCommand

from ...figures.counting import recount_all


class Command(BaseCommand):
    help = "Count the figures of all days anew, from the requests and appointments as they are now."

    def handle(self, **options):
        self.stdout.write(f"{recount_all()} sums of days counted.")
