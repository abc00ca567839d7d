"""Columns that follow a name by themselves: where it stands in the alphabet, and the words it can be found by."""

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.fields.json import KT
from django.utils.translation import get_language

from .text.collation import ELEMENTS_IN_A_KEY, sort_key
from .text.folding import tokenize
from .text.translated_text import MAIN_LANGUAGE, TranslatedText


class SortKeysField(models.JSONField):
    """The sort key of `name` in each language. Filled on every save."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": dict, "editable": False, **kwargs})

    def pre_save(self, instance, add):
        name = TranslatedText(instance.name) if isinstance(instance.name, dict) else {MAIN_LANGUAGE: instance.name}
        names = TranslatedText(name)
        keys = {code: sort_key(names.in_language(code)[0]) for code, _language in settings.LANGUAGES}
        setattr(instance, self.attname, keys)
        return keys


class TitleSortKeyField(models.CharField):
    """The sort key of `title`. Filled on every save."""

    def __init__(self, *args, **kwargs):
        longest = 4 * ELEMENTS_IN_A_KEY
        super().__init__(*args, **{"max_length": longest, "default": "", "editable": False, "db_index": True, **kwargs})

    def pre_save(self, instance, add):
        key = sort_key(instance.title)
        setattr(instance, self.attname, key)
        return key


class InAlphabetOrder(models.QuerySet):
    def in_order(self):
        """As a dictionary of the active language has them."""
        return self.order_by(KT(f"sort_keys__{get_language() or MAIN_LANGUAGE}"), "slug")


class NameWordsField(SearchVectorField):
    """The words of `name` in every language. Filled on every save."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": "", "editable": False, **kwargs})

    def pre_save(self, instance, add):
        name = instance.name if isinstance(instance.name, dict) else {MAIN_LANGUAGE: instance.name}
        vector = " ".join(f"'{word}'" for word in sorted(set(tokenize(" ".join(name.values())))))
        setattr(instance, self.attname, vector)
        return vector


def prefix_tsquery(words, weight=""):
    """A text search query for all of these words, each perhaps only begun. Words come from words_of()."""
    return " & ".join(f"'{word}':*{weight}" for word in words)
