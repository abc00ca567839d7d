from urllib.parse import urlsplit

from cms.api import create_page, create_page_content
from cms.models import Page, PageContent
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext, override

from bookings.consents import keep_notices
from directory.models import Hospital
from hospital_site.roles import set_up_roles


class Command(BaseCommand):
    help = "Make what every site needs: roles, the site's address, the hospital's row, a home page. Safe to repeat."

    @transaction.atomic
    def handle(self, **options):
        set_up_roles()
        address = urlsplit(settings.SITE_ADDRESS)
        Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": address.netloc, "name": address.netloc})
        hospital, _is_new = Hospital.objects.get_or_create(pk=1, defaults={"name": {"en": "Our hospital"}})
        if settings.PRODUCTION and hospital.is_demonstration:
            raise CommandError("SITE_MODE=production refuses a database with demonstration content.")
        keep_notices()
        if not Page.objects.exists():
            self.make_home_page()
        self.stdout.write("The site is set up.")

    def make_home_page(self):
        user, _is_new = get_user_model().objects.get_or_create(
            username="set-up", defaults={"is_active": False, "first_name": "Set-up"}
        )
        page = None
        for language, _name in settings.LANGUAGES:
            with override(language):
                title = gettext("Home")
            if page is None:
                page = create_page(title, "home.html", language, created_by=user, in_navigation=False)
                page.set_as_homepage()
            else:
                create_page_content(language, title, page, created_by=user, template="home.html")
            content = PageContent.admin_manager.get(page=page, language=language)
            content.versions.first().publish(user)
