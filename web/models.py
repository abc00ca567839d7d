"""What the public face of the site remembers."""

from django.db import models
from django.db.models import F
from django.utils import timezone


class PolicyViolation(models.Model):
    """How often browsers kept a page from doing something. One row for each pair, so that reports never fill a disk."""

    class Directive(models.TextChoices):
        CONNECT = "connect-src"
        FONT = "font-src"
        FORM = "form-action"
        FRAME = "frame-src"
        FRAMED = "frame-ancestors"
        IMAGE = "img-src"
        MANIFEST = "manifest-src"
        MEDIA = "media-src"
        OBJECT = "object-src"
        SCRIPT = "script-src"
        SCRIPT_ATTRIBUTE = "script-src-attr"
        SCRIPT_ELEMENT = "script-src-elem"
        STYLE = "style-src"
        STYLE_ATTRIBUTE = "style-src-attr"
        STYLE_ELEMENT = "style-src-elem"
        WORKER = "worker-src"
        OTHER = "other"

    class Blocked(models.TextChoices):
        """What kind of thing was kept out. Its address is not kept: it may be a reader's own."""

        INLINE = "inline"
        EVAL = "eval"
        DATA = "data"
        BLOB = "blob"
        OWN_SITE = "own site"
        OTHER_SITE = "other site"
        OTHER = "other"  # such as what a reader's own browser adds to pages

    directive = models.CharField(max_length=20, choices=Directive)
    blocked = models.CharField(max_length=20, choices=Blocked)
    count = models.PositiveBigIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        ordering = ["-count"]
        constraints = [
            models.UniqueConstraint(name="policy_violation_one_row_each", fields=["directive", "blocked"]),
        ]

    def __str__(self):
        return f"{self.directive} {self.blocked}: {self.count}"

    @classmethod
    def note(cls, directive, blocked):
        again = {"count": F("count") + 1, "last_at": timezone.now()}
        pair = {"directive": directive, "blocked": blocked}
        if not cls.objects.filter(**pair).update(**again):
            cls.objects.bulk_create([cls(**pair)], ignore_conflicts=True)
