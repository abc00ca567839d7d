from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import Truncator

from directory.models import Department

from ...importing import BrokenPage, read_file
from ...importing.progress import with_progress
from ...importing.save_pages import import_pages
from ...publishing.signable import admin_url


class Command(BaseCommand):
    help = (
        "Make a draft of each page file: a saved web page, the text of one, or Markdown; pages of conditions have"
        " “kind: condition” in its front matter. All or none."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", help="or a folder: then every .md file in it and below")
        parser.add_argument("--department", help="slug of the department, for pages that name none")
        parser.add_argument("--title", default="", help="title of the page, where one file is imported")
        parser.add_argument("--author", help="user name of the author; otherwise the drafts belong to the import")

    def handle(self, *, files, department, title, author, **options):
        if title and len(files) > 1:
            raise CommandError("--title is for one file.")
        pages = self.read(files, title)
        try:
            results = import_pages(
                pages,
                department=self.department(department),
                author=self.author(author),
                progress=lambda items: with_progress(items, self.stderr, "Importing"),
            )
        except BrokenPage as error:
            raise CommandError(f"{error}\nNothing was imported.") from None
        for result in results:
            self.report(result)
        self.sum_up(results)

    def read(self, files, title):
        pages, problems = [], []
        for path in with_progress(list(every_file(files)), self.stderr, "Reading"):
            try:
                pages.append((path, read_file(path, title)))
            except BrokenPage as error:
                problems.append(str(error))
            except OSError as error:
                problems.append(f"{path}: {error.strerror}")
        if problems:
            raise CommandError("\n".join([*problems, "Nothing was imported."]))
        return pages

    def department(self, slug):
        if not slug:
            return None
        department = Department.objects.filter(slug=slug).first()
        if department is None:
            known = ", ".join(Department.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no department {slug!r}. There are: {known}.")
        return department

    def author(self, username):
        if not username:
            return None
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        return user

    def report(self, result):
        content = result.content
        if not result.is_new:
            self.stdout.write(f"{result.source}: “{content.title}” is already there ({content.language}), unchanged.")
            return
        url = admin_url(content, "readiness")
        self.stdout.write(f"{result.source}: draft “{content.title}” ({content.language}). Go on at {url}")
        if result.about_title:
            self.stdout.write(f"  title: {result.about_title}")
        for line in result.left_out:
            why = f" ({line.why})" if line.why else ""
            self.stdout.write(f"  left out: line {line.line}: “{Truncator(line.text).chars(70)}”{why}")
        for name in result.missing:
            self.stdout.write(f"  missing: {name}")
        for claim in result.care:
            self.stdout.write(f"  needs care: {claim}")

    def sum_up(self, results):
        drafts = [result for result in results if result.is_new]
        lacking = sum(bool(result.missing) for result in drafts)
        claims = sum(len(result.care) for result in drafts)
        left_out = sum(len(result.left_out) for result in drafts)
        self.stdout.write(
            f"{len(results)} files: {len(drafts)} new drafts, {len(results) - len(drafts)} already there. "
            f"{lacking} drafts lack something, {claims} claims need care, {left_out} lines were left out."
        )


def every_file(names):
    for name in names:
        yield from sorted(Path(name).rglob("*.md")) if Path(name).is_dir() else [name]
