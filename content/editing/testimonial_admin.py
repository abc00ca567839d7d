"""Where the words of patients are entered together with their consent, and taken down."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.text.form_fields import NameField, WordsField
from directory.two_person.admin import TwoPersonAdmin

from ..models import Testimonial

FIELDS = {"words": WordsField, "shown_name": NameField}


@admin.register(Testimonial)
class PatientVoiceAdmin(TwoPersonAdmin):
    list_display = ["shown_name", "treatment", "language", "state_in_words"]
    list_filter = ["language"]
    search_fields = ["shown_name", "words", "treatment__slug"]
    list_select_related = ["treatment"]

    @admin.display(description=_("state"))
    def state_in_words(self, testimonial):
        return testimonial.state

    def get_fieldsets(self, request, obj=None):
        fieldsets = [(None, {"fields": ["treatment", "language", "words", "shown_name"]})]
        if self.sees_consent(request):
            fieldsets.append((_("Consent"), {"fields": Testimonial.CONSENT_FIELDS}))
        return fieldsets

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in FIELDS:
            kwargs["form_class"] = FIELDS[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """The patient agreed to these words on this page. Only a withdrawal can follow."""
        return Testimonial.CONSENTED_TO if obj else ()

    def has_add_permission(self, request):
        return super().has_add_permission(request) and self.sees_consent(request)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.sees_consent(request)

    def has_delete_permission(self, request, obj=None):
        """A consent stays on record; withdrawing it takes the words down."""
        return False

    def sees_consent(self, request):
        return request.user.has_perm("content.see_consent_testimonial")
