"""What somebody may do, asked for once."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q


class RightsInOneQuery(ModelBackend):
    """Answers as Django's own, which asks for the rights of a person and those of their roles one after the other."""

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            named = _rights_of(user_obj).order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in named}
        return user_obj._perm_cache


def _rights_of(user):
    if user.is_superuser:
        return Permission.objects.all()
    own = type(user).user_permissions.through.objects.filter(user=user).values("permission")
    of_roles = Permission.group_set.through.objects.filter(group__user=user).values("permission")
    return Permission.objects.filter(Q(pk__in=own) | Q(pk__in=of_roles))
