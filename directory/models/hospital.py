"""The hospital itself, and when its front desk answers."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.phone_field import EmergencyNumberField, PhoneNumberField
from common.text.translated_text import TranslatedTextField

from .two_person import LogGuardedWrites

E164 = r"^\+[1-9][0-9]{6,14}$"


class HospitalQuerySet(models.QuerySet):
    def current(self):
        """The one hospital; None on a site that has not been set up yet."""
        return self.first()


class Hospital(models.Model):
    """The hospital this site speaks for. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = TranslatedTextField(_("name"))
    short_name = TranslatedTextField(
        _("short name"), max_length=30, blank=True, help_text=_("Below the icon, on phones that keep this site.")
    )
    city = TranslatedTextField(_("city"), blank=True)
    emergency_number = EmergencyNumberField(_("emergency number"), max_length=20, default="108")
    phone = PhoneNumberField(_("phone for appointments"), blank=True)
    whatsapp = PhoneNumberField(_("WhatsApp number"), blank=True)
    email = models.EmailField(_("email of the front desk"), blank=True)
    contact_words = TranslatedTextField(
        _("words on the contact page"),
        max_length=1500,
        multiline=True,
        blank=True,
        help_text=_("Whatever callers and visitors should know besides the numbers, like visiting hours or parking."),
    )
    shows_testimonials = models.BooleanField(
        _("show voices of patients"),
        default=False,
        help_text=_("Only where the rules on medical advertising allow it. Without this, no page shows any."),
    )
    is_demonstration = models.BooleanField(default=False, editable=False)
    # For the database, which reads no settings: `manage.py set_up_site` writes the setting TIME_ZONE here.
    time_zone = models.CharField(max_length=63, default=timezone.get_default_timezone_name, editable=False)

    objects = HospitalQuerySet.as_manager()

    class Meta:
        verbose_name = _("hospital")
        verbose_name_plural = _("hospital")
        triggers = [
            LogGuardedWrites(columns=("emergency_number", "phone", "whatsapp", "email", "contact_words")),
        ]
        permissions = [("show_testimonials_hospital", "Can switch the voices of patients on and off")]
        constraints = [
            models.CheckConstraint(name="hospital_is_one_row", condition=Q(id=1)),
            models.CheckConstraint(name="hospital_has_a_name", condition=Q(name__has_key="en")),
            models.CheckConstraint(name="hospital_phone_is_e164", condition=Q(phone="") | Q(phone__regex=E164)),
            models.CheckConstraint(
                name="hospital_whatsapp_is_e164", condition=Q(whatsapp="") | Q(whatsapp__regex=E164)
            ),
        ]

    def __str__(self):
        return str(self.name)


class Weekday(models.IntegerChoices):
    """As Python counts: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DeskHours(models.Model):
    """When the front desk answers requests on one day of the week, in the hospital's time zone."""

    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))
    location = models.ForeignKey(
        "directory.Location",
        verbose_name=_("location"),
        on_delete=models.CASCADE,
        related_name="desk_hours",
        null=True,
        blank=True,
        help_text=_("Leave empty for the whole hospital. Locations without hours of their own have these, too."),
    )

    class Meta:
        verbose_name = _("hours of the front desk")
        verbose_name_plural = _("hours of the front desk")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="desk_closes_after_it_opens", condition=Q(closes__gt=F("opens"))),
            models.UniqueConstraint(
                name="desk_opens_once_at_a_time", fields=["location", "weekday", "opens"], nulls_distinct=False
            ),
        ]

    def __str__(self):
        where = f" {self.location}" if self.location_id else ""
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}{where}"
