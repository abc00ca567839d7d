from django.core.management.base import BaseCommand

from ...reviewing import jobs


class Command(BaseCommand):
    help = "Note which reviews are over, and pass on those whose clinician is away. Run it every few minutes."

    def handle(self, **options):
        jobs.tend_reviews()
