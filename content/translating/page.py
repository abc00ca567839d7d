"""The page on which somebody translates: source and translation side by side, each text saved as it is typed."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from common.languages import direction

from ..comparing.languages import plain
from ..reviewing import people
from ..reviewing.pages.access import version_page
from . import saving
from .units import DONE, MISSING, OUT_OF_DATE, UNTRANSLATED, Sheet

CHANGED = gettext_lazy(
    "Somebody else has written here meanwhile. Your words are still in the field: compare, then save again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@version_page
def translation(request, version):
    """A GET shows the sheet. A POST writes one text; a script is answered in JSON, and a browser led back."""
    if request.method == "POST":
        return _answer(request, version)
    return _page(request, version)


def _page(request, version, refused=None, status=HTTPStatus.OK):
    sheet = Sheet(version)
    content = version.content
    context = {
        "version": version,
        "content": content,
        "sheet": sheet,
        "rows": [(unit, plain(unit.source) if unit.source else "", _refused(refused, unit)) for unit in sheet.units],
        "may_write": people.may_write(request.user, version),
        "counts": _counts(sheet),
        "direction": direction(content.language),
    }
    return render(request, "translating/translation.html", context, status=status)


def _refused(refused, unit):
    """What was typed and could not be saved, and why, stands in its field again."""
    return refused if refused and refused["key"] == unit.key else None


def _answer(request, version):
    key, words = request.POST.get("key", ""), request.POST.get("words", "")
    try:
        unit = _step(request, version, key, words)
    except ValidationError as wrong:
        return _no(request, version, key, words, " ".join(wrong.messages), HTTPStatus.BAD_REQUEST)
    except saving.ChangedMeanwhile as changed:
        return _no(request, version, key, words, str(CHANGED), HTTPStatus.CONFLICT, changed.unit)
    except saving.Gone:
        said = _("This part has changed its place or is gone. Load the page again; keep your words first.")
        return _no(request, version, key, words, said, HTTPStatus.CONFLICT)
    if _is_script(request):
        sheet = Sheet(version)
        return JsonResponse({"said": _("Saved"), "seen": unit.seen, "state": unit.state, "counts": _counts(sheet)})
    messages.success(request, _("Saved."))
    return redirect(reverse("translate:translation", args=[version.pk]) + (f"#{unit.key}" if unit else ""))


def _step(request, version, key, words):
    """The unit as it is then; None where a part was added."""
    if "add" in request.POST:
        return saving.add(version, key, by=request.user)
    if "still_right" in request.POST:
        return saving.still_right(version, key, by=request.user)
    return saving.save(version, key, words, seen=request.POST.get("seen", ""), by=request.user)


def _no(request, version, key, words, said, status, unit=None):
    if _is_script(request):
        answer = {"said": said}
        return JsonResponse(answer | ({"seen": unit.seen, "theirs": unit.words} if unit else {}), status=status)
    refused = {"key": key, "words": words, "said": said, "theirs": unit.words if unit else ""}
    return _page(request, version, refused, status)


def _is_script(request):
    return "application/json" in request.headers.get("Accept", "")


def _counts(sheet):
    return {state: sheet.count(state) for state in (UNTRANSLATED, OUT_OF_DATE, MISSING, DONE)}
