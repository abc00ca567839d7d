"""Words of patients that lift a card at the desk: written by editors, used once a clinician has approved them."""

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WORDS = ("sign", "language", "phrases", "near", "unless")
APPROVAL = ("approved_by", "approved_by_name", "approved_on")
READ_AGAIN = "read_again"  # the kind of the task in the queue that reads what waits once more
LONGEST = 6000
SHORTEST_ALONE = 3


def lines_of(text):
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class RedFlagQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True, approved_on__isnull=False)


class RedFlag(models.Model):
    sign = models.CharField(
        _("sign"),
        max_length=60,
        help_text=_("What the desk reads. Words of all languages with the same sign complete each other."),
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    phrases = models.TextField(
        _("phrases"),
        max_length=LONGEST,
        help_text=_(
            "One on each line, also in Latin letters. A bar stands for “or”, a star for any ending:"
            " cannot|unable breath*"
        ),
    )
    near = models.TextField(
        _("only with one of these near"),
        max_length=LONGEST,
        blank=True,
        help_text=_("Empty: a phrase is enough by itself."),
    )
    unless = models.TextField(
        _("not with one of these in the sentence"),
        max_length=LONGEST,
        blank=True,
        help_text=_("The everyday: “gums” beside bleeding."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    approved_by_name = models.CharField(_("approved by"), max_length=150, blank=True, editable=False)  # as of that day
    approved_on = models.DateField(_("approved on"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # the database counts

    objects = RedFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("words for “Phone now”")
        verbose_name_plural = _("words for “Phone now”")
        ordering = ["sign", "language", "pk"]
        permissions = [("approve_redflag", _("Can approve words for “Phone now”"))]
        constraints = [
            models.CheckConstraint(
                name="red_flag_is_approved_by_somebody_on_a_day",
                condition=Q(approved_by__isnull=True, approved_on__isnull=True, approved_by_name="")
                | Q(approved_by__isnull=False, approved_on__isnull=False) & ~Q(approved_by_name=""),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_words_are_approved_when_written",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="new.approved_by_id = null; new.approved_by_name = ''; new.approved_on = null; return new;",
            ),
            pgtrigger.Trigger(
                name="other_words_are_not_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    new.version = old.version + 1;
                    if (old.sign, old.language, old.phrases, old.near, old.unless)
                        is distinct from (new.sign, new.language, new.phrases, new.near, new.unless)
                    then
                        new.approved_by_id = null; new.approved_by_name = ''; new.approved_on = null;
                    end if;
                    return new;
                """,
            ),
            # By whatever way: the admin, its bulk, a shell. What is off, or not approved any more, lifts nothing new.
            pgtrigger.Trigger(
                name="words_that_come_into_use_are_looked_for_again",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__is_active=True, new__approved_on__isnull=False)
                & (pgtrigger.Q(old__is_active=False) | pgtrigger.Q(old__approved_on__isnull=True)),
                func="""
                    insert into common_task (kind, key, lane, run_at, attempts, last_error, is_dead)
                    values ('read_again', '0', '', now(), 0, '', false)
                    on conflict (kind, key) do update
                    set run_at = excluded.run_at, attempts = 0, last_error = '', is_dead = false;
                    return null;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.sign} ({self.language})"

    def save(self, **kwargs):
        super().save(**kwargs)
        self.refresh_from_db(fields=[*APPROVAL, "version"])

    def clean(self):
        for name in ("phrases", "near", "unless"):
            if problem := problem_with(lines_of(getattr(self, name)), alone=name == "phrases" and not self.near):
                raise ValidationError({name: problem})

    @property
    def is_approved(self):
        return self.approved_on is not None


def problem_with(lines, *, alone):
    """Why these phrases cannot be used, in words; nothing if they can."""
    for line in lines:
        for word in line.replace("|", " ").split():
            if "*" in word[:-1] or word == "*":
                return _("A star stands at the end of a word: “%(line)s”") % {"line": line}
        if not any(sign.isalnum() for sign in line):
            return _("There is no word in “%(line)s”.") % {"line": line}
        if alone and " " not in line and min(len(word.rstrip("*")) for word in line.split("|")) < SHORTEST_ALONE:
            return _("“%(line)s” is too short to be enough by itself.") % {"line": line}
    return ""
