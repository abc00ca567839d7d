"""What a look at each link on the site's pages found."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LinkCheckQuerySet(models.QuerySet):
    def broken(self):
        """Inside at the first look; outside at the second, because other sites have bad days too."""
        return self.filter(failures__gte=models.F("patience"))


class LinkCheck(models.Model):
    INSIDE, OUTSIDE = 1, 2  # so many looks in a row must fail

    url = models.CharField(_("address"), max_length=2000, unique=True)
    patience = models.PositiveSmallIntegerField(default=OUTSIDE)
    checked_at = models.DateTimeField(_("looked at"), default=timezone.now)
    failures = models.PositiveIntegerField(default=0)
    found = models.CharField(_("found"), max_length=60, blank=True)  # "404", or what went wrong

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        default_permissions = []
        ordering = ["url"]

    def __str__(self):
        return self.url
