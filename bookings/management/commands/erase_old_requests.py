from django.core.management.base import BaseCommand

from ...retention import erase_past_retention


class Command(BaseCommand):
    help = "Erase personal data of requests that are past their day."

    def handle(self, **options):
        self.stdout.write(f"{erase_past_retention()} requests erased.")
