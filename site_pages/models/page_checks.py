"""Who wrote what a free page or the home page says, and who else has read it."""

from cms.models import Page
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PageWriter(models.Model):
    """Somebody wrote in this version of a page. Rows come from triggers alone; nobody known: `by` is empty."""

    content_id = models.BigIntegerField()  # of the CMS's PageContent: the row outlives a draft that is thrown away
    page_id = models.BigIntegerField()
    language = models.CharField(max_length=15)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    way = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="page_writer_once", fields=["content_id", "by", "way"], nulls_distinct=False)
        ]
        indexes = [models.Index(name="page_writers", fields=["page_id", "language"])]

    def __str__(self):
        return f"{self.page_id} {self.language} {self.by_id}"


class PageCheck(models.Model):
    """A second person has read exactly these words; or, of words of medicine, a clinician has."""

    class Kind(models.TextChoices):
        SECOND_PERSON = "second", _("read by a second person")
        CLINICIAN = "clinician", _("signed by a clinician")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=15)
    kind = models.CharField(max_length=10, choices=Kind)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="page_checked_once", fields=["page", "language", "kind", "fingerprint", "by"]),
            models.CheckConstraint(
                name="page_check_kind_is_known", condition=models.Q(kind__in=["second", "clinician"])
            ),
        ]

    def __str__(self):
        return f"{self.page_id} {self.language} {self.kind}"
