"""/readyz, /status and /metrics."""

import pytest
from django.db import connection

from tests import factories

pytestmark = pytest.mark.django_db

OUTSIDE = {"REMOTE_ADDR": "198.51.100.7"}


def test_a_node_without_its_tables_is_not_ready(client):
    assert client.get("/readyz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'bookings'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "manage.py migrate" in answer.text


def test_a_newer_schema_drains_no_node(client):
    """While a new version is rolled out, nodes of the old one go on."""
    with connection.cursor() as cursor:
        cursor.execute("insert into django_migrations (app, name, applied) values ('bookings', '0999_new', now())")

    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/status", "/metrics"])
@pytest.mark.parametrize(
    ("proxies", "where", "passed_on", "status"),
    [
        (0, "127.0.0.1", None, 200),
        (0, "::1", None, 200),
        (0, "198.51.100.7", None, 403),
        (0, "198.51.100.7", "127.0.0.1", 403),
        (1, "127.0.0.1", None, 200),
        (1, "127.0.0.1", "198.51.100.7", 403),
        (1, "127.0.0.1", "127.0.0.1, 198.51.100.7", 403),
        (1, "127.0.0.1", "127.0.0.1", 200),
    ],
)
def test_figures_are_for_our_own_networks(client, settings, path, proxies, where, passed_on, status):
    settings.TRUSTED_PROXIES = proxies
    headers = {"x-forwarded-for": passed_on} if passed_on else {}

    assert client.get(path, headers=headers, REMOTE_ADDR=where).status_code == status


def test_another_network_may_be_ours(client, settings):
    settings.INTERNAL_NETWORKS = ["198.51.100.0/24"]

    assert client.get("/status", **OUTSIDE).status_code == 200


def test_status_says_what_needs_attention_and_stays_200(client, settings):
    settings.DISK_FREE_PERCENT = 100

    answer = client.get("/status")

    assert answer.status_code == 200
    assert any("nearly full" in words for words in answer.json()["attention"].values())
    assert {"name", "last_run", "next_run", "tries", "error"} == set(answer.json()["jobs"][0])


def test_metrics_count_answers_by_page_and_never_by_address(client):
    factories.HospitalFactory()
    client.get("/en/doctors/?name=Canary")
    client.get("/en/canary-page/")

    text = client.get("/metrics").text

    assert 'hospital_answers_total{page="directory:doctor_list",status="200"}' in text
    assert 'status="404"' in text
    assert "hospital_database_up 1.0" in text
    assert "hospital_dead_messages 0.0" in text
    assert "anary" not in text
