"""News about conditions that a clinician has looked at, on pages of treatments that name them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .treatments import Treatment


class SeenConditionNews(models.Model):
    """Somebody looked at the new words of a condition and found the page of the treatment still right."""

    treatment = models.ForeignKey(Treatment, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)  # of the treatment's page
    version = models.ForeignKey("djangocms_versioning.Version", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(name="condition_news_once", fields=["treatment", "language", "version"])]

    def __str__(self):
        return f"{self.treatment} ({self.language}) {self.version}"
