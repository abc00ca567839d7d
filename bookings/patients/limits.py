"""How often one visitor may try what. common/rate_limits.py counts, in the shared database."""

from datetime import timedelta

from django.conf import settings

from common.rate_limits import Limit


def submit_by_address():
    return Limit("submit-address", settings.REQUESTS_PER_MINUTE, timedelta(minutes=1))


def submit_by_phone():
    return Limit("submit-phone", settings.REQUESTS_PER_HOUR_AND_PHONE, timedelta(hours=1))


def submit_by_email():
    """Not even mails that say where they come from may be sent to somebody over and over."""
    return Limit("submit-email", settings.REQUESTS_PER_HOUR_AND_PHONE, timedelta(hours=1))


def change_by_request():
    """Not with the limits of new requests: whoever sent several for a family may still ask for a change."""
    return Limit("change-request", settings.REQUESTS_PER_HOUR_AND_PHONE, timedelta(hours=1))


def start_by_address():
    return Limit("start-address", settings.FORMS_PER_MINUTE, timedelta(minutes=1))


def find_by_address():
    return Limit("find-address", settings.LOOK_UPS_PER_MINUTE, timedelta(minutes=1))


def find_by_reference():
    return Limit("find-reference", settings.LOOK_UPS_PER_MINUTE, timedelta(hours=1))
