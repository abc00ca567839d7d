"""“Asha is editing this page”: told by the pages themselves, every half minute. It keeps nobody signed in."""

import re

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from djangocms_versioning.models import Version

from ...models.open_editors import KEPT_FOR, STILL_THERE, OpenEditor

IN_THE_CMS = re.compile(r"/admin/cms/placeholder/object/(?P<kind>\d+)/(?:edit|structure)/(?P<pk>\d+)/$")
BESIDE_ITS_SOURCE = re.compile(r"/translate/(?P<pk>\d{1,18})/$")
IN_A_FORM = re.compile(r"/admin/(?P<app>[a-z_]+)/(?P<model>[a-z]+)/(?P<pk>\d+)/(?:change/|words/|translation/)?$")


def about(path: str) -> str:
    """What this page changes, as "app.model:pk"; empty for any other. All places to write it meet in one."""
    if found := IN_THE_CMS.search(path):
        kind = ContentType.objects.filter(pk=int(found["kind"])).first()
        return f"{kind.app_label}.{kind.model}:{found['pk']}" if kind else ""
    if found := BESIDE_ITS_SOURCE.search(path):
        version = Version.objects.select_related("content_type").filter(pk=int(found["pk"])).first()
        return f"{version.content_type.app_label}.{version.content_type.model}:{version.object_id}" if version else ""
    if found := IN_A_FORM.search(path):
        return f"{found['app']}.{found['model']}:{found['pk']}"
    return ""


def renew(user: User, thing: str) -> list[tuple[str, int]]:
    """This person has it open. Returns who else has: name and whole minutes, the first of them first."""
    now = timezone.now()
    OpenEditor.objects.filter(seen_at__lt=now - KEPT_FOR).delete()  # pages that were closed long ago
    mine, is_new = OpenEditor.objects.get_or_create(about=thing, user=user)
    if not is_new:
        since = mine.opened_at if mine.seen_at > now - STILL_THERE else now
        OpenEditor.objects.filter(pk=mine.pk).update(seen_at=now, opened_at=since)
    others = OpenEditor.objects.filter(about=thing, seen_at__gt=now - STILL_THERE).exclude(user=user)
    return [
        (each.user.get_full_name() or each.user.get_username(), int((now - each.opened_at).total_seconds() // 60))
        for each in others.select_related("user").order_by("opened_at")
    ]


def leave(user: User, thing: str) -> None:
    OpenEditor.objects.filter(about=thing, user=user).delete()
