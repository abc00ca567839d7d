"""Where a page stands, and which one is the home page: done once two publishers have asked for the same.

Both change the public site at once and have no version that could wait.
"""

import hashlib
from datetime import timedelta

from cms.models import Page
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from ..models import PageCheck

PAGE_AS_A_WHOLE = ""  # in place of a language
WAITS = timedelta(days=1)


@transaction.atomic
def is_asked_by_two(page: Page, what: str, *, by: User) -> bool:
    """Whether another publisher has asked for this within a day. If not, `by` has asked for it now."""
    page = Page.objects.select_for_update(of=["self"]).get(pk=page.pk)
    asked = {
        "page": page,
        "language": PAGE_AS_A_WHOLE,
        "kind": PageCheck.Kind.SECOND_PERSON,
        "fingerprint": hashlib.sha256(f"{page.path} {what}".encode()).hexdigest(),
    }
    before = PageCheck.objects.filter(**asked, at__gte=timezone.now() - WAITS).exclude(by=by).select_related("by")
    if any(each.by.is_active and each.by.has_perm("cms.publish_page") for each in before):
        PageCheck.objects.filter(**asked).delete()
        return True
    PageCheck.objects.update_or_create(**asked, by=by, defaults={"at": timezone.now()})
    return False
