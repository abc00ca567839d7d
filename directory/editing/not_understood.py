"""A file that we cannot take, in the words for whoever sent it."""

from django.utils.translation import gettext as _


class NotUnderstood(Exception):
    """The words for whoever sent the file."""


def wrong_kind():
    return _("This is no CSV and no XLSX file, or it has a password. Save it as XLSX or as CSV UTF-8, and send that.")


def too_much():
    return _("The file unpacks to far more than a list needs. Copy the cells into a new spreadsheet, and send that.")
