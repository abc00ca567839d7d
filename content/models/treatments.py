"""A treatment, which lasts, and the versions of its words, one set of versions per language.

Requests, doctors and addresses point at `Treatment`. Editors write `TreatmentContent`:
djangocms-versioning keeps its drafts and old versions and makes `TreatmentContent.objects`
mean the published ones only.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.sort_fields import TitleSortKeyField
from directory.models import Department, Doctor, Drawing, HasSlug, KeepOldSlug

from .blocks import Question
from .conditions import Condition
from .rows import ContentRow, Reference, UrgentSign
from .versioned_words import VersionedWords


class Treatment(HasSlug):
    """The lasting identity: what a request, a leaflet or another page points at."""

    slug = models.SlugField(
        _("address"),
        max_length=200,
        unique=True,
        help_text=_("The last part of the page's address, the same in every language."),
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="treatments",
        null=True,
        blank=True,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True, "is_active": True},
        help_text=_("Gets the reminders of reviews. Without an owner, whoever wrote the newest version gets them."),
    )
    doctors = models.ManyToManyField(
        Doctor, verbose_name=_("doctors who offer it"), related_name="treatments", blank=True
    )
    picture = models.CharField(
        _("picture"),
        max_length=20,
        choices=Drawing,
        blank=True,
        help_text=_("Without one, that of the department is shown."),
    )

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ["slug"]
        triggers = [KeepOldSlug()]
        constraints = [
            models.CheckConstraint(
                name="treatment_picture_is_drawn", condition=Q(picture="") | Q(picture__in=Drawing.values)
            )
        ]

    def __str__(self):
        # Not the title: that is one query for each row of every list.
        return self.slug.replace("-", " ").capitalize()

    def get_absolute_url(self):
        return reverse("content:treatment_detail", args=[self.slug])

    @property
    def drawing(self):
        return self.picture or getattr(self.department, "picture", Drawing.HOSPITAL)


class TreatmentContent(VersionedWords):
    """One version of the words of a treatment page, in one language."""

    treatment = models.ForeignKey(Treatment, on_delete=models.CASCADE, related_name="contents")
    title = models.CharField(_("title"), max_length=200)
    generic_name = models.CharField(
        _("generic name"), max_length=200, blank=True, help_text=_("Like: botulinum toxin type A")
    )
    trade_names = models.CharField(_("trade names"), max_length=200, blank=True)
    lead = models.TextField(
        _("lead"), max_length=500, blank=True, help_text=_("One or two sentences: what it is and whom it helps.")
    )
    credited_doctor = models.ForeignKey(
        Doctor,
        verbose_name=_("written with input from"),
        on_delete=models.PROTECT,
        related_name="credited_contents",
        null=True,
        blank=True,
        help_text=_("A credit. It is not a sign-off."),
    )
    credited_hospital = models.CharField(_("of (hospital, city)"), max_length=200, blank=True)
    conditions_heading = models.CharField(_("heading above the conditions"), max_length=200, blank=True)
    urgent_not_applicable = models.CharField(_("why there are no such signs"), max_length=300, blank=True)
    exclusions_not_applicable = models.CharField(
        _("why nobody is excluded"),
        max_length=300,
        blank=True,
        help_text=_("Only if the page has no question of the kind “Who should not have it”."),
    )
    closing_title = models.CharField(_("closing heading"), max_length=200, blank=True)
    closing_text = models.TextField(_("closing text"), max_length=1000, blank=True)
    sort_key = TitleSortKeyField()

    allowed_plugins = ["TextPlugin", "PicturePlugin", "QuestionPlugin"]

    class Meta(VersionedWords.Meta):
        verbose_name = _("treatment page")
        verbose_name_plural = _("treatment pages")
        permissions = [
            ("publish_treatmentcontent", _("Can publish treatment pages")),
            ("sign_off_treatmentcontent", _("Can sign off treatment pages as a clinician")),
        ]
        constraints = [
            models.CheckConstraint(
                name="treatment_content_language_is_ours",
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
            ),
            models.CheckConstraint(
                name="treatment_content_reviewed_before_next_review",
                condition=Q(last_reviewed__isnull=True)
                | Q(next_review__isnull=True)
                | Q(next_review__gt=F("last_reviewed")),
                violation_error_message=_("The next review must come after the last one."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self, language=None):
        with override(language or self.language):
            return self.treatment.get_absolute_url()

    def get_template(self):
        """Where django CMS finds the placeholders of this page."""
        return "content/treatment_detail.html"

    def has_publish_permission(self, user):
        return user.has_perm("content.publish_treatmentcontent")

    def has_change_permission(self, user):
        return user.has_perm("content.change_treatmentcontent")

    def questions(self):
        return Question.objects.filter(
            placeholder__in=self.placeholders.filter(slot="questions"), language=self.language
        ).order_by("position")


class TreatmentFact(ContentRow):
    content = models.ForeignKey(TreatmentContent, on_delete=models.CASCADE, related_name="facts")
    label = models.CharField(_("label"), max_length=80, help_text=_("Like: A session usually takes"))
    value = models.CharField(_("value"), max_length=80, help_text=_("Like: 10–20 minutes"))

    class Meta(ContentRow.Meta):
        verbose_name = _("fact at a glance")
        verbose_name_plural = _("facts at a glance")

    def __str__(self):
        return f"{self.label}: {self.value}"


class TreatmentConditionQuerySet(models.QuerySet):
    def readable(self):
        """With the condition, where patients can read about it: one that was taken down is not named."""
        return self.exclude(condition__name={}).select_related("condition")


class TreatmentCondition(ContentRow):
    content = models.ForeignKey(TreatmentContent, on_delete=models.CASCADE, related_name="condition_links")
    condition = models.ForeignKey(
        Condition, verbose_name=_("condition"), on_delete=models.PROTECT, related_name="treatment_links"
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Like: 15 or more headache days a month")
    )

    objects = TreatmentConditionQuerySet.as_manager()

    class Meta(ContentRow.Meta):
        verbose_name = _("condition treated")
        verbose_name_plural = _("conditions treated")
        constraints = [
            models.UniqueConstraint(
                name="condition_once_on_a_page",
                fields=["content", "condition"],
                violation_error_message=_("This condition is already in the list."),
            )
        ]

    def __str__(self):
        return f"{self.condition} {self.note}".strip()


class TreatmentReference(Reference):
    content = models.ForeignKey(TreatmentContent, on_delete=models.CASCADE, related_name="references")


class TreatmentSign(UrgentSign):
    content = models.ForeignKey(TreatmentContent, on_delete=models.CASCADE, related_name="signs")
