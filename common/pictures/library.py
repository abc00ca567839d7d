"""Files that editors put into the media library, whichever way they come: drag and drop, its form, another's place.

The functions with four arguments are called by the library (FILER_ADD_FILE_VALIDATORS).
"""

import mimetypes
from collections.abc import Callable, Iterable
from io import BytesIO

import filer.validation
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from filer.models import File
from filer.models import Image as UploadedImage
from filer.utils import svg
from filer.validation import FileValidationError, sanitize_svg, validate_upload
from PIL import Image

from .check import check_size, decoded, on_white
from .formats import DRAWING, FORMATS, NO_DRAWING, NO_PICTURE, what_is_wrong

LONGEST_SIDE = 3_000  # of what is kept of an upload
NOT_TAKEN = _("The library takes JPEG, PNG, WebP and AVIF pictures, SVG drawings and PDF files.")
IS_KEPT = _(
    "Patients are shown this file, or were: %(pages)s. Upload the other one as a new file and choose it in a new draft."
)
NO_PDF = _("This is no PDF file.")


def check_picture(file_name, file, owner, mime_type):
    """Keeps nothing of the upload but its picture, in the format that its name says."""
    check_ending(file_name, file)
    picture, kind = decoded(file), FORMATS[mime_type]
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    file.seek(0)
    file.truncate()
    (on_white(picture) if kind == "JPEG" else picture).save(file, kind, quality=90)
    file.size = file.tell()
    file.seek(0)


def check_drawing(file_name, file, owner, mime_type):
    """Keeps of a drawing what draws: no program, no address of another site, no page inside it."""
    check_ending(file_name, file)
    check_size(file)
    try:
        sanitize_svg(file_name, file, owner, mime_type)
        width, height = svg.get_dimensions(BytesIO(_all_of(file)))
    except (ValidationError, ValueError, SyntaxError, RecursionError) as error:
        raise FileValidationError(NO_DRAWING) from error
    if not (round(width) and round(height)):
        raise FileValidationError(NO_DRAWING)
    file.seek(0, 2)
    file.size = file.tell()
    file.seek(0)


def _all_of(file):
    file.seek(0)
    return file.read()


def check_document(file_name, file, owner, mime_type):
    check_ending(file_name, file)
    check_size(file)
    if file.read(5) != b"%PDF-":
        raise FileValidationError(NO_PDF)
    file.seek(0)


def check_ending(file_name, file):
    """`x.svg.gz` is a drawing to the library and something else to every browser."""
    if mimetypes.guess_type(file_name)[1]:
        raise FileValidationError(NOT_TAKEN)


def refuse(file_name, file, owner, mime_type):
    """What is on no list: named if it is a picture of another kind."""
    words = what_is_wrong(file)
    raise FileValidationError(NOT_TAKEN if words in (NO_PICTURE, DRAWING) else words)


_keepers: list[Callable[[File], Iterable[str]]] = []


def register_keeper(pages_that_keep: Callable[[File], Iterable[str]]) -> None:
    """A room whose pages keep the files they show says here which pages these are, by their titles."""
    _keepers.append(pages_that_keep)


def _refuse_to_replace_what_is_kept(form):
    if not {"file", "is_public"} & set(form.changed_data):
        return
    if pages := [page for pages_that_keep in _keepers for page in pages_that_keep(form.instance)]:
        form.add_error("file", IS_KEPT % {"pages": ", ".join(pages)})


def check_in_the_form(form):
    """A refusal stands beside the field; a file that the field itself refused is looked at no further."""
    forms.ModelForm.clean(form)
    _refuse_to_replace_what_is_kept(form)
    file = form.cleaned_data.get("file")
    if "file" in form.changed_data and file:
        mime_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        try:
            validate_upload(file.name, file, form.cleaned_data.get("owner"), mime_type)
        except ValidationError as error:
            form.add_error("file", error)
    return form.cleaned_data


def install():
    """The library has words of its own for some refusals, in few languages, and says them before it asks us."""
    from filer.admin.fileadmin import FileAdminChangeFrom  # needs the models of all apps

    filer.validation.deny = refuse
    FileAdminChangeFrom.clean = check_in_the_form
    UploadedImage.clean = lambda image: None
