from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from directory.models import Hospital

from ... import appointments, load


class Command(BaseCommand):
    help = "Fill an empty site with demonstration content and logins. Does nothing where there is content."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("SITE_MODE=production refuses demonstration content.")
        if load.is_empty():
            self.stdout.write("Loading the demonstration content (about half a minute)...")
            with transaction.atomic():
                load.load()
                appointments.load()
        if not Hospital.objects.filter(is_demonstration=True).exists():
            self.stdout.write("This site has content of its own: no demonstration was loaded.")
            return
        for login in load.logins():
            self.stdout.write("{role:12} {username:12} {password:16} {url}".format(**login))
