"""Where: locations and departments."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.phone_field import PhoneNumberField
from common.sort_fields import InAlphabetOrder, SortKeysField
from common.text.translated_text import MAIN_LANGUAGE, TranslatedTextField

from .drawings import Drawing
from .hospital import E164, Weekday
from .slugs import HasSlug, KeepOldSlug
from .two_person import LogGuardedWrites


class Place(HasSlug):
    """What locations, departments and conditions share: a name in each language and a lasting address."""

    slug = models.SlugField(
        _("address"), max_length=100, unique=True, help_text=_("The last part of the page's address.")
    )
    name = TranslatedTextField(_("name"))
    sort_keys = SortKeysField()

    objects = InAlphabetOrder.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.name)

    def order(self):
        """Where it stands among others in the active language."""
        return self.sort_keys.get(get_language() or MAIN_LANGUAGE, ""), self.slug


class Location(Place):
    address = TranslatedTextField(_("address"), max_length=500, multiline=True, blank=True)
    directions = TranslatedTextField(_("how to get there"), max_length=1000, multiline=True, blank=True)
    hours = TranslatedTextField(_("opening hours"), max_length=300, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    has_emergency = models.BooleanField(_("has an emergency department"), default=False)
    emergency_phone = PhoneNumberField(_("phone of the emergency department"), blank=True)
    emergency_entrance = TranslatedTextField(_("emergency entrance"), max_length=300, blank=True)
    accessibility = TranslatedTextField(_("accessibility"), max_length=1000, multiline=True, blank=True)
    map_url = models.URLField(
        _("link to a map"),
        max_length=500,
        blank=True,
        validators=[RegexValidator(r"^https://", _("Use a link that begins with https://"))],
    )

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["name__en"]
        triggers = [
            KeepOldSlug(),
            LogGuardedWrites(
                columns=("phone", "has_emergency", "emergency_phone", "emergency_entrance", "accessibility")
            ),
        ]
        constraints = [
            models.CheckConstraint(name="location_has_a_name", condition=Q(name__has_key="en")),
            models.CheckConstraint(name="location_phone_is_e164", condition=Q(phone="") | Q(phone__regex=E164)),
            models.CheckConstraint(
                name="location_emergency_phone_is_e164",
                condition=Q(emergency_phone="") | Q(emergency_phone__regex=E164),
            ),
        ]

    def get_absolute_url(self):
        return reverse("directory:location_detail", args=[self.slug])


class OpeningHours(models.Model):
    """When a location is open on one day of the week. A day without a row is closed, if others have one."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="location_closes_after_it_opens",
                condition=Q(closes__gt=F("opens")),
                violation_error_message=_("The closing time must come after the opening time."),
            ),
            models.UniqueConstraint(name="location_opens_once_at_a_time", fields=["location", "weekday", "opens"]),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Department(Place):
    plain_name = TranslatedTextField(_("name in plain words"), blank=True)
    picture = models.CharField(_("picture"), max_length=20, choices=Drawing, default=Drawing.HOSPITAL)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("email"), blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name__en"]
        triggers = [KeepOldSlug(), LogGuardedWrites(columns=("phone", "email"))]
        constraints = [
            models.CheckConstraint(name="department_has_a_name", condition=Q(name__has_key="en")),
            models.CheckConstraint(name="department_phone_is_e164", condition=Q(phone="") | Q(phone__regex=E164)),
            models.CheckConstraint(name="department_picture_is_drawn", condition=Q(picture__in=Drawing.values)),
        ]

    def get_absolute_url(self):
        return reverse("directory:department_detail", args=[self.slug])
