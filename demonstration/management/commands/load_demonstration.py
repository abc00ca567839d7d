import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from directory.models import Hospital

from ... import appointments, load, many_requests

BAR = 30


class Command(BaseCommand):
    help = (
        "Fill an empty site with demonstration content and logins. Does nothing where there is content."
        " With --requests, add so many past requests to the demonstration, one for each hundred that waits, and some"
        " booked, to see how the desk bears them."
    )

    def add_arguments(self, parser):
        parser.add_argument("--requests", type=int, default=0, metavar="N", help="so many past requests")

    def handle(self, *, requests, **options):
        if settings.PRODUCTION:
            raise CommandError("SITE_MODE=production refuses demonstration content.")
        if load.is_empty():
            self.stdout.write("Loading the demonstration content (about half a minute)...")
            with transaction.atomic():
                load.load()
                appointments.load()
        is_demonstration = Hospital.objects.filter(is_demonstration=True).exists()
        if requests:
            self.load_requests(requests, is_demonstration)
        if not is_demonstration:
            self.stdout.write("This site has content of its own: no demonstration was loaded.")
            return
        for login in load.logins():
            self.stdout.write("{role:12} {username:12} {password:16} {url}".format(**login))

    def load_requests(self, number, is_demonstration):
        if number < 1:
            raise CommandError("--requests takes a number above zero.")
        if not is_demonstration:
            real = many_requests.real_requests().count()
            raise CommandError(f"This is not the demonstration's hospital ({real} real requests): nothing is added.")
        self.begun = time.monotonic()
        made = many_requests.load(number, self.show_progress if self.stdout.isatty() else lambda done, total: None)
        self.stdout.write(f"{made:,} requests were added in {time.monotonic() - self.begun:.0f} seconds.")

    def show_progress(self, done, total):
        full = BAR * done // total
        left = (time.monotonic() - self.begun) * (total - done) / done
        bar = "█" * full + "·" * (BAR - full)
        end = "\n" if done == total else ""
        self.stdout.write(f"\r{bar} {100 * done // total:3} %  {done:,} of {total:,}, {left:3.0f} s left ", ending=end)
        self.stdout.flush()
