"""What the proofs share."""

import pytest

from tests import factories


@pytest.fixture
def hospital():
    return factories.HospitalFactory()
