"""Whether somebody may publish a version of a free page or the home page: one function, on every way to publish.

djangocms-versioning asks it before it offers "Publish", and again inside the transaction that publishes, where the
person is the one whom its own record of the change names.
"""

import hashlib
import json
from collections.abc import Iterator

from cms.models import PageContent
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from djangocms_versioning.constants import PUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import StateTracking, Version

from content.publishing.fingerprint import blocks
from content.publishing.publish_gate import shown_from_elsewhere
from directory.two_person.acting import current_way
from directory.two_person.kinds import CLINICIANS

from ..models import PageCheck, PageWriter

SET_UP = "set_up_site"  # the pages that every site begins with: nobody wrote them here
WORDS = ("title", "page_title", "menu_title", "meta_description")
FIELDS = (
    *WORDS,
    "slug",
    "overwrite_url",
    "redirect",
    "in_navigation",
    "soft_root",
    "limit_visibility_in_menu",
    "template",
)
Kind = PageCheck.Kind


class CheckRefused(Exception):
    """This person's word does not count here. The message says why."""


def fingerprint(content: PageContent) -> str:
    """Of everything that this version says and how it is reached."""
    said = {
        "fields": {name: getattr(content, name) for name in FIELDS},
        "blocks": blocks(content),
        "chosen": chosen(content),
    }
    text = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def chosen(content: PageContent) -> list[list[int]]:
    """Treatments and doctors that blocks of the home page name."""
    names = {"HomeTreatmentsPlugin": "treatments", "HomeDoctorsPlugin": "doctors"}
    found = []
    for plugin in plugins_of(content):
        if plugin.plugin_type in names:
            block, _plugin = plugin.get_plugin_instance()
            found.append(
                sorted(getattr(block, names[plugin.plugin_type]).values_list("pk", flat=True)) if block else []
            )
    return found


def plugins_of(content: PageContent) -> Iterator:
    for placeholder in content.get_placeholders():
        yield from placeholder.get_plugins(content.language).order_by("position")


def texts_of(content: PageContent) -> list[str]:
    """Every text that a reader sees, without its markup."""
    texts = [getattr(content, name) or "" for name in WORDS]
    for plugin in plugins_of(content):
        block, _plugin = plugin.get_plugin_instance()
        fields = block._meta.concrete_fields if block else []
        own = [field for field in fields if isinstance(field, (models.CharField, models.TextField))]
        texts += [strip_tags(getattr(block, field.name) or "") for field in own if field.model is type(block)]
    return texts


def medical_words(content: PageContent) -> list[str]:
    return list(dict.fromkeys(word for text in texts_of(content) for word in CLINICIANS.seen(text)))


def writers_of(content: PageContent) -> set[int | None]:
    """Whoever wrote in this page and language since it was last published. None: somebody whom nobody knows."""
    contents = PageContent._original_manager.filter(page=content.page_id, language=content.language)
    live = contents.filter(versions__state=PUBLISHED).values_list("pk", flat=True).exclude(pk=content.pk).first() or 0
    rows = PageWriter.objects.filter(page_id=content.page_id, language=content.language, content_id__gt=live)
    version = Version.objects.get_for_content(content)
    known = {row.by_id for row in rows if row.by_id or not row.way}
    return known | {version.created_by_id}


def checks_of(content: PageContent, kind: str) -> list[PageCheck]:
    """Of exactly these words, by somebody who has written none of them since and may still say so."""
    writers = writers_of(content)
    checks = PageCheck.objects.filter(
        page=content.page_id, language=content.language, kind=kind, fingerprint=fingerprint(content)
    )
    return [
        each for each in checks.select_related("by") if each.by_id not in writers and may_check(each.by, kind, content)
    ]


def may_check(user: User, kind: str, content: PageContent) -> bool:
    if kind == Kind.CLINICIAN:
        return CLINICIANS.may_sign(user, content.language)
    return user.is_active and user.has_perm("cms.publish_page")


def blockers(content: PageContent, user: AbstractBaseUser | None) -> list[str]:
    """What keeps this person from publishing this version; empty when they may."""
    if current_way() == SET_UP:
        return []
    found, writers = [missing.text for missing in shown_from_elsewhere(content)], writers_of(content)
    # Where nobody knows who wrote, the one who publishes may have: two other names must stand there.
    alone = user is None or user.pk in writers or None in writers
    others = [each for each in checks_of(content, Kind.SECOND_PERSON) if user is None or each.by_id != user.pk]
    if alone and not others:
        found.append(_("You wrote in this version. A second person must read it, or publish it."))
    if medical_words(content) and not checks_of(content, Kind.CLINICIAN):
        found.append(_("Words in it speak of medicine: a clinician who reads the language must sign them first."))
    return found


def check_before_publishing(version: Version, user: AbstractBaseUser) -> None:
    """Condition of djangocms-versioning: raises ConditionFailed with the words."""
    if isinstance(version.content, PageContent) and (found := blockers(version.content, user)):
        raise ConditionFailed(" ".join(found))


def refuse_unless_ready(version: Version) -> None:
    """Called inside the publishing transaction; raising undoes it."""
    record = StateTracking.objects.filter(version=version, new_state=PUBLISHED).select_related("user").latest("pk")
    check_before_publishing(version, record.user)


@transaction.atomic
def check(content: PageContent, kind: str, *, by: User, seen: str) -> PageCheck:
    """Record that `by` has read exactly what they saw."""
    content = PageContent._original_manager.select_for_update(of=["self"]).get(pk=content.pk)
    if by.pk in writers_of(content):
        raise CheckRefused(_("You wrote in this version. Somebody else must read it."))
    if not may_check(by, kind, content):
        raise PermissionDenied
    if fingerprint(content) != seen:
        raise CheckRefused(_("It was changed while you were reading it. Read it again, then decide."))
    row, _is_new = PageCheck.objects.get_or_create(
        page_id=content.page_id, language=content.language, kind=kind, fingerprint=seen, by=by
    )
    return row


def install() -> None:
    """The CMS declares the versions of its pages itself; here its hook for publishing asks us first."""
    from djangocms_versioning.cms_config import VersioningCMSConfig

    [pages] = VersioningCMSConfig.versioning
    after = pages.on_publish

    def on_publish(version):
        refuse_unless_ready(version)
        after(version)

    pages.on_publish = on_publish
    Version.check_publish.append(check_before_publishing)
