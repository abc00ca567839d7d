from django.core.management.base import BaseCommand

from ...proxy.error_pages import FOLDER, write_error_pages


class Command(BaseCommand):
    help = "Write the pages that nginx shows while the web server does not answer. Needs the collected static files."

    def handle(self, **options):
        write_error_pages()
        self.stdout.write(f"The error pages are in {FOLDER}.")
