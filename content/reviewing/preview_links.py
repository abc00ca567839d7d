"""Links on which somebody without a login reads one draft, for a day. A link is no session and opens nothing else."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from ..models import PreviewLink
from ..publishing.signable import is_signable
from . import people

LASTS = timedelta(days=1)


def may_share(user, version):
    """A free page is read by a second person, who may publish it: nobody but a clinician signs what is signed."""
    if people.may_write(user, version) or people.may_publish(user, version):
        return True
    return is_signable(version.content) and people.may_review(user, version)


def make(version, *, by, made_for=""):
    """The new link and its address, which is known at this moment only."""
    if not may_share(by, version):
        raise PermissionDenied
    token = secrets.token_urlsafe(32)
    link = PreviewLink.objects.create(
        version=version,
        token_hash=_hash(token),
        made_for=made_for,
        made_by=by,
        expires_at=timezone.now() + LASTS,
    )
    return link, settings.SITE_ADDRESS + reverse("preview", args=[token])


def revoke(link, *, by):
    if not may_share(by, link.version):
        raise PermissionDenied
    PreviewLink.objects.live().filter(pk=link.pk).update(revoked_at=timezone.now(), revoked_by=by)


def opened_by(token):
    """The live link of this token, or None."""
    return PreviewLink.objects.live().select_related("version").filter(token_hash=_hash(token)).first()


def _hash(token):
    """Of 256 random bits a plain hash is enough: nobody can try them all."""
    return hashlib.sha256(token.encode()).hexdigest()
