"""The fingerprint of a page: it changes when anything a patient can read changes.

A sign-off keeps the fingerprint it was given for. No edit, by whatever way it is made, has to
remember to void the sign-off: the fingerprints simply differ.
"""

import hashlib
import json

from cms.models import CMSPlugin
from cms.utils.plugins import downcast_plugins
from django.core.serializers.json import DjangoJSONEncoder

from .signable import of_content

# How the editor program keeps a text (patients read its body), what only translators need to know, and what
# only follows the title.
UNSEEN_FIELDS = {"json", "rte", "translated_from", "sort_key"}


def fingerprint(content):
    """SHA-256, as 64 hexadecimal digits, of everything this version says."""
    text = json.dumps(everything_it_says(content), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def everything_it_says(content):
    return {
        "fields": own_values(content, without={"id"} | UNSEEN_FIELDS),
        **{name: rows(content, name) for name in of_content(content).rows},
        "blocks": blocks(content),
    }


def rows(content, name):
    return [own_values(row, without={"id", "content"}) for row in getattr(content, name).all()]


def blocks(content):
    plugins = CMSPlugin.objects.filter(placeholder__in=content.placeholders.all(), language=content.language)
    plugins = plugins.select_related("placeholder").order_by("placeholder__slot", "position")
    slots = {plugin.pk: plugin.placeholder.slot for plugin in plugins}
    block_fields = {field.name for field in CMSPlugin._meta.fields}
    return [
        [
            slots[block.pk],
            block.plugin_type,
            own_values(block, without=block_fields | {"cmsplugin_ptr"} | UNSEEN_FIELDS) | file_of(block),
        ]
        for block in downcast_plugins(list(plugins))
    ]


def file_of(block):
    """A picture may stay the same row with another file in its place."""
    return {"file": block.image.sha1} if hasattr(block, "image") else {}


def own_values(instance, without):
    return {
        field.name: field.value_from_object(instance)
        for field in instance._meta.concrete_fields
        if field.name not in without
    }
