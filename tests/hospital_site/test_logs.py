"""No patient stands in a log: not in an address, not in what the database says."""

import logging
import os
import runpy

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from gunicorn.config import Config

from bookings import links
from bookings.models import AppointmentRequest
from hospital_site.operating.logs import PrivacyFormatter
from tests import factories

CANARIES = ("Canary Patient", "9847055555", "canary@patient.example")


def lines(records):
    return "\n".join(PrivacyFormatter("{message}", style="{").format(record) for record in records)


@pytest.mark.django_db
def test_a_refused_row_is_not_repeated_in_the_log(caplog):
    appointment = factories.request(full_name=CANARIES[0], phone="+919847055555", email=CANARIES[2])
    for broken in ({"phone": "9847055555"}, {"status": "nonsense"}, {"reference": "x" * 99}):
        try:
            with transaction.atomic():
                AppointmentRequest.objects.filter(pk=appointment.pk).update(**broken)
        except Exception:
            logging.getLogger("django.request").exception("Internal Server Error: /en/appointments/check/")

    text = lines(caplog.records)

    assert len(caplog.records) == 3
    assert "IntegrityError" in text
    assert not [canary for canary in CANARIES if canary in text]


@pytest.mark.django_db
def test_negative_control_without_the_formatter_the_row_is_in_the_log(caplog):
    """This test exists to ensure that the test above would see a patient in a log."""
    appointment = factories.request(full_name=CANARIES[0])
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        AppointmentRequest.objects.filter(pk=appointment.pk).update(phone="9847055555")

    assert CANARIES[0] in str(refused.value)


@pytest.mark.django_db
def test_a_private_link_is_not_in_the_log(client, caplog):
    token = links.token_of(factories.request())

    client.get(f"/en/appointments/status/{'0' * 64}/")
    logging.getLogger("django.request").error("Internal Server Error: /en/appointments/status/%s/", token)

    text = lines(caplog.records)
    assert "/appointments/status/…" in text
    assert token not in text
    assert "0" * 64 not in text


def test_what_the_web_server_says_of_an_error_names_no_link(capfd):
    """gunicorn names the address of a request that it could not finish."""
    conf = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
    log = conf["PrivacyLogger"](Config())

    log.exception("Error handling request %s", f"/en/appointments/status/{'0' * 64}/?who=Canary")

    said = capfd.readouterr().err
    assert "/en/appointments/status/…" in said
    assert "0" * 64 not in said
    assert "Canary" not in said


def test_who_reads_the_configuration_of_the_web_server_keeps_its_own_environment():
    """Else all processes of the tests would keep their figures in a folder that the next web server empties."""
    before = dict(os.environ)

    runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))

    assert dict(os.environ) == before
