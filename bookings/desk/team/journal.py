"""The access journal: who of the staff saw which request, when and how; and all of it for one patient who asks."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.dates import in_words
from common.text.form_fields import CodeField

from ...access_journal import record_access
from ...models import AccessRecord
from ..access import request_for
from .forms import PersonField, name_of
from .same_contact import SameContactForm
from .views import manages_desk

ON_A_PAGE = 100


class JournalForm(forms.Form):
    """Which lines are shown; at first today's."""

    person = PersonField(get_user_model().objects.none(), label=_("Person"), required=False, empty_label=_("Everybody"))
    reference = CodeField(label=_("Reference"), max_length=20, required=False)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter the day, like 2026-12-31")},
    )

    def __init__(self, data):
        super().__init__(data if set(self.base_fields) & set(data) else {"day": timezone.localdate().isoformat()})
        seen_something = AccessRecord.objects.order_by().values("user")
        people = get_user_model().objects.filter(pk__in=seen_something)
        self.fields["person"].queryset = people.order_by("first_name", "last_name", "username")

    def clean_reference(self):
        """As it is read out: in any case, with or without the dash."""
        letters = "".join(filter(str.isalnum, self.cleaned_data["reference"])).upper()
        return f"{letters[:4]}-{letters[4:]}" if letters else ""

    def lines(self):
        if not self.is_valid():
            return AccessRecord.objects.none()
        wanted = {
            "user": self.cleaned_data["person"],
            "appointment_request__reference": self.cleaned_data["reference"],
            "at__date": self.cleaned_data["day"],
        }
        return AccessRecord.objects.filter(**{name: value for name, value in wanted.items() if value})

    def query(self, page):
        return f"?{urlencode({name: self.data.get(name, '') for name in self.fields} | {'page': page})}"


@manages_desk
@require_safe
def journal(request):
    form = JournalForm(request.GET)
    lines = form.lines().select_related("user", "appointment_request")
    page = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "lines": [_in_words(line) for line in page],
        "previous_url": form.query(page.previous_page_number()) if page.has_previous() else "",
        "next_url": form.query(page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "desk/journal.html", context)


@manages_desk
@require_safe
def accesses(request, reference):
    """To hand out: all looks at one request and at those others of its phone that are ticked."""
    appointment_request = request_for(request.user, reference)
    form = SameContactForm(request.GET, appointment_request=appointment_request, user=request.user)
    record_access(request.user, form.shown, AccessRecord.Way.OPENED)
    chosen = form.chosen() if form.is_valid() else [appointment_request]
    lines = AccessRecord.objects.filter(appointment_request__in=chosen).select_related("user", "appointment_request")
    context = {
        "appointment_request": appointment_request,
        "form": form,
        "chosen": chosen,
        "lines": [_in_words(line) for line in lines],
        "today": in_words(timezone.now()),
    }
    return render(request, "desk/accesses.html", context)


def _in_words(line):
    who = name_of(line.user) if line.user else _("Mailbox of the front desk")
    return line, who, in_words(line.at)
