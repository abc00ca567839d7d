from django.core.management.base import BaseCommand
from django.utils import timezone

from ...models import PolicyViolation


class Command(BaseCommand):
    help = "Show what browsers kept pages from doing (Content-Security-Policy), with counts."

    def handle(self, **options):
        for each in PolicyViolation.objects.all():
            self.stdout.write(f"{each.count:>8}  {each.directive:<16}  {each.blocked:<10}  last {_day(each.last_at)}")


def _day(moment):
    return f"{timezone.localdate(moment):%Y-%m-%d}"
