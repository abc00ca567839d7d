from django.core.management.base import BaseCommand

from ...day_lists.by_mail import put_what_is_due


class Command(BaseCommand):
    help = "Plan the mail with tomorrow's lists, once its hour has come."

    def handle(self, **options):
        self.stdout.write(f"{put_what_is_due()} mails planned.")
