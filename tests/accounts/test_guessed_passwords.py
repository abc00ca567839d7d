"""A new password is none that is guessed soon, anywhere or at this hospital, and judging it costs little."""

import time
import tracemalloc

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.passwords.context_words import MOST, words_around
from directory.models import Hospital
from tests import factories

pytestmark = pytest.mark.django_db

OUR_HOSPITAL = {"en": "Silverleaf Hospital", "ml": "സിൽവർലീഫ് ആശുപത്രി"}
COMMON = "Many people use this password"
SOON = "This password is guessed soon"


@pytest.fixture(autouse=True)
def hospital():
    factories.HospitalFactory(name=OUR_HOSPITAL, city={"en": "Perinthalmanna"})


@pytest.fixture
def asha():
    return User(username="asha.menon", first_name="Ashalatha", last_name="Menonathil", email="am77@silverleaf.example")


def refused(password, person=None):
    try:
        validate_password(password, person)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize("password", ["1234567890", "qwertyuiop", "password123", "Password123"])
def test_what_many_people_use_is_refused(password):
    assert COMMON in refused(password)


@pytest.mark.parametrize(
    "password",
    ["iloveyou12!", "P@ssw0rd2026", "Welcome@123", "Summer2026!!", "1q2w3e4r5t6y7u!", "aaaaaaaaaaaa", "abcdefghijklm",
     "manchester1991", "trustno1trustno1", "a1" * 100],
)  # fmt: skip
def test_what_is_guessed_in_a_few_tries_is_refused(password):
    assert SOON in refused(password)


@pytest.mark.parametrize(
    "password",
    ["Hospital2026!", "silverleaf2026", "SilverleafHospital", "Perinthalmanna@1", "S1lverle@f!!", "hospital.silverleaf",
     "സിൽവർലീഫ് ആശുപത്രി"],
)  # fmt: skip
def test_words_of_this_hospital_are_guessed_first(password, asha):
    assert SOON in refused(password, asha)


def test_without_the_hospital_its_name_is_a_word_like_any_other():
    Hospital.objects.update(name={"en": "Another name"}, city={})

    assert refused("Perinthalmanna@1") == ""


def test_words_of_the_site_and_of_the_person_are_guessed_first(asha, settings):
    settings.SITE_ADDRESS = "https://www.quillbrook-care.example"

    for password in ("quillbrook-care1", "Quillbrook2026"):
        assert SOON in refused(password, asha), password
    for password in ("Ashalatha1990", "am77am77am77", "menonathil!1"):
        assert refused(password, asha), password
    assert refused("menonathil!1", User(username="somebody")) == ""


@pytest.mark.parametrize("password", ["correct horse battery", "green boats at dawn", "മഴ പെയ്യുന്ന രാത്രി", "x7#Lq9!vT2pz"])
def test_words_that_only_one_person_would_put_together_are_taken(password, asha):
    assert refused(password, asha) == ""


@pytest.mark.parametrize("password", ["a" * 200, "@4l1" * 50, "1qaz" * 50, "silverleaf" * 20, "x7#Lq9!vT2pz" * 16])
def test_the_longest_password_is_judged_at_once(password, asha):
    refused("words to load", asha)
    tracemalloc.start()
    began = time.process_time()

    refused(password, asha)

    assert time.process_time() - began < 2  # with tracemalloc watching; a twentieth of a second without
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_long_name_adds_no_endless_list(asha):
    asha.first_name = " ".join(f"name{number}" for number in range(1000))

    assert len(words_around(asha)) == MOST
