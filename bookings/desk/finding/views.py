"""The search in the header of every desk page: "am I booked?", answered on one screen."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ...access_journal import record_access
from ...models import AccessRecord
from ..access import front_desk
from ..kept_forms import typed_before
from .answer import answer
from .question import SearchForm


@front_desk
@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """A POST, although it changes nothing: in an address, names and numbers of patients would stand in every log."""
    if request.method != "POST":
        return render(request, "desk/search.html", {"searched": typed_before(request, "search").get("q", "")})
    form = SearchForm(request.POST)
    context = {"form": form, "searched": request.POST.get("q", "")[:120]}
    context["searched_in_vain"] = not form.is_valid()
    if form.is_valid():
        found = context["answer"] = answer(form.question, request.user)
        record_access(request.user, found.shown, AccessRecord.Way.SEARCH)
    return render(request, "desk/search.html", context)
