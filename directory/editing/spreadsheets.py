"""Doctors, departments and OPD hours to and from spreadsheets (CSV, XLSX).

A file is either taken as a whole or not at all; each slip is named by row and column. What is exported can be
imported again, and no cell is a formula, whatever somebody typed as a name.
"""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export import fields, resources

from common.text.translated_text import TranslatedText

from .. import plan_effects
from ..models import Department, Doctor, Location, OpdSession
from ..two_person import services as two_person
from ..two_person.kinds import KINDS
from .cells import (
    ClockWidget,
    CodesWidget,
    DayOfYearWidget,
    SlugsWidget,
    SlugWidget,
    TextWidget,
    WeekdayWidget,
    WholeNumberWidget,
    YesNoWidget,
)
from .not_understood import NotUnderstood
from .sheet_files import as_typed

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WIDGETS = (
    (models.BooleanField, YesNoWidget),
    (models.DateField, DayOfYearWidget),
    (models.TimeField, ClockWidget),
    (models.IntegerField, WholeNumberWidget),
)


class ChangedMeanwhile(Exception):
    """The import would not do what its preview has shown."""


class BeforeAndAfter(resources.Diff):
    def as_html(self):
        """Each cell as it was and as it will be; the page makes the HTML."""
        return list(zip(self.left, self.right, strict=True))


class TranslatedColumn(fields.Field):
    """One language of a translated text: name_en, name_ml."""

    def __init__(self, attribute, language):
        self.language = language
        super().__init__(attribute=attribute, column_name=f"{attribute}_{language}", widget=TextWidget())

    def get_value(self, instance):
        return (getattr(instance, self.attribute) or {}).get(self.language, "")

    def save(self, instance, row, is_m2m=False, **kwargs):
        texts = TranslatedText(getattr(instance, self.attribute) or {})
        texts[self.language] = self.clean(row, **kwargs).strip()
        setattr(instance, self.attribute, TranslatedText({code: text for code, text in texts.items() if text}))


def translated(*attributes):
    return {f"{name}_{code}": TranslatedColumn(name, code) for name in attributes for code in LANGUAGES}


class WholeFile(resources.ModelResource):
    """What all our imports share."""

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        """Our widgets guess nothing, and an empty cell is empty: the default of the model is for a column left out."""
        widget = next((widget for kind, widget in WIDGETS if isinstance(django_field, kind)), TextWidget)
        return fields.Field(field_name, field_name, widget(), readonly=readonly)

    def get_diff_class(self):
        return BeforeAndAfter

    def key_columns(self):
        return [self.fields[name].column_name for name in self.get_import_id_fields()]

    by = None  # who brings the file; without one it is a program's, and the database says so

    def before_import(self, dataset, **kwargs):
        self.by = kwargs.get("user")
        self.lines = getattr(dataset, "lines", range(2, len(dataset) + 2))
        self.rows_with_key = {}
        self.stranded_before = plan_effects.stranded()
        headers = {header for header in dataset.headers or [] if header}
        if unknown := headers - set(self.get_export_headers()):
            raise NotUnderstood(_("These columns are not known: %(names)s") % {"names": ", ".join(sorted(unknown))})
        if missing := [name for name in self.key_columns() if name not in headers]:
            raise NotUnderstood(_("These columns are missing: %(names)s") % {"names": ", ".join(missing)})
        if len(dataset) > settings.SPREADSHEET_MOST_ROWS:
            raise NotUnderstood(_("The file has more than %(most)d rows.") % {"most": settings.SPREADSHEET_MOST_ROWS})

    def after_import(self, dataset, result, *, dry_run=True, accepted=0, shown="", **kwargs):
        """The preview says how many appointments would no longer fit; the import does what was shown, and no more."""
        result.strands = plan_effects.stranded() - self.stranded_before
        result.shown = fingerprint(result)
        if not dry_run and result.strands > accepted:
            raise plan_effects.Strands(result.strands)
        if not dry_run and shown and shown != result.shown:
            raise ChangedMeanwhile

    def do_instance_save(self, instance, is_create):
        """What two people decide waits, as it does in a form. The preview shows what was asked for."""
        if instance._meta.label_lower in KINDS and self.by is not None:
            two_person.save(instance, by=self.by, saving=lambda: instance.save(force_insert=is_create))
        else:
            super().do_instance_save(instance, is_create)

    def import_instance(self, instance, row, **kwargs):
        """Unknown departments are told beside their column too, before anything is saved."""
        errors = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for field in self.get_import_fields():
            if isinstance(field.widget, SlugsWidget) and field.column_name in row:
                try:
                    field.clean(row)
                except ValueError as error:
                    errors[field.attribute] = [ValidationError(str(error))]
        errors |= self.same_key_twice(row, kwargs.get("row_number"))
        if errors:
            raise ValidationError(errors)

    def same_key_twice(self, row, number):
        """The second row would silently take the place of the first."""
        before = self.rows_with_key.setdefault(self.key_of(row), number)
        if before == number or number is None:
            return {}
        text = _("Row %(row)d is about the same.") % {"row": self.lines[before - 1]}
        return {self.fields[self.get_import_id_fields()[-1]].attribute: [ValidationError(text)]}

    def key_of(self, row):
        return tuple(as_text_or_none(row.get(name)) for name in self.key_columns())

    class Meta:
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True


