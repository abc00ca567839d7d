"""What Django demands of a new password, in words of ours."""

from threading import Lock

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .context_words import words_around

ONE_AT_A_TIME = Lock()  # the library keeps the words of the last call for all threads


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self):
        words = ngettext(
            "A new password has at least %(count)d character",
            "A new password has at least %(count)d characters",
            self.min_length,
        )
        return words % {"count": self.min_length}

    def get_help_text(self):
        return self.get_error_message()


class NotLikeThePerson(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self):
        return _("Choose a password that is not like your name or your address")

    def get_help_text(self):
        return self.get_error_message()


class NotEasilyGuessed(password_validation.CommonPasswordValidator):
    """Neither among the passwords of past breaches, nor made of words, names, dates and keys in a row in few guesses.

    What is around this hospital and this person counts as a word (context_words.py).
    """

    FEWEST_GUESSES = 10**9  # without the limits of the sign-in page: of somebody who has the hashes
    LOOKED_AT = 72  # characters; more make no password worse, and the time of a look grows with them

    def validate(self, password, user=None):
        super().validate(password, user)
        from zxcvbn import zxcvbn  # 14 MB of words, for a worker in which somebody chooses a password

        words = words_around(user)
        with ONE_AT_A_TIME:
            guesses = zxcvbn(password[: self.LOOKED_AT], user_inputs=words)["guesses"]
        if guesses < self.FEWEST_GUESSES:
            raise ValidationError(
                _("This password is guessed soon: it is made of common words, names, dates or keys in a row."),
                code="password_guessed_soon",
            )

    def get_error_message(self):
        return _("Many people use this password, and so it is tried first. Choose another one")

    def get_help_text(self):
        return _("Choose a password that nobody else uses")
