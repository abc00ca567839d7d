"""Many drafts signed one after the other: each is shown with what changed, and signed by one tap; then comes the next.

Or it is sent back, with a word that says why. Nothing here signs more than one, and none that was not shown to this
person: each POST carries the fingerprint of the words on the page, and a ticket that says when they were shown. A key
held down signs nothing more.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from common.languages import direction

from ..comparing.passages import passages_of
from ..comparing.signed import last_signed
from ..comparing.versions import compare
from ..models import Review, SignOff, can_read_language
from ..publishing import services
from ..publishing.fingerprint import fingerprint
from ..publishing.publish_gate import publication_blockers, valid_sign_off
from ..publishing.signable import admin_url, is_signable, of_content, signables
from ..reviewing import steps
from ..reviewing.pages.forms import AnswerForm
from ..reviewing.states import latest_review

SIGN_OFF_CODES = ("sign_off", "sign_off_language")
TICKET = "content.signing in a row"
READ_AT_LEAST, SHOWN_AT_MOST = 2, 12 * 3600  # seconds


@dataclass(frozen=True)
class Waiting:
    """One draft that this person may sign."""

    kind: str
    content_id: int
    language: str
    version_id: int

    @property
    def place(self):
        return f"{self.language}-{self.kind}-{self.content_id:09}"


def waiting_for(user, language=""):
    """The drafts that wait for this person's signature, in a fixed order."""
    codes = [code for code, _name in settings.LANGUAGES if language in ("", code) and can_read_language(user, code)]
    waiting = [each for kind in signables() if kind.may(user, "sign_off") for each in _drafts(kind, user, codes)]
    versions = [each.version_id for each in waiting]
    signed = set(SignOff.objects.filter(version__in=versions).values_list("version", flat=True))
    waiting = [each for each in waiting if each.version_id not in signed or not valid_sign_off(content_of(each))]
    sent_back = set(_sent_back(versions))
    return sorted((each for each in waiting if each.version_id not in sent_back), key=lambda each: each.place)


def _sent_back(versions):
    """Those of which no word has changed since somebody sent them back: they wait for their authors."""
    for version in Version.objects.filter(pk__in=versions, reviews__outcome=Review.Outcome.SENT_BACK).distinct():
        review = latest_review(version)
        if review.outcome == Review.Outcome.SENT_BACK and review.fingerprint == fingerprint(version.content):
            yield version.pk


def _drafts(kind, user, codes):
    drafts = kind.content_model._original_manager.filter(
        versions__state=DRAFT, language__in=codes, last_reviewed__isnull=False, next_review__isnull=False
    ).exclude(versions__created_by=user)
    for pk, language, version in drafts.values_list("pk", "language", "versions__pk"):
        yield Waiting(kind.kind, pk, language, version)


def content_of(waiting):
    return Version.objects.get(pk=waiting.version_id).content


def next_after(waiting, place):
    """The first behind this place that lacks nothing but the signature, as (Waiting, its words); None at the end."""
    for each in waiting:
        if each.place > place:
            content = content_of(each)
            if all(missing.code in SIGN_OFF_CODES for missing in publication_blockers(content)):
                return each, content
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_a_row(request):
    if not any(kind.may(request.user, "sign_off") for kind in signables()):
        raise PermissionDenied
    language = request.GET.get("language", "")
    if language not in ("", *dict(settings.LANGUAGES)):
        raise BadRequest("no such language")
    form, after = AnswerForm([], request.POST or None), request.GET.get("after", "")
    if request.method == "POST":
        step = _send_back if request.POST.get("step") == "send_back" else _sign
        after = step(request, form)
        if form.is_valid():
            return redirect(_address(language, after))
    waiting = waiting_for(request.user, language)
    found = next_after(waiting, after)
    context = _about(request, *found) if found else {}
    languages = [(code, name, _address(code)) for code, name in settings.LANGUAGES]
    return render(
        request,
        "admin/content/sign_in_a_row.html",
        {
            **admin.site.each_context(request),
            "title": _("Sign one after the other"),
            "waiting": len(waiting),
            "language": language,
            "languages": languages,
            "every_language_url": _address(""),
            "again_url": _address(language),
            "skip_url": _address(language, found[0].place) if found else "",
            "form": form,
            **context,
        },
    )


def _about(request, waiting, content):
    seen, now = fingerprint(content), passages_of(content)
    before, then = last_signed(of_content(content).sign_offs(content), seen)
    changes = compare(then if before else now, now)
    return {
        "content": content,
        "place": waiting.place,
        "version_id": waiting.version_id,
        "fingerprint": seen,
        "ticket": signing.TimestampSigner(salt=TICKET).sign(_shown(request.user, waiting.version_id, seen)),
        "signed_before": before,
        "changes": [change for change in changes if change.is_news or not before],
        "statement": services.STATEMENT,
        "direction": direction(content.language),
        "readiness_url": admin_url(content, "readiness"),
    }


def _asked_about(request):
    """The draft of a POST, its place, and the place behind which it is the next."""
    version, place = get_object_or_404(Version, pk=_number(request.POST.get("version"))), request.POST.get("place", "")
    if not is_signable(version.content):
        raise BadRequest("nobody signs this")
    return version, place, place[:-9] + f"{version.object_id - 1:09}" if place else ""


def _sign(request, form):
    """Sign the one draft that was shown. Returns the place behind which it goes on."""
    version, place, stay = _asked_about(request)
    content, seen = version.content, request.POST.get("fingerprint", "")
    if form.is_valid() and form.says_something():
        form.add_error("answer", _("You have written comments: send the page back, or take them out and sign."))
    if form.errors:
        return stay
    if not _was_shown(request, version, seen):
        messages.error(request, _("Read these words first; then sign."))
        return stay
    try:
        services.sign_off(content, by=request.user, seen_fingerprint=seen)
    except services.SignOffRefused as refused:
        messages.error(request, str(refused))
        return stay
    messages.success(request, _("Signed: %(title)s") % {"title": content})
    return place


def _send_back(request, form):
    """Send the draft back, with a word. Returns the place behind which it goes on."""
    version, place, stay = _asked_about(request)
    if form.is_valid() and not form.says_something():
        form.add_error("answer", _("Say what should be changed."))
    if form.errors:
        return stay
    try:
        steps.send_back(version, by=request.user, answer=form.cleaned_data["answer"])
    except steps.StepRefused as refused:
        messages.error(request, str(refused))
        return stay
    messages.success(request, _("Sent back. The author is told."))
    return place


def _was_shown(request, version, seen):
    signer = signing.TimestampSigner(salt=TICKET)
    try:
        shown = signer.unsign(request.POST.get("ticket", ""), max_age=SHOWN_AT_MOST)
        too_soon = _is_younger(signer, request.POST["ticket"])
    except signing.BadSignature:
        return False
    return shown == _shown(request.user, version.pk, seen) and not too_soon


def _is_younger(signer, ticket):
    try:
        signer.unsign(ticket, max_age=READ_AT_LEAST)
    except signing.SignatureExpired:
        return False
    return True


def _shown(user, version_id, seen):
    return f"{user.pk} {version_id} {seen}"


def _number(text):
    if not (text or "").isdecimal() or len(text) > 18:
        raise BadRequest("no such version")
    return int(text)


def _address(language, after=""):
    query = urlencode({key: value for key, value in (("language", language), ("after", after)) if value})
    url = reverse("admin:content_signoff_in_a_row")
    return f"{url}?{query}" if query else url
