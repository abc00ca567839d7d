"""What every page says for a while: the entrance that is closed, the holiday, the flood."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text.translated_text import TranslatedTextField
from directory.models import LogGuardedWrites

# A path of this site, a page elsewhere, or a phone number: nothing that could run a script.
LINK = r"^(/([^/\\].*)?|https://.+|tel:\+?[0-9]+)$"
is_a_link = RegexValidator(LINK, _("Begin with “/” for a page of this site, otherwise with “https://”."))
HOW_TO_LINK = _(
    "For a page of this site, the part of its address from the first “/” on: each language gets its own. "
    "Otherwise https://…"
)


class NoticeQuerySet(models.QuerySet):
    def shown(self, language, now):
        """On the pages of this language at this moment, what is urgent first."""
        shown = self.filter(is_live=True, text__has_key=language, starts_at__lte=now, ends_at__gt=now)
        return shown.order_by("-severity", "-starts_at", "pk")

    def changes_after(self, moment):
        """When one begins or ends: every page of the site looks different then."""
        times = self.filter(is_live=True, ends_at__gt=moment).values_list("starts_at", "ends_at")
        return sorted({each for pair in times for each in pair if each > moment})


class Notice(models.Model):
    class Severity(models.TextChoices):
        PLAIN = "plain", _("Notice")
        URGENT = "urgent", _("Urgent notice")

    text = TranslatedTextField(
        _("text"),
        max_length=300,
        multiline=True,
        blank=True,
        help_text=_("Shown only on the pages of those languages in which you write it."),
    )
    severity = models.CharField(_("kind"), max_length=10, choices=Severity, default=Severity.PLAIN)
    starts_at = models.DateTimeField(_("shown from"), default=timezone.now)
    ends_at = models.DateTimeField(_("shown until"), help_text=_("Then it is gone from every page by itself."))
    link = models.CharField(
        _("link"),
        max_length=300,
        blank=True,
        validators=[is_a_link],
        help_text=HOW_TO_LINK,
    )
    link_text = TranslatedTextField(_("words of the link"), max_length=100, blank=True)
    is_live = models.BooleanField(_("put live by a second person"), default=False, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice on every page")
        verbose_name_plural = _("notices on every page")
        ordering = ["-ends_at"]
        triggers = [
            LogGuardedWrites(columns=("text", "severity", "starts_at", "ends_at", "link", "link_text"), live="is_live")
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(name="notice_says_something", condition=~Q(text={})),
            models.CheckConstraint(name="notice_severity_is_known", condition=Q(severity__in=["plain", "urgent"])),
            models.CheckConstraint(name="notice_link_is_safe", condition=Q(link="") | Q(link__regex=LINK)),
        ]

    def __str__(self):
        return str(self.text)

    def clean(self):
        """The database refuses the first two as well; here each error stands beside what is wrong."""
        if not self.text:
            raise ValidationError({"text": _("Write the text in at least one language.")})
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must come after the start.")})
        if self.link and not set(self.text) <= set(self.link_text):
            raise ValidationError({"link_text": _("The link needs words in every language that the text has.")})

    @property
    def state(self):
        now = timezone.now()
        if self.ends_at <= now:
            return _("no longer shown")
        if not self.is_live:
            return _("waits for a second person")
        return _("shown now") if self.starts_at <= now else _("not shown yet")
