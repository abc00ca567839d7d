"""The pages of a review: what waits for me, and one version with what has changed, where it is signed or sent back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...models import Clinician
from ...publishing.services import SignOffRefused
from .. import people, steps
from ..steps import StepRefused
from ..waiting import by_heading, waiting_for
from .access import staff_page, version_page
from .forms import AskForm, AwayForm
from .review_page import ReviewPage


@require_safe
@staff_page
def waiting(request):
    """Everything that waits for the person who is signed in."""
    clinician = Clinician.objects.filter(user=request.user).first()
    form = clinician and AwayForm(initial={"away_until": clinician.away_until})
    return render(request, "reviewing/waiting.html", {"groups": by_heading(waiting_for(request.user)), "form": form})


@require_POST
@staff_page
def away(request):
    form = AwayForm(request.POST)
    clinician = Clinician.objects.filter(user=request.user).first()
    if clinician is None:
        raise PermissionDenied
    if not form.is_valid():
        context = {"groups": by_heading(waiting_for(request.user)), "form": form}
        return render(request, "reviewing/waiting.html", context)
    clinician.away_until = form.cleaned_data["away_until"]
    clinician.save(update_fields=["away_until"])
    messages.success(request, _("Saved."))
    return redirect("review:waiting")


@require_http_methods(["GET", "HEAD", "POST"])
@version_page
def version(request, version):
    """What has changed since the last signature, and at its end the signature or the way back."""
    page = ReviewPage(version, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and page.form.is_valid():
        done = (
            _sign(request, version, page) if request.POST.get("step") == "sign" else _send_back(request, version, page)
        )
        if done:
            return redirect("review:version", version_id=version.pk)
    return render(request, "reviewing/version.html", page.context())


def _sign(request, version, page):
    if page.form.says_something():
        page.form.add_error("answer", _("You have written comments: send the page back, or take them out and sign."))
        return False
    try:
        steps.sign(version, by=request.user, seen_fingerprint=request.POST.get("fingerprint", ""))
    except SignOffRefused as refused:
        page.form.add_error(None, str(refused))
        return False
    messages.success(request, _("Signed. A publisher is told."))
    return True


def _send_back(request, version, page):
    if not page.form.says_something():
        page.form.add_error("answer", _("Say what should be changed, here or at a part of the page."))
        return False
    answer = page.form.cleaned_data["answer"]
    try:
        steps.send_back(version, by=request.user, answer=answer, comments=page.form.comments())
    except StepRefused as refused:
        page.form.add_error(None, str(refused))
        return False
    messages.success(request, _("Sent back. The author is told."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@version_page
def ask(request, version):
    if not people.may_write(request.user, version):
        raise PermissionDenied
    form = AskForm(version, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.ask(version, by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s is asked, and told by mail.")
                             % {"name": people.name_of(form.cleaned_data["clinician"])})  # fmt: skip
            return redirect("review:version", version_id=version.pk)
    context = {"version": version, "content": version.content, "form": form}
    return render(request, "reviewing/ask.html", context | {"missing": ReviewPage(version, request.user).missing()})


@require_POST
@version_page
def withdraw(request, version):
    return _step(request, version, steps.withdraw, _("Nobody is asked any more. It is a draft again."))


@require_POST
@version_page
def restore(request, version):
    try:
        new = steps.restore(version, by=request.user)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("review:version", version_id=version.pk)
    messages.success(request, _("The old version is a new draft. It is signed anew before patients read it."))
    return redirect("review:version", version_id=new.pk)


def _step(request, version, step, said):
    try:
        step(version, by=request.user)
    except StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("review:version", version_id=version.pk)
