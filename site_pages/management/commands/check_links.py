from django.core.management.base import BaseCommand

from ...links.checking import check_links


class Command(BaseCommand):
    help = "Look at the links on published pages, inside and out. The worker does it once a day."

    def handle(self, **options):
        self.stdout.write(f"{check_links()} links are broken.")
