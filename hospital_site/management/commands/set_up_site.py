from urllib.parse import urlsplit

from cms.models import Page
from django.conf import settings
from django.contrib.sites.models import Site
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import DemonstrationLogin
from accounts.roles import set_up_roles
from bookings.consents import keep_notices
from bookings.urgency import first_words
from directory.models import CallWindow, Hospital
from site_pages.initial_pages import make_initial_pages


class Command(BaseCommand):
    help = "Make what every site needs: roles, address, hospital, times and words of the desk, pages. Safe to repeat."

    @transaction.atomic
    def handle(self, **options):
        set_up_roles()
        address = urlsplit(settings.SITE_ADDRESS)
        # Locks the row: of two servers that start together, the second waits here, and then finds the pages made.
        Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": address.netloc, "name": address.netloc})
        hospital, _is_new = Hospital.objects.get_or_create(pk=1, defaults={"name": {"en": "Our hospital"}})
        Hospital.objects.exclude(time_zone=settings.TIME_ZONE).update(time_zone=settings.TIME_ZONE)
        if settings.PRODUCTION and hospital.is_demonstration:
            raise CommandError("SITE_MODE=production refuses a database with demonstration content.")
        if settings.PRODUCTION and (logins := DemonstrationLogin.objects.count()):
            raise CommandError(
                f"SITE_MODE=production refuses a database with demonstration logins: there are {logins}."
                " They are switched off; delete them under Logins as somebody else."
            )
        CallWindow.objects.set_up()
        keep_notices()
        first_words.load()
        if not Page.objects.exists():
            make_initial_pages()
        self.stdout.write("The site is set up.")
