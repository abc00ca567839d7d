"""The way of a spreadsheet into the administration: sent, previewed, confirmed. What was previewed is what is taken."""

import logging

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin

from common.security_events.log import tell

from . import kept_sheets
from .not_understood import NotUnderstood
from .sheet_files import FORMATS, in_megabytes, rows_of
from .spreadsheets import ChangedMeanwhile

logger = logging.getLogger(__name__)


class SheetForm(forms.Form):
    """The file alone: what kind it is of, it says itself."""

    import_file = forms.FileField(
        label=gettext_lazy("File to import"), help_text=gettext_lazy("XLSX, or CSV in UTF-8."), max_length=None
    )

    def __init__(self, *args, keys, **kwargs):
        self.keys = keys
        super().__init__(*args, **kwargs)

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > settings.SPREADSHEET_MOST_BYTES:
            raise forms.ValidationError(gettext("The file is larger than %(most)s.") % {"most": in_megabytes()})
        self.data_sent = file.read()
        try:
            self.dataset = rows_of(self.data_sent, self.keys)
        except NotUnderstood as error:
            raise forms.ValidationError(str(error)) from None
        return file


class ConfirmForm(forms.Form):
    digest = forms.RegexField(r"^[0-9a-f]{64}\Z", widget=forms.HiddenInput)


class SheetImport(ImportExportMixin):
    import_formats = export_formats = FORMATS
    import_template_name = "admin/directory/import.html"

    def get_export_data(self, file_format, request, queryset, **kwargs):
        content = super().get_export_data(file_format, request, queryset, **kwargs)
        tell("exported", by=request.user.pk, what=f"spreadsheet_{self.opts.model_name}")
        return content

    def import_action(self, request, **kwargs):
        self.check_import_permission(request)
        resource = self.resource_classes[0]()
        form = self.sheet_form(request, resource)
        context = {"form": form, "columns": resource.get_export_headers()}
        if form.is_bound and form.is_valid():
            context |= self.preview(request, form, resource)
        return self.import_page(request, context)

    def check_import_permission(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied

    def sheet_form(self, request, resource):
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        return SheetForm(*sent, keys=resource.key_columns())

    def preview(self, request, form, resource):
        result = self.run(request, resource, form.dataset, dry_run=True)
        if problems := problems_of(result, resource):
            return {"result": result, "problems": problems}
        digest = kept_sheets.keep(request.session, form.data_sent, self.opts.label_lower, result.shown)
        changes = list(changes_of(result, resource))
        return {"result": result, "changes": changes, "confirm_form": ConfirmForm(initial={"digest": digest})}

    def run(self, request, resource, dataset, **options):
        options |= self.get_import_data_kwargs(request=request)
        return resource.import_data(dataset, rollback_on_validation_errors=True, user=request.user, **options)

    def import_page(self, request, context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "title": gettext("Import"), "opts": self.opts, **context}
        return TemplateResponse(request, self.import_template_name, context)

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs):
        self.check_import_permission(request)
        form = ConfirmForm(request.POST)
        digest = form.cleaned_data["digest"] if form.is_valid() else ""
        kept = kept_sheets.take(request.session, digest, self.opts.label_lower)
        if kept is None:
            text = gettext("Nothing is imported: this preview is over. Send the file once more.")
            return self.once_more(request, text)
        data, shown = kept
        resource = self.resource_classes[0]()
        dataset = rows_of(data, resource.key_columns())
        result = self.run(request, resource, dataset, shown=shown, retain_instance_in_row_result=True)
        return self.process_result(result, request)

    def process_result(self, result, request):
        if result.has_errors() or result.has_validation_errors():
            for each in result.base_errors:
                if not isinstance(each.error, ChangedMeanwhile):
                    logger.error("a spreadsheet could not be imported", exc_info=each.error)
            text = gettext("Nothing is imported: something has changed since the preview. Send the file once more.")
            return self.once_more(request, text)
        return super().process_result(result, request)

    def once_more(self, request, text):
        self.message_user(request, text, messages.ERROR)
        return redirect("admin:{}_{}_import".format(*self.get_model_info()))


def problems_of(result, resource):
    """Each as row, column and words, in the order of the file, with the numbers that a spreadsheet program shows."""
    if result.base_errors:  # of the whole file; what its rows say then only follows from it
        return [(0, "", words_of(error.error)) for error in result.base_errors]
    lines = resource.lines
    found = [(lines[row.number - 1], "", words_of(each.error)) for row in result.error_rows for each in row.errors]
    for row in result.invalid_rows:
        for name, texts in row.error_dict.items():
            found += [(lines[row.number - 1], column_of(name, resource), text) for text in texts]
    return sorted(found, key=lambda each: each[0])


def changes_of(result, resource):
    """What the import will change: row, the thing's name, whether it is new, and column, before, after of each cell."""
    for line, row in zip(resource.lines, result.rows, strict=True):
        cells = [(name, *cell) for name, cell in zip(result.diff_headers, row.diff, strict=True) if cell[0] != cell[1]]
        if not row.is_skip():
            yield line, row.object_repr, row.is_new(), cells


def words_of(error):
    if isinstance(error, NotUnderstood):
        return str(error)
    logger.error("a row of a spreadsheet could not be taken", exc_info=error)
    return gettext("This could not be taken, and we do not know why. We have written it down.")


def column_of(attribute, resource):
    """One attribute may fill several columns, of which its words name the language."""
    if attribute == NON_FIELD_ERRORS:
        return ""
    columns = [field.column_name for field in resource.get_import_fields() if field.attribute == attribute]
    return columns[0] if len(columns) == 1 else attribute
