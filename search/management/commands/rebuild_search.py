from django.core.management.base import BaseCommand

from ...index import rebuild


class Command(BaseCommand):
    help = "Write everything that search knows anew. Searches go on meanwhile. Needed after a restore or a bulk change."

    def handle(self, **options):
        self.stdout.write(f"Search knows {rebuild()} pages now.")
