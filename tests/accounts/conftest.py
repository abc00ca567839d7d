import pytest

from tests.accounts.second_factors import NOON, with_device


@pytest.fixture(autouse=True)
def still_clock(time_machine):
    """Codes change every 30 seconds: a test must not stand between two of them."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def device(front_desk):
    return with_device(front_desk)


@pytest.fixture
def sign_in(client):
    """Fill in the sign-in page. Returns what comes after it."""

    def fill_in(person, password="correct horse battery", door="/staff/sign-in/", **more):
        return client.post(door, {"username": getattr(person, "username", person), "password": password, **more})

    return fill_in
