"""Who changed which words, and when. Triggers write it: no program has to remember to."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.database_rules import Refuse


class WordChange(models.Model):
    """One row below one version. An update that writes what stood there already is none."""

    class Operation(models.TextChoices):
        INSERT = "INSERT", _("added")
        UPDATE = "UPDATE", _("changed")
        DELETE = "DELETE", _("taken away")
        COPY = "COPY", _("copied")  # all before it, in these words, only repeats the version that was copied

    kind = models.CharField(max_length=20)  # content/publishing/signable.py
    object_id = models.PositiveIntegerField()  # of what lasts: the treatment, the condition
    language = models.CharField(max_length=5)
    content_id = models.PositiveIntegerField()  # of the version's words; they may be gone, this stays
    copied_from_id = models.PositiveIntegerField(null=True)
    user_id = models.IntegerField(null=True)  # null: nobody knows; a number and no key, as it outlives the account
    at = models.DateTimeField(db_default=Now())
    table = models.CharField(max_length=63)
    operation = models.CharField(max_length=10, choices=Operation)

    class Meta:
        verbose_name = _("change of words")
        verbose_name_plural = _("changes of words")
        default_permissions = []
        indexes = [
            models.Index(name="word_changes_of_one_page", fields=["kind", "object_id", "language"]),
            models.Index(name="word_changes_of_one_version", fields=["kind", "content_id"]),
        ]
        triggers = [
            Refuse(
                name="journal_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                words="the journal of words is never changed",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id} ({self.language}) {self.table} {self.operation}"