def as_text_or_none(value):
    try:
        return as_typed(value).strip()
    except ValueError:
        return value


def fingerprint(result):
    rows = [(row.import_type, [str(cell) for cell in row.diff or []]) for row in result.rows]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


class DepartmentResource(WholeFile):
    locals().update(translated("name", "plain_name"))

    class Meta(WholeFile.Meta):
        model = Department
        import_id_fields = ["slug"]
        fields = ["slug", *translated("name", "plain_name"), "picture", "phone", "email"]
        export_order = fields


class DoctorResource(WholeFile):
    locals().update(translated("name", "role", "biography"))
    languages = fields.Field("languages", "languages", CodesWidget())
    departments = fields.Field("departments", "departments", SlugsWidget(Department))
    locations = fields.Field("locations", "locations", SlugsWidget(Location))

    class Meta(WholeFile.Meta):
        model = Doctor
        import_id_fields = ["slug"]
        fields = [
            "slug",
            "honorific",
            *translated("name"),
            "gender",
            *translated("role"),
            "qualifications",
            "registration_council",
            "registration_number",
            "registration_verified_by",
            "registration_verified_on",
            "languages",
            "departments",
            "locations",
            *translated("biography"),
            "accepting_new_patients",
            "joined_on",
            "left_on",
            "is_listed",
        ]
        export_order = fields


class OpdSessionResource(WholeFile):
    doctor = fields.Field("doctor", "doctor", SlugWidget(Doctor, "slug"))
    location = fields.Field("location", "location", SlugWidget(Location, "slug"))
    weekday = fields.Field("weekday", "day", WeekdayWidget())
    starts = fields.Field("starts", "from", ClockWidget())
    ends = fields.Field("ends", "to", ClockWidget())

    def get_instance(self, instance_loader, row):
        """The session that begins at that time; of several, the one that is valid from the same day."""
        try:
            found = list(OpdSession.objects.filter(**self.same_session(row))[:2])
        except ValueError:
            return None  # import_instance says it beside the column
        if len(found) > 1:
            text = _("There are several sessions at that time. Add the column valid_from to say which.")
            raise ValidationError({"starts": text})
        return found[0] if found else None

    def same_session(self, row):
        names = ["doctor", "weekday", "starts", *(["valid_from"] if "valid_from" in row else [])]
        return {name: self.fields[name].clean(row) for name in names}

    def key_of(self, row):
        try:
            return tuple(self.same_session(row).items())
        except ValueError:
            return super().key_of(row)

    class Meta(WholeFile.Meta):
        model = OpdSession
        import_id_fields = ["doctor", "weekday", "starts"]
        fields = [
            "doctor",
            "location",
            "weekday",
            "starts",
            "ends",
            "kind",
            "slot_minutes",
            "capacity",
            "valid_from",
            "valid_until",
        ]
        export_order = fields
