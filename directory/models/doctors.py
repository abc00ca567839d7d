"""Who: the doctors."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.pictures.fields import PhotoField
from common.sort_fields import InAlphabetOrder, NameWordsField, SortKeysField
from common.text.translated_text import TranslatedText, TranslatedTextField

from .places import Department, Location
from .slugs import HasSlug, KeepOldSlug
from .two_person import LogGuardedWrites


class DoctorQuerySet(InAlphabetOrder):
    def listed(self):
        """Doctors whom patients may see and ask for."""
        return self.with_page().filter(Q(left_on__isnull=True) | Q(left_on__gte=timezone.localdate()))

    def with_page(self):
        """Those of today and those who have left: a printed address still says where to turn."""
        return self.filter(is_listed=True)

    def for_cards(self):
        return self.prefetch_related("departments", "locations")


class Doctor(HasSlug):
    class Honorific(models.TextChoices):
        DR = "dr", _("Dr")
        PROF = "prof", _("Prof")
        NONE = "", "—"

    class Gender(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")

    class Language(models.TextChoices):
        """Languages a doctor can hold a consultation in."""

        EN = "en", _("English")
        ML = "ml", _("Malayalam")
        HI = "hi", _("Hindi")
        AR = "ar", _("Arabic")
        TA = "ta", _("Tamil")
        KN = "kn", _("Kannada")
        TE = "te", _("Telugu")
        UR = "ur", _("Urdu")

    slug = models.SlugField(
        _("address"), max_length=100, unique=True, help_text=_("The last part of the page's address.")
    )
    honorific = models.CharField(
        pgettext_lazy("of a person", "title"), max_length=10, choices=Honorific, default=Honorific.DR, blank=True
    )
    name = TranslatedTextField(_("name"), help_text=_("Without the title."))
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True)
    role = TranslatedTextField(_("role"), blank=True, help_text=_("Like: Neurologist"))
    qualifications = models.CharField(_("qualifications"), max_length=200, blank=True)
    registration_council = models.CharField(_("registered with"), max_length=120, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    registration_verified_by = models.CharField(
        _("registration verified by"),
        max_length=150,
        blank=True,
        help_text=_("Who looked it up in the council's register."),
    )
    registration_verified_on = models.DateField(_("registration verified on"), null=True, blank=True)
    photo = PhotoField(_("photo"), upload_to="doctors", blank=True)
    languages = ArrayField(
        models.CharField(max_length=5, choices=Language), verbose_name=_("languages spoken"), default=list, blank=True
    )
    biography = TranslatedTextField(_("about this doctor"), max_length=3000, multiline=True, blank=True)
    departments = models.ManyToManyField(Department, verbose_name=_("departments"), related_name="doctors", blank=True)
    locations = models.ManyToManyField(Location, verbose_name=_("locations"), related_name="doctors", blank=True)
    accepting_new_patients = models.BooleanField(_("accepting new patients"), default=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(
        _("last day here"),
        null=True,
        blank=True,
        help_text=_("Afterwards the page stays and points to the department."),
    )
    is_listed = models.BooleanField(
        _("shown to patients"), default=False, help_text=_("Without this, the doctor can be credited but not found.")
    )
    sort_keys = SortKeysField()
    name_words = NameWordsField()
    # What the filters of the list look at, each as one word. Written by the database alone (migration 0002), whatever
    # way departments, places and sessions change: directory/finding/facets.py reads it.
    facets = ArrayField(models.CharField(max_length=60), default=list, editable=False)

    objects = DoctorQuerySet.as_manager()

    class Meta:
        verbose_name = _("doctor")
        verbose_name_plural = _("doctors")
        ordering = [Lower(KT("name__en")), "slug"]
        triggers = [KeepOldSlug(), LogGuardedWrites(columns=("biography",))]
        indexes = [
            GinIndex(name="doctor_name_words", fields=["name_words"], fastupdate=False),
            GinIndex(name="doctor_facets", fields=["facets"], fastupdate=False),
            *(
                models.Index(KT(f"sort_keys__{code}"), "slug", name=f"doctor_order_{code}")
                for code, _l in settings.LANGUAGES
            ),
        ]
        constraints = [
            models.CheckConstraint(name="doctor_has_a_name", condition=Q(name__has_key="en")),
            models.CheckConstraint(
                name="doctor_listed_only_when_verified",
                condition=Q(is_listed=False)
                | (
                    ~Q(registration_number="")
                    & ~Q(registration_verified_by="")
                    & Q(registration_verified_on__isnull=False)
                ),
                violation_error_message=_(
                    "A doctor can be shown to patients only after the registration was verified."
                ),
            ),
            models.CheckConstraint(
                name="doctor_leaves_after_joining",
                condition=Q(joined_on__isnull=True) | Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]

    def __str__(self):
        return str(self.full_name)

    def clean(self):
        """The database refuses this too; here each error stands beside what is missing."""
        if not self.is_listed:
            return
        missing = {
            "registration_number": _("Enter the registration number, or do not show this doctor yet."),
            "registration_verified_by": _("Enter who verified the registration, or do not show this doctor yet."),
            "registration_verified_on": _("Enter the day it was verified, or do not show this doctor yet."),
        }
        errors = {field: text for field, text in missing.items() if not getattr(self, field)}
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self):
        return reverse("directory:doctor_detail", args=[self.slug])

    @property
    def has_left(self):
        return self.left_on is not None and self.left_on < timezone.localdate()

    @property
    def can_be_asked_for(self):
        return self.accepting_new_patients and not self.has_left

    @property
    def full_name(self):
        """The name with its title, in each language the name is kept in."""
        names = TranslatedText()
        for code, name in self.name.items():
            with override(code):
                title = gettext(self.Honorific(self.honorific).label) if self.honorific else ""
            names[code] = f"{title} {name}".strip()
        return names

    @property
    def languages_display(self):
        return [self.Language(code).label for code in self.languages if code in self.Language.values]
