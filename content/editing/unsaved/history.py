"""What a block said before, and the way back to it: undo, after a change was saved."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from ...models.journal.earlier import EarlierWords
from . import seen

MOST_SHOWN = 50


def history(request, block, may_change, context):
    """GET shows each earlier text, the latest first; POST puts one of them back, which is a change like any other."""
    if block is None:
        raise Http404
    if not may_change:
        raise PermissionDenied
    if request.method == "POST":
        number = request.POST.get("earlier", "")
        if not number.isdecimal():
            raise Http404
        chosen = EarlierWords.objects.filter(block_id=block.pk, pk=number).first()
        return put_back(block, chosen, request)
    lines = list(EarlierWords.objects.filter(block_id=block.pk).order_by("-at", "-pk")[:MOST_SHOWN])
    people = User.objects.in_bulk({line.user_id for line in lines if line.user_id})
    shown = [(line, name_of(people.get(line.user_id)), list(seen.readable(block, line.words))) for line in lines]
    page = {
        **context,
        "title": _("Earlier words"),
        "shown": shown,
        "now": list(seen.readable(block, seen.values_of(block, []))),
    }
    return render(request, "admin/content/earlier_words.html", {**page, seen.FIELD: seen.digest(block)})


def put_back(block, earlier, request):
    if earlier is None:
        raise Http404
    if request.POST.get(seen.FIELD) == seen.digest(block):
        columns = {field.column: field for field in block._meta.local_concrete_fields}
        for column, value in earlier.words.items():
            if column in columns:
                setattr(block, columns[column].attname, columns[column].to_python(value))
        block.save()
    return redirect(request.path)


def name_of(person):
    return person and (person.get_full_name() or person.get_username())
