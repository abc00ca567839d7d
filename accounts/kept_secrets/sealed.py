"""What must be read again, sealed with the key of the site (SECRET_KEY); keys of before open what they sealed."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "accounts.kept_secrets"


class CannotOpen(Exception):
    """It was sealed with a key that this site no longer has."""


def seal(secret: bytes) -> str:
    return _keys().encrypt(secret).decode()


def opened(sealed: str) -> bytes:
    """Raises CannotOpen."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken:
        raise CannotOpen from None


def sealed_anew(sealed: str) -> str:
    """With the key of now. Raises CannotOpen."""
    return seal(opened(sealed))


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str) -> Fernet:
    own = salted_hmac(SALT, "", secret=key, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(own))
