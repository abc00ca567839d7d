from django.core.management.base import BaseCommand

from ...figures.counting import recount_all


class Command(BaseCommand):
    help = "Count the sums of every day anew."

    def handle(self, **options):
        self.stdout.write(f"{recount_all()} days counted.")
