"""Fields of forms for what people type: names, words, codes. They clean it, and know when nothing was said."""

from django import forms
from django.core.exceptions import ValidationError

from .typed import clean_code, clean_text, has_letter, has_letter_or_number


class WordsField(forms.CharField):
    """Words. Where they are required, something must be seen of them; a line break counts once."""

    def to_python(self, value):
        return super().to_python(value if value is None else clean_text(str(value)))

    def validate(self, value):
        super().validate(value)
        if self.required and not has_letter_or_number(value):
            raise ValidationError(self.error_messages["required"], code="required")


class NameField(forms.CharField):
    """Somebody's name, on one line. Without a letter that can be seen it is none."""

    def to_python(self, value):
        name = super().to_python(value if value is None else " ".join(clean_text(str(value)).split()))
        return name if has_letter(name) else self.empty_value


class CodeField(forms.CharField):
    """A number or code as somebody else wrote it. No browser cuts it short: words may be pasted around it."""

    def to_python(self, value):
        return super().to_python(value if value is None else clean_code(str(value)))

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs
