import pytest

from tests.accounts.second_factors import stop_the_clock, with_device


@pytest.fixture(autouse=True)
def still_clock(monkeypatch):
    stop_the_clock(monkeypatch)


@pytest.fixture
def device(front_desk):
    return with_device(front_desk)


@pytest.fixture
def sign_in(client):
    """Fill in the sign-in page. Returns what comes after it."""

    def fill_in(person, password="correct horse battery", door="/staff/sign-in/", **more):
        return client.post(door, {"username": getattr(person, "username", person), "password": password, **more})

    return fill_in
