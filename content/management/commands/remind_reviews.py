from django.core.management.base import BaseCommand, CommandError

from ...publishing.reminders import remind_reviews


class Command(BaseCommand):
    help = "Mail the owners of pages whose review is near or overdue. Run it daily; a missed day loses nothing."

    def handle(self, **options):
        result = remind_reviews()
        for content in result.without_owner:
            self.stdout.write(f"Nobody to mail about “{content.title}” ({content.language}): give it an owner.")
        self.stdout.write(f"{result.mails} reminders sent.")
        if result.failed:
            raise CommandError(f"{result.failed} reminders could not be sent; the next run tries again.")
