"""What patients have: conditions, which last, and the versions of their words, one set of versions per language.

Treatments, doctors' filters and addresses point at `Condition`. What it says of itself (name, explanation, order) are
the published words of each language: the database copies them from the published versions, in the transaction that
publishes or takes down, and refuses every other writer. So lists cost one query, and show what was signed.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from common.database_rules import refuse
from common.sort_fields import InAlphabetOrder, TitleSortKeyField
from common.text.translated_text import MAIN_LANGUAGE, TranslatedTextField
from directory.models import KeepOldSlug, Place

from .rows import Reference, UrgentSign
from .versioned_words import VersionedWords

# Columns of a condition that the database fills; what they must hold, content_words_of (a migration) says.
PUBLISHED_WORDS = ("name", "explanation", "sort_keys")


class ConditionQuerySet(InAlphabetOrder):
    def readable(self):
        """Those that patients can read about, in whatever language."""
        return self.exclude(name={})

    def in_order(self):
        """Of the name that is shown: in this language, or else in the one it has."""
        own = KT(f"sort_keys__{get_language() or MAIN_LANGUAGE}")
        return self.order_by(Coalesce(own, KT("sort_keys__other")), "slug")


class WordsArePublished(pgtrigger.Trigger):
    """The words of a condition are those of its published versions, whoever writes and whatever was written."""

    name = "words_are_published"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update
    declare = [("truth", "record")]
    func = """
        select * into truth from content_words_of(new.id);
        if row(new.name, new.explanation, new.sort_keys)
                is distinct from row(truth.name, truth.explanation, truth.sort_keys)
            and (tg_op = 'INSERT' or row(new.name, new.explanation, new.sort_keys)
                is distinct from row(old.name, old.explanation, old.sort_keys)) then
            REFUSE
        end if;
        new.name := truth.name; new.explanation := truth.explanation; new.sort_keys := truth.sort_keys;
        return new;
    """.replace("REFUSE", refuse("the words of a condition are those of its published versions"))


class Condition(Place):
    name = TranslatedTextField(_("name"), blank=True, editable=False)
    explanation = TranslatedTextField(
        _("explanation in plain words"), max_length=2000, multiline=True, blank=True, editable=False
    )
    # The key of the name in each language that it has; "other" is for the languages that it has not.
    sort_keys = models.JSONField(default=dict, editable=False)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["name__en", "slug"]
        triggers = [KeepOldSlug(), WordsArePublished()]

    def __str__(self):
        return str(self.name) or self.slug.replace("-", " ").capitalize()

    def save(self, *, update_fields=None, **options):
        """Leaves out the published words: they may have moved on since this row was read."""
        if not self._state.adding and update_fields is None:
            update_fields = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in PUBLISHED_WORDS
            ]
        super().save(update_fields=update_fields, **options)

    @property
    def language_shown(self):
        """The language of its page for a reader of the active one: that, or else one that it has."""
        return self.name.in_language()[1]

    def get_absolute_url(self, language=None):
        """Where it can be read. A page that is not in the reader's language is linked in the one it has."""
        with override(language or self.language_shown):
            return reverse("content:condition_detail", args=[self.slug])

    def order(self):
        return self.sort_keys.get(get_language() or MAIN_LANGUAGE, self.sort_keys.get("other", "")), self.slug


class ConditionContent(VersionedWords):
    """One version of the words about a condition, in one language."""

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="contents")
    name = models.CharField(_("name"), max_length=200)
    explanation = models.TextField(
        _("explanation in plain words"),
        max_length=2000,
        blank=True,
        help_text=_("In a translation, an empty one means that patients read the English one, marked as English."),
    )
    urgent_not_applicable = models.CharField(_("why there are no such signs"), max_length=300, blank=True)
    sort_key = TitleSortKeyField()

    allowed_plugins = []

    class Meta(VersionedWords.Meta):
        verbose_name = _("condition page")
        verbose_name_plural = _("condition pages")
        permissions = [
            ("publish_conditioncontent", _("Can publish condition pages")),
            ("sign_off_conditioncontent", _("Can sign off condition pages as a clinician")),
        ]
        triggers = [
            *VersionedWords.Meta.triggers,
            pgtrigger.Trigger(
                name="condition_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="perform content_condition_follows(old.condition_id); return null;",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="condition_content_language_is_ours",
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
            ),
            models.CheckConstraint(name="condition_content_has_a_name", condition=Q(name__regex=r"\S")),
            models.CheckConstraint(
                name="condition_content_reviewed_before_next_review",
                condition=Q(last_reviewed__isnull=True)
                | Q(next_review__isnull=True)
                | Q(next_review__gt=F("last_reviewed")),
                violation_error_message=_("The next review must come after the last one."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def title(self):
        return self.name

    def get_absolute_url(self, language=None):
        return self.condition.get_absolute_url(language or self.language)

    def get_template(self):
        """Where django CMS would find placeholders; a condition has none."""
        return "content/condition_detail.html"

    def has_publish_permission(self, user):
        return user.has_perm("content.publish_conditioncontent")

    def has_change_permission(self, user):
        return user.has_perm("content.change_conditioncontent")


class ConditionReference(Reference):
    content = models.ForeignKey(ConditionContent, on_delete=models.CASCADE, related_name="references")


class ConditionSign(UrgentSign):
    content = models.ForeignKey(ConditionContent, on_delete=models.CASCADE, related_name="signs")
