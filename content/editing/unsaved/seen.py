"""A digest of what somebody saw before they changed it. Where it is another by now, they are told before they save."""

import hashlib
import json
import re

from cms.models import CMSPlugin
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.text import capfirst

from ...publishing.fingerprint import own_values

PLACES = {field.name for field in CMSPlugin._meta.fields}  # where a block stands, not what it says
FIELD = "seen_text"  # not `seen`: so the forms of whole versions call their fingerprint
HEADER = "X-Seen"  # for scripts: what the answer leaves there now
BLOCK = re.compile(r"/placeholder/(?:edit-plugin|edit-field)/(\d+)/")


def digest(thing: Model, fields: list[str] | None = None) -> str:
    """Of everything that a block says, or of these fields of a model alone."""
    values = own_values(thing, without=PLACES | {"id", "cmsplugin_ptr", "json", "rte"})
    chosen = {name: values[name] for name in fields if name in values} if fields else values
    text = json.dumps(chosen, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def block_of(plugin_id: int | str) -> CMSPlugin | None:
    """With its words, or None where it is gone."""
    plugin = CMSPlugin.objects.filter(pk=plugin_id).first()
    return plugin and plugin.get_bound_plugin()


def asked_fields(request: HttpRequest) -> list[str]:
    return [name for name in request.GET.get("edit_fields", "").split(",") if name]


def with_question(request: HttpRequest, thing: Model | None, save) -> HttpResponse:
    """What `save()` answers, or, where somebody else was faster, both texts and the question which one stays.

    The form carries in `seen_text` what it showed. A form without it is of a program that does not ask.
    """
    if thing is None:
        return save()
    fields = asked_fields(request)
    now = digest(thing, fields)
    if request.method == "POST" and "_cancel" not in request.POST and request.POST.get(FIELD, now) != now:
        return changed_meanwhile(request, thing, fields, now)
    response = save()
    if request.method == "GET" and getattr(response, "context_data", None) is not None:
        response.context_data[FIELD] = now
    elif request.method == "POST":
        if getattr(response, "context_data", None) is not None:
            response.context_data[FIELD] = request.POST.get(FIELD, now)
        response[HEADER] = _digest_afterwards(thing, fields)
    return response


def _digest_afterwards(thing, fields):
    return digest(type(thing)._base_manager.get(pk=thing.pk), fields) if _is_there(thing) else ""


def _is_there(thing):
    return type(thing)._base_manager.filter(pk=thing.pk).exists()


def changed_meanwhile(request, thing, fields, now):
    """409. A person gets a page with both texts; a script the short form of it, which the CMS's editor shows."""
    navigates = request.headers.get("Accept", "").startswith("text/html")
    typed = [(name, text) for name in request.POST for text in request.POST.getlist(name) if name != FIELD]
    context = {
        "there": list(readable(thing, values_of(thing, fields))),
        "mine": list(readable(thing, dict(typed))),
        "typed": [*typed, (FIELD, now)],
        "path": request.get_full_path(),
        "is_popup": True,
    }
    template = "admin/content/changed_meanwhile.html" if navigates else "admin/content/changed_meanwhile_part.html"
    response = render(request, template, context, status=409)
    response[HEADER] = now
    return response


def values_of(thing, fields):
    values = own_values(thing, without=PLACES | {"id", "cmsplugin_ptr", "json", "rte"})
    return {name: values[name] for name in fields if name in values} if fields else values


def readable(thing, values):
    """(label, text) of each text among these values of fields or columns, in the order of the form."""
    for field in thing._meta.local_concrete_fields:
        value = values.get(field.name, values.get(field.column))
        if isinstance(value, str) and value.strip():
            yield capfirst(field.verbose_name), str(dict(field.flatchoices).get(value) or strip_tags(value).strip())
