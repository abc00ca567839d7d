"""Doctors, departments and OPD hours to and from spreadsheets (CSV, XLSX).

A file is either taken as a whole or not at all; each slip is named by row and column. What is exported can be
imported again, and no cell is a formula, whatever somebody typed as a name.
"""

from datetime import time
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from import_export.exceptions import ImportError as WrongFile
from import_export.formats import base_formats
from openpyxl import Workbook

from common.text.translated_text import TranslatedText

from .. import plan_effects
from ..models import Department, Doctor, Location, OpdSession

MOST_ROWS = 5_000
BETWEEN = "|"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class SafeCSV(base_formats.CSV):
    """Cells that a spreadsheet program would run get an apostrophe in front; reading takes it away."""

    def export_data(self, dataset, **kwargs):
        for number, row in enumerate(list(dataset)):
            dataset[number] = [as_text(cell) for cell in row]
        return super().export_data(dataset)


class SafeXLSX(base_formats.XLSX):
    """Every cell is text, which no spreadsheet program runs."""

    def export_data(self, dataset, **kwargs):
        book = Workbook()
        for line, row in enumerate([dataset.headers, *dataset], start=1):
            for place, value in enumerate(row, start=1):
                cell = book.active.cell(line, place, "" if value is None else str(value))
                cell.data_type = "s"
        out = BytesIO()
        book.save(out)
        return out.getvalue()


def as_text(cell):
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell


FORMATS = [SafeCSV, SafeXLSX]


class TranslatedColumn(fields.Field):
    """One language of a translated text: name_en, name_ml."""

    def __init__(self, attribute, language):
        self.language = language
        super().__init__(attribute=attribute, column_name=f"{attribute}_{language}", widget=widgets.CharWidget())

    def get_value(self, instance):
        return (getattr(instance, self.attribute) or {}).get(self.language, "")

    def save(self, instance, row, is_m2m=False, **kwargs):
        texts = TranslatedText(getattr(instance, self.attribute) or {})
        texts[self.language] = str(self.clean(row, **kwargs) or "").strip()
        setattr(instance, self.attribute, TranslatedText({code: text for code, text in texts.items() if text}))


def translated(*attributes):
    return {f"{name}_{code}": TranslatedColumn(name, code) for name in attributes for code in LANGUAGES}


class SlugsWidget(widgets.ManyToManyWidget):
    """Addresses of things that exist, with | between them."""

    def __init__(self, model):
        super().__init__(model, separator=BETWEEN, field="slug")

    def clean(self, value, row=None, **kwargs):
        slugs = [slug.strip() for slug in str(value or "").split(BETWEEN) if slug.strip()]
        found = self.model.objects.filter(slug__in=slugs)
        unknown = set(slugs) - {thing.slug for thing in found}
        if unknown:
            raise ValueError(_("There is no %(slug)s.") % {"slug": ", ".join(sorted(unknown))})
        return found


class SlugWidget(widgets.ForeignKeyWidget):
    def clean(self, value, row=None, **kwargs):
        found = self.model.objects.filter(slug=str(value or "").strip()).first()
        if found is None:
            raise ValueError(_("There is no %(slug)s.") % {"slug": value})
        return found


class CodesWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        return [code.strip() for code in str(value or "").split(BETWEEN) if code.strip()]

    def render(self, value, obj=None, **kwargs):
        return BETWEEN.join(value or [])


class DayWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        word = str(value or "").strip().casefold()
        for number, day in enumerate(DAYS):
            if len(word) >= 3 and day.startswith(word):
                return number
        raise ValueError(_("Write the day of the week in English, like Thursday."))

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else DAYS[value].title()


class ClockWidget(widgets.Widget):
    """Times as 10:00; a spreadsheet program may have made a time of it already."""

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, time):
            return value
        try:
            hours, minutes, *_seconds = str(value).strip().split(":")
            return time(int(hours), int(minutes))
        except ValueError:
            raise ValueError(_("Write the time like 10:00.")) from None

    def render(self, value, obj=None, **kwargs):
        return f"{value:%H:%M}" if value else ""


class WholeFile(resources.ModelResource):
    """What all our imports share."""

    def before_import(self, dataset, **kwargs):
        unknown = {header for header in dataset.headers or [] if header} - set(self.get_export_headers())
        if unknown:
            raise WrongFile(_("These columns are not known: %(names)s") % {"names": ", ".join(sorted(unknown))})
        if len(dataset) > MOST_ROWS:
            raise WrongFile(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
        self.stranded_before = plan_effects.stranded()

    def before_import_row(self, row, **kwargs):
        for column, value in row.items():
            if isinstance(value, str) and value[:1] == "'" and value[1:].startswith(STARTS_A_FORMULA):
                row[column] = value[1:]
            elif isinstance(value, str) and "\0" in value:
                row[column] = value.replace("\0", "")

    def after_import(self, dataset, result, *, dry_run=True, accepted=0, **kwargs):
        """The preview says how many appointments would no longer fit; the import itself takes no more than that."""
        result.strands = plan_effects.stranded() - self.stranded_before
        if not dry_run and result.strands > accepted:
            raise plan_effects.Strands(result.strands)

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
        if errors:
            raise ValidationError(errors)

    class Meta:
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True


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
    weekday = fields.Field("weekday", "day", DayWidget())
    starts = fields.Field("starts", "from", ClockWidget())
    ends = fields.Field("ends", "to", ClockWidget())

    def get_instance(self, instance_loader, row):
        """The session that begins at that time; of several, the one that is valid from the same day."""
        names = ["doctor", "weekday", "starts", *(["valid_from"] if "valid_from" in row else [])]
        try:
            same = {name: self.fields[name].clean(row) or None for name in names if name != "weekday"}
            return OpdSession.objects.filter(weekday=self.fields["weekday"].clean(row), **same).first()
        except ValueError:
            return None  # import_instance says it beside the column

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
