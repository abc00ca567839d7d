from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from ... import devices
from ...sessions import lasting


class Command(BaseCommand):
    help = (
        "Remove the second factor of somebody who lost the phone and the recovery codes. "
        "First make sure, by a way that the thief of a password does not have, that it is they who ask."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        person = get_user_model().objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"there is no login named {username!r}")
        if not devices.remove(person):
            raise CommandError(f"{username} has no second factor")
        lasting.end_all(person)
        self.stdout.write(f"The second factor of {username} is removed, and their sessions are over.\n")
