"""What somebody may do, asked for once; in a session, together with who it is and their second factor."""

import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Value
from django.db.models.functions import Concat

from .auth_state import devices_of
from .models import DemonstrationLogin
from .sessions import lasting

logger = logging.getLogger(__name__)


class RightsInOneQuery(ModelBackend):
    """Answers as Django's own, which asks for the person, the rights of theirs and those of their roles one by one."""

    def get_user(self, user_id):
        """Of a session: with their rights, their open sessions, and `device_ids`: what a session may show a code of."""
        people = get_user_model()._default_manager.annotate(
            device_ids=ArraySubquery(devices_of(OuterRef("pk")).values("pk")),
            open_sessions=lasting.open_ones_of(OuterRef("pk")),
            right_names=ArraySubquery(_named(_rights_of(OuterRef(OuterRef("pk"))))),
        )
        people = people.filter(pk=user_id)
        if settings.PRODUCTION:
            people = people.filter(demonstration_login=None)
        person = people.first()
        if person is None or not super().user_can_authenticate(person):
            return None
        if not person.is_superuser:
            person._perm_cache = set(person.right_names)
        return person

    def user_can_authenticate(self, user):
        """Those of the demonstration are switched off on a public site: their passwords stood on a screen."""
        if not super().user_can_authenticate(user):
            return False
        if settings.PRODUCTION and DemonstrationLogin.objects.filter(user=user).exists():
            logger.warning("the demonstration login %s was refused: SITE_MODE is production", user.pk)
            return False
        return True

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            rights = Permission.objects.all() if user_obj.is_superuser else _rights_of(user_obj.pk)
            user_obj._perm_cache = set(_named(rights).values_list("named", flat=True))
        return user_obj._perm_cache


def _rights_of(user_id):
    own = get_user_model().user_permissions.through.objects.filter(user=user_id).values("permission")
    of_roles = Permission.group_set.through.objects.filter(group__user=user_id).values("permission")
    return Permission.objects.filter(Q(pk__in=own) | Q(pk__in=of_roles))


def _named(rights):
    """As has_perm is asked: app.name."""
    return rights.order_by().annotate(named=Concat("content_type__app_label", Value("."), "codename")).values("named")
