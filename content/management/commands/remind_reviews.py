from django.core.management.base import BaseCommand, CommandError

from common import queue

from ...publishing.reminders import REMINDER, plan_reminders


class Command(BaseCommand):
    help = "Mail the owners of pages whose review is near or overdue. Run it daily; a missed day loses nothing."

    def handle(self, **options):
        for content in plan_reminders():
            self.stdout.write(f"Nobody to mail about “{content.title}” ({content.language}): give it an owner.")
        outcomes = queue.run_due(REMINDER, limit=1000)
        sent = outcomes.count(queue.DONE)
        self.stdout.write(f"{sent} reminders sent.")
        if failed := len(outcomes) - sent:
            raise CommandError(f"{failed} reminders could not be sent; the next run tries again.")
