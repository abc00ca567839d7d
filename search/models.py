"""What search looks through, and what editors keep to help it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text.folding import tokenize

LONGEST_WORD = 60


class SearchEntry(models.Model):
    """One thing that can be found in one language. Written by search/index.py only."""

    kind = models.CharField(max_length=12)  # the name of one of common.page_kinds
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=300)
    title_language = models.CharField(max_length=5)
    title_words = models.CharField(max_length=300)
    text = models.TextField()
    text_language = models.CharField(max_length=5)
    url = models.CharField(max_length=300)
    until = models.DateField(null=True)
    sort_key = models.CharField(max_length=400)
    head = SearchVectorField()  # title and what stands right below it: short, so that ranking stays cheap
    everything = SearchVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="search_entry_once_in_a_language", fields=["kind", "object_id", "language"])
        ]
        indexes = [
            # Written at once: a list of entries still to be sorted in would be read by every search.
            GinIndex(name="search_entry_head", fields=["head"], fastupdate=False),
            GinIndex(name="search_entry_everything", fields=["everything"], fastupdate=False),
            models.Index(
                name="search_entry_title",
                fields=["language", "title_words"],
                opclasses=["varchar_ops", "varchar_pattern_ops"],
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.language})"


class SearchWord(models.Model):
    """A word of the site's own, for "did you mean"."""

    language = models.CharField(max_length=5)
    word = models.CharField(max_length=LONGEST_WORD)
    length = models.PositiveSmallIntegerField()
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="search_word_once_in_a_language", fields=["language", "word"])]
        indexes = [models.Index(name="search_word_most_used", fields=["language", "-times", "length", "word"])]

    def __str__(self):
        return self.word


class SynonymGroup(models.Model):
    """Words that people use for one thing: everyday, medical, Malayalam in Latin letters."""

    words = models.TextField(
        _("words for the same thing"),
        max_length=2000,
        help_text=_("One on each line. Like: epilepsy, fits, apasmaram. The site's own word comes first."),
    )
    spellings = ArrayField(models.CharField(max_length=300), default=list, editable=False)

    class Meta:
        verbose_name = _("words for the same thing")
        verbose_name_plural = _("words for the same thing")
        ordering = ["words"]
        indexes = [GinIndex(name="synonym_group_spellings", fields=["spellings"])]

    def __str__(self):
        return ", ".join(line.strip() for line in self.words.splitlines() if line.strip())

    def save(self, **kwargs):
        spellings = (" ".join(tokenize(line)) for line in self.words.splitlines())
        self.spellings = list(dict.fromkeys(spelling[:300] for spelling in spellings if spelling))
        super().save(**kwargs)


class ZeroResultSearch(models.Model):
    """A search without a result. Its words are kept only once several searches had them, so that one
    person's slip of a name or a number never is."""

    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    words = models.CharField(_("words"), max_length=100, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    last_day = models.DateField(_("last day"), default=timezone.localdate)

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        ordering = ["-times", "-last_day"]

    def __str__(self):
        return self.words or "…"
