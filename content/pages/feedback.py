"""Is this page helpful? Is something wrong? On a page of its own, so that the treatment page needs no cookie."""

import re
from datetime import timedelta

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.rate_limits import Limit, RateLimitExceeded, address_of, hit
from common.text.form_fields import WordsField
from directory.slug_redirects import find_page, redirect_old_slugs

from ..models import PageFeedback, Treatment, TreatmentContent

EMAIL = re.compile(r"\S@[^\s@]+\.\S")
LONG_NUMBER = re.compile(r"\+?\d(?:[ .()]{0,2}\d){9,}")  # a range of figures has a dash, and is no phone number
ANSWERS = {"yes": True, "no": False, "": None}


class FeedbackForm(forms.Form):
    helpful = forms.ChoiceField(
        label=gettext_lazy("Is this page helpful? (optional)"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
        required=False,
    )
    mistake = WordsField(
        label=gettext_lazy("Did you find a mistake? (optional)"),
        help_text=gettext_lazy(
            "Tell us which sentence is wrong. Please do not write your name, phone number, email or anything about "
            "your health: we do not ask who you are and cannot reply."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(required=False, label=gettext_lazy("Leave this empty"), max_length=200)

    def clean_mistake(self):
        text = self.cleaned_data["mistake"]
        if EMAIL.search(text):
            raise ValidationError(_("Please take the email address out. We cannot reply here: call us instead."))
        if holds_a_phone_number(text):
            raise ValidationError(_("Please take the phone number out. We cannot reply here: call us instead."))
        return text

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("helpful") and not data.get("mistake"):
            self.add_error("mistake", _("Answer one of the two questions"))
        return data

    @property
    def looks_like_a_program(self):
        return bool(self.cleaned_data.get("website"))


def holds_a_phone_number(text):
    found = phonenumbers.PhoneNumberMatcher(text, settings.PHONE_REGION, leniency=phonenumbers.Leniency.VALID)
    return found.has_next() or bool(LONG_NUMBER.search(text))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@redirect_old_slugs
def treatment_feedback(request, slug):
    content = _published(slug)
    if request.method != "POST":
        chosen = request.GET.get("helpful")
        form = FeedbackForm(initial={"helpful": chosen if chosen in ANSWERS else ""})
        return _form_page(request, content, form)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _form_page(request, content, form)
    if not form.looks_like_a_program:
        limit = Limit("feedback-address", settings.FEEDBACK_PER_HOUR, timedelta(hours=1))
        try:
            hit((limit, address_of(request)))
        except RateLimitExceeded as too_many:
            form.add_error(
                None,
                _("We got many notes from your connection. Please send yours again in %(minutes)d minutes, or call us.")
                % {"minutes": too_many.minutes},
            )
            return _form_page(request, content, form, status=429)
        keep(content, helpful=ANSWERS[form.cleaned_data["helpful"]], mistake=form.cleaned_data["mistake"])
    return redirect("content:treatment_feedback_thanks", slug)


@never_cache
@require_safe
@redirect_old_slugs
def treatment_feedback_thanks(request, slug):
    return render(request, "content/feedback_thanks.html", {"content": _published(slug)})


def keep(content, *, helpful, mistake):
    """The same report sent twice is one report."""
    about = {"treatment": content.treatment, "language": content.language}
    if mistake and PageFeedback.objects.open_mistakes().filter(**about, mistake=mistake).exists():
        return
    PageFeedback.objects.create(
        **about, version_number=content.versions.get().number, is_helpful=helpful, mistake=mistake
    )


def _published(slug):
    contents = TreatmentContent.objects.select_related("treatment")
    content = contents.filter(treatment__slug=slug, language=get_language()).first()
    if content is None:
        find_page(Treatment.objects.all(), slug)  # leads on from an old slug
        raise Http404
    return content


def _form_page(request, content, form, status=200):
    return render(request, "content/feedback_form.html", {"content": content, "form": form}, status=status)
