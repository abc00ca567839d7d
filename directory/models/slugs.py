"""Addresses are printed on leaflets: when one changes, the old one leads to the new one for good."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class SlugRedirect(models.Model):
    """The last part of an address that something had before."""

    kind = models.CharField(max_length=60)  # the model: content.treatment; or page.ml, a free page in one language
    slug = models.CharField(max_length=255)
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
        ids = cls.of(queryset.model._meta.label_lower, slug)
        return queryset.filter(pk__in=ids).first()

    @classmethod
    def of(cls, kind, slug):
        return cls.objects.filter(kind=kind, slug=slug).values("object_id")


class KeepOldSlug(pgtrigger.Trigger):
    """The database itself remembers each slug that is given up, however it was changed."""

    name = "old_slug_is_kept"
    when = pgtrigger.After
    operation = pgtrigger.UpdateOf("slug")
    condition = pgtrigger.AnyChange("slug")

    def get_func(self, model):
        kind = model._meta.label_lower
        return f"""
            delete from directory_slugredirect where kind = '{kind}' and slug = new.slug;
            insert into directory_slugredirect (kind, slug, object_id) values ('{kind}', old.slug, new.id)
            on conflict (kind, slug) do update set object_id = excluded.object_id;
            return null;
        """  # noqa: S608 - the name of a model, not somebody's input


class HasSlug(models.Model):
    """Anything with a page of its own at a `slug`. Its Meta has `triggers = [KeepOldSlug()]`; a test looks."""

    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def validate_unique(self, exclude=None):
        """A slug that another page had is printed somewhere, and leads there."""
        super().validate_unique(exclude)
        kind = self._meta.label_lower
        others = SlugRedirect.objects.filter(kind=kind, slug=self.slug).exclude(object_id=self.pk)
        if other := type(self)._base_manager.filter(pk__in=others.values("object_id")).first():
            said = _("This was the address of “%(name)s”, and leads there. Choose another.") % {"name": other}
            raise ValidationError({"slug": said})
