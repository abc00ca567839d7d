"""Behind a proxy of ours nobody is unknown: a request that it did not pass on is refused."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_proxy(settings):
    settings.TRUSTED_PROXIES = 1


@pytest.mark.parametrize("forwarded", [None, "", "nonsense", "198.51.100.1,"])
def test_a_request_that_came_past_the_proxy_is_refused(client, caplog, forwarded):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}

    refused = client.get("/en/treatments/?q=canary", headers=headers)

    assert refused.status_code == 400
    [line] = [record.getMessage() for record in caplog.records if record.name == "hospital_site.proxy.known_visitors"]
    assert line == "X-Forwarded-For does not hold what TRUSTED_PROXIES promises."


def test_one_that_our_proxy_passed_on_is_answered(client):
    assert client.get("/en/treatments/", headers={"x-forwarded-for": "198.51.100.1"}).status_code == 200


@pytest.mark.parametrize("probe", ["/healthz", "/readyz"])
def test_probes_need_no_header(client, probe):
    assert client.get(probe).status_code == 200
