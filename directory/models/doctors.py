"""Who: the doctors."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from hospital_site.translated_text import TranslatedText, TranslatedTextField

from .places import Department, Location


class DoctorQuerySet(models.QuerySet):
    def listed(self):
        """Doctors whom patients may see and ask for."""
        return self.filter(is_listed=True)

    def for_cards(self):
        return self.prefetch_related("departments", "locations")


class Doctor(models.Model):
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
        _("address"), max_length=100, unique=True, help_text=_("The last part of the page's address. Do not change it.")
    )
    honorific = models.CharField(_("title"), max_length=10, choices=Honorific, default=Honorific.DR, blank=True)
    name = TranslatedTextField(_("name"), help_text=_("Without the title."))
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True)
    role = TranslatedTextField(_("role"), blank=True, help_text=_("Like: Neurologist"))
    qualifications = models.CharField(_("qualifications"), max_length=200, blank=True)
    registration_council = models.CharField(_("registered with"), max_length=120, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    languages = ArrayField(
        models.CharField(max_length=5, choices=Language), verbose_name=_("languages spoken"), default=list, blank=True
    )
    biography = TranslatedTextField(_("about this doctor"), max_length=3000, multiline=True, blank=True)
    departments = models.ManyToManyField(Department, verbose_name=_("departments"), related_name="doctors", blank=True)
    locations = models.ManyToManyField(Location, verbose_name=_("locations"), related_name="doctors", blank=True)
    accepting_new_patients = models.BooleanField(_("accepting new patients"), default=True)
    is_listed = models.BooleanField(
        _("shown to patients"), default=False, help_text=_("Without this, the doctor can be credited but not found.")
    )

    objects = DoctorQuerySet.as_manager()

    class Meta:
        verbose_name = _("doctor")
        verbose_name_plural = _("doctors")
        ordering = [Lower(KT("name__en")), "slug"]
        constraints = [models.CheckConstraint(name="doctor_has_a_name", condition=Q(name__has_key="en"))]

    def __str__(self):
        return str(self.full_name)

    def get_absolute_url(self):
        return reverse("directory:doctor_detail", args=[self.slug])

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
