"""Addresses are printed on leaflets: when one changes, the old one leads to the new one for good."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class OldAddress(models.Model):
    """The last part of an address that something had before."""

    kind = models.CharField(max_length=60)  # the model: content.treatment
    slug = models.SlugField(max_length=200)
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [models.UniqueConstraint(name="old_address_leads_to_one_place", fields=["kind", "slug"])]

    def __str__(self):
        return f"{self.kind} {self.slug}"

    @classmethod
    def find(cls, queryset, slug):
        """What had this address before, if it is still there."""
        kind = queryset.model._meta.label_lower
        ids = cls.objects.filter(kind=kind, slug=slug).values("object_id")
        return queryset.filter(pk__in=ids).first()


class HasAddress(models.Model):
    """Anything with a page of its own at a `slug`."""

    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, **kwargs):
        super().save(**kwargs)
        kind, before = self._meta.label_lower, getattr(self, "slug_in_database", None)
        if before and before != self.slug:
            OldAddress.objects.filter(kind=kind, slug=self.slug).delete()
            OldAddress.objects.update_or_create(kind=kind, slug=before, defaults={"object_id": self.pk})
        self.slug_in_database = self.slug

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance.slug_in_database = instance.__dict__.get("slug")
        return instance
