"""What Django demands of a new password, in words of ours."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self):
        return _("Many people use this password, and so it is tried first. Choose another one")

    def get_help_text(self):
        return _("Choose a password that nobody else uses")
