from django.core.management.base import BaseCommand

from ... import site_words


class Command(BaseCommand):
    help = "For developers: bring locale/*.po in step with the words in the code. script/translations calls this."

    def handle(self, **options):
        for language in site_words.LANGUAGES:
            empty = site_words.update(language)
            self.stdout.write(f"{language}: {empty} to translate" if empty else f"{language}: complete")
