"""Where: locations and departments."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital_site.translated_text import TranslatedTextField

from .hospital import E164


class Place(models.Model):
    """What locations, departments and conditions share: a name in each language and a lasting address."""

    slug = models.SlugField(
        _("address"), max_length=100, unique=True, help_text=_("The last part of the page's address. Do not change it.")
    )
    name = TranslatedTextField(_("name"))

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.name)


class Location(Place):
    address = TranslatedTextField(_("address"), max_length=500, multiline=True, blank=True)
    directions = TranslatedTextField(_("how to get there"), max_length=1000, multiline=True, blank=True)
    hours = TranslatedTextField(_("opening hours"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    has_emergency = models.BooleanField(_("has an emergency department"), default=False)

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["name__en"]
        constraints = [
            models.CheckConstraint(name="location_has_a_name", condition=Q(name__has_key="en")),
            models.CheckConstraint(name="location_phone_is_e164", condition=Q(phone="") | Q(phone__regex=E164)),
        ]

    def get_absolute_url(self):
        return reverse("directory:location_detail", args=[self.slug])


class Department(Place):
    plain_name = TranslatedTextField(_("name in plain words"), blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name__en"]
        constraints = [models.CheckConstraint(name="department_has_a_name", condition=Q(name__has_key="en"))]

    def get_absolute_url(self):
        return reverse("directory:department_detail", args=[self.slug])
