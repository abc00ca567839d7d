"""Which changes mean that search entries must be written anew.

These are the signals of Django and of the versioning: entries follow whatever way a change was made. Which rows
touch which pages, the kinds of pages say (common/page_kinds.py).
"""

from django.db.models.signals import m2m_changed, post_delete, post_save
from djangocms_versioning.signals import post_version_operation

from common import page_kinds

from .index import changed, learn_synonyms
from .models import SynonymGroup


def connect():
    page_kinds.on_register(follow)
    post_version_operation.connect(version_changed, dispatch_uid="search versions")
    post_save.connect(synonyms_changed, sender=SynonymGroup, dispatch_uid="search synonyms")


def follow(kind):
    for model in kind.touched_by:
        post_save.connect(row_changed, sender=model, dispatch_uid=f"search {model.__name__} saved")
        post_delete.connect(row_changed, sender=model, dispatch_uid=f"search {model.__name__} deleted")
    for through in kind.links:
        m2m_changed.connect(links_changed, sender=through, dispatch_uid=f"search {through.__name__}")


def row_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        touched(sender, instance)


def links_changed(sender, instance, action, model, pk_set, **kwargs):
    if action.startswith("post"):
        touched(type(instance), instance)
        # The other ends too: those that are joined no more cannot be found from here.
        for kind in page_kinds.KINDS.values():
            if sender in kind.links and kind.model is model:
                all_changed(kind, pk_set or ())


def version_changed(sender, obj, **kwargs):
    touched(type(obj.content), obj.content)


def synonyms_changed(sender, instance, **kwargs):
    learn_synonyms(instance)


def touched(model, row):
    for kind in page_kinds.KINDS.values():
        if model in kind.touched_by:
            all_changed(kind, kind.touched_by[model](row))


def all_changed(kind, ids):
    for pk in ids:
        changed(kind.name, pk)
