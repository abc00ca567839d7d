"""Recovery codes, of which only a hash is kept: slow to guess, and of no use without the key of the site as well."""

import hashlib
import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "accounts.recovery_codes"
COST = {"n": 2**14, "r": 8, "p": 1}  # a twentieth of a second and 16 MB; a code has 12 digits


def new_salt() -> str:
    """For all codes of one person, so that one hash says whether a code is among them."""
    return secrets.token_hex(16)


def digest(code: str, salt: str, key: str = "") -> str:
    keyed = salted_hmac(SALT, code, secret=key or settings.SECRET_KEY, algorithm="sha256").digest()
    return hashlib.scrypt(keyed, salt=bytes.fromhex(salt), dklen=32, **COST).hex()


def found_among(code: str, salt: str, digests: list[str]) -> str:
    """The digest that this code stands for, under the key of now or one of before; "" for a wrong code."""
    found = ""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        mine = digest(code, salt, key)
        for kept in digests:
            found = kept if constant_time_compare(mine, kept) else found
    return found
