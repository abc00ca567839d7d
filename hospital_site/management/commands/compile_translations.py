import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compile locale/*.po, without gettext tools on the machine. Files that are newer than their source stay."

    def handle(self, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                try:
                    compile_translation(source, target)
                except (OSError, ValueError) as error:
                    raise CommandError(f"{source}: {error}") from None


def compile_translation(source, target):
    # Whole or not at all: a server or a test beside us may be reading the old one.
    half_done = target.with_name(f"{target.name}.{os.getpid()}")
    polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(half_done))
    half_done.replace(target)
