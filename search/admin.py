"""What editors keep for search, and what it tells them."""

from django.contrib import admin
from django.db import models

from common.text.form_fields import WordsField

from .models import SynonymGroup, ZeroResultSearch
from .zero_result_searches import worth_reading


@admin.register(SynonymGroup)
class SynonymGroupAdmin(admin.ModelAdmin):
    search_fields = ["words"]
    formfield_overrides = {models.TextField: {"form_class": WordsField}}


@admin.register(ZeroResultSearch)
class MissedSearchAdmin(admin.ModelAdmin):
    """To read, and to turn into pages or synonyms."""

    list_display = ["words", "language", "times", "last_day"]
    list_filter = ["language"]

    def get_queryset(self, request):
        return worth_reading()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
