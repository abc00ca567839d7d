"""Short texts kept in every language of the site, in one column and without a further query.

A doctor's role or a department's name is a `TranslatedTextField`. Its value knows in which
language it answers, so that a page can mark an English word in a Malayalam sentence.
docs/decisions/0006 says why this is not a table of translations.
"""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .form_fields import WordsField
from .typed import clean_text, has_letter_or_number

MAIN_LANGUAGE = settings.LANGUAGE_CODE


class TranslatedText(dict):
    """{"en": "Neurology", "ml": "ന്യൂറോളജി"}: language code to text, empty ones left out."""

    def in_language(self, language=None):
        """Text and the language it is in: the asked-for (or active) one, else the main one, else any."""
        for code in (language or get_language() or MAIN_LANGUAGE, MAIN_LANGUAGE, *self):
            if self.get(code):
                return self[code], code
        return "", MAIN_LANGUAGE

    def __str__(self):
        return self.in_language()[0]


class TranslatedTextField(models.JSONField):
    """A text in each language of LANGUAGES; the main language is required unless `blank`."""

    def __init__(self, *args, max_length=200, multiline=False, **kwargs):
        self.text_max_length = max_length  # not max_length: the column is jsonb
        self.multiline = multiline
        kwargs.setdefault("default", TranslatedText)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"max_length": self.text_max_length, "multiline": self.multiline}
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        value = super().from_db_value(value, expression, connection)
        # A lookup into the text (name__en) comes through here too and is a plain string.
        return TranslatedText(value) if isinstance(value, dict) else value

    def to_python(self, value):
        return TranslatedText(value) if isinstance(value, dict) else value

    def pre_save(self, instance, add):
        value = getattr(instance, self.attname)
        if isinstance(value, str):
            value = {MAIN_LANGUAGE: value}
        if isinstance(value, dict):
            texts = {code: clean_text(text) for code, text in value.items() if text}
            value = TranslatedText({code: text for code, text in texts.items() if text})
            setattr(instance, self.attname, value)
        return value

    def validate(self, value, model_instance):
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise ValidationError(_("Enter a text for each language."))
        unknown = set(value) - {code for code, _name in settings.LANGUAGES}
        if unknown:
            raise ValidationError(_("Unknown language: %(codes)s"), params={"codes": ", ".join(sorted(unknown))})
        if not self.blank and not has_letter_or_number(value.get(MAIN_LANGUAGE, "")):
            raise ValidationError(_("Enter the English text."), code="required")
        for text in value.values():
            if len(clean_text(text)) > self.text_max_length:
                raise ValidationError(_("Use at most %(max)d characters."), params={"max": self.text_max_length})

    def formfield(self, **kwargs):
        return TranslatedTextFormField(
            required=not self.blank,
            label=kwargs.get("label") or self.verbose_name.capitalize(),
            help_text=kwargs.get("help_text") or self.help_text,
            max_length=self.text_max_length,
            multiline=self.multiline,
        )


class TranslatedTextWidget(forms.MultiWidget):
    """One input under the other, each labelled with its language in its own script."""

    template_name = "forms/translated_text.html"

    def __init__(self, multiline=False):
        widget = forms.Textarea if multiline else forms.TextInput
        super().__init__(
            {
                code: widget(
                    attrs={
                        "lang": code,
                        "dir": "rtl" if code in settings.LANGUAGES_BIDI else "ltr",
                        "aria-label": name,
                        "placeholder": name,
                        **({"rows": 3} if multiline else {}),
                    }
                )
                for code, name in settings.LANGUAGES
            }
        )

    def decompress(self, value):
        return [(value or {}).get(code, "") for code, _name in settings.LANGUAGES]


class TranslatedTextFormField(forms.MultiValueField):
    def __init__(self, *, max_length, multiline=False, **kwargs):
        fields = [
            WordsField(required=kwargs["required"] and code == MAIN_LANGUAGE, max_length=max_length)
            for code, _name in settings.LANGUAGES
        ]
        super().__init__(fields, require_all_fields=False, widget=TranslatedTextWidget(multiline), **kwargs)

    def compress(self, values):
        codes = [code for code, _name in settings.LANGUAGES]
        return TranslatedText({code: text for code, text in zip(codes, values, strict=False) if text})
