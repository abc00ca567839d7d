"""What a block said before each change of it, so that a change that was saved can be undone.

Triggers on the tables of blocks write it and throw it away with the block (content/migrations, earlier words).
"""

from django.db import models
from django.db.models.functions import Now


class EarlierWords(models.Model):
    block_id = models.PositiveIntegerField()  # of cms.CMSPlugin; no key, as the CMS deletes blocks past Django
    words = models.JSONField()  # {column: value}
    user_id = models.IntegerField(null=True)  # who wrote over them; null: nobody knows
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = []
        indexes = [models.Index(name="earlier_words_of_a_block", fields=["block_id", "-at"])]

    def __str__(self):
        return f"{self.block_id} {self.at:%d %b %Y %H:%M}"
