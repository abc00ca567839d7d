from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...importing import write_condition, write_markdown
from ...importing.exporting import blocks_of, contents_to_export, file_name, page_of, what_is_lost
from ...importing.exporting_conditions import (
    FOLDER,
    condition_file_name,
    condition_page_of,
    conditions_to_export,
)
from ...importing.progress import with_progress


class Command(BaseCommand):
    help = (
        "Write the page of each treatment, and below conditions/ that of each condition, in each language,"
        " as a Markdown file that import_treatments reads."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="made if it is not there")
        parser.add_argument("--language", help="only this language, like ml")
        parser.add_argument("--published", action="store_true", help="what patients read, instead of newer drafts")

    def handle(self, *, folder, language, published, **options):
        known = [code for code, _name in settings.LANGUAGES]
        if language and language not in known:
            raise CommandError(f"There is no language {language!r}. There are: {', '.join(known)}.")
        contents = contents_to_export(language=language, published_only=published)
        blocks = blocks_of(contents)
        conditions = conditions_to_export(language=language, published_only=published)
        try:
            (folder / FOLDER if conditions else folder).mkdir(parents=True, exist_ok=True)
            for content in with_progress(contents, self.stderr, "Writing"):
                self.write(folder / file_name(content), content, blocks[content.pk])
            for content in with_progress(conditions, self.stderr, "Writing"):
                path = folder / FOLDER / condition_file_name(content)
                put_in_place(path, write_condition(condition_page_of(content)))
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from None
        self.stdout.write(f"{len(contents) + len(conditions)} pages are in {folder}.")

    def write(self, path, content, blocks):
        put_in_place(path, write_markdown(page_of(content, blocks)))
        for thing in what_is_lost(content, blocks):
            self.stdout.write(f"{path}: Markdown cannot hold {thing}")


def put_in_place(path, text):
    """Never half a page, not even on a full disk."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
