import sys

from django.core.management.base import BaseCommand

from hospital_site.operating import doctor

UNSAFE = 2  # as monitoring reads exit codes: critical


class Command(BaseCommand):
    help = f"Look at the running site and at what it stands on. Exit code {UNSAFE} where something is unsafe."
    requires_system_checks = []

    def handle(self, **options):
        unsafe = 0
        for finding in doctor.findings():
            unsafe += finding.is_unsafe
            self.stdout.write(f"{'UNSAFE' if finding.is_unsafe else 'ok':<7} {finding.about}: {finding.words}")
        self.stdout.write(f"{unsafe} unsafe." if unsafe else "Nothing is unsafe.")
        if unsafe:
            sys.exit(UNSAFE)
