"""What can be done with a request now, each in a box of its own. All of them are one form of the page."""

from dataclasses import dataclass, field

from django.forms import BaseForm, Form
from django.urls import reverse
from django.utils.translation import gettext as _

from ... import consents
from ...models import AppointmentRequest
from .forms import CallForm, CancelForm, CorrectContactForm, DeclineForm, NoteForm
from .time_forms import BookForm, MoveForm
from .typed import names_of

Status = AppointmentRequest.Status


@dataclass(frozen=True)
class Box:
    """One form, its buttons, and what to know before."""

    name: str
    title: str
    button: str
    url: str
    form: BaseForm
    text: str = ""
    button_class: str = "button button--line"
    is_folded: bool = False
    more: list[tuple[str, str]] = field(default_factory=list)  # other buttons: their words and address

    @property
    def is_open(self):
        return not self.is_folded or bool(self.form.errors) or bool(getattr(self.form, "typed", {}))


class Boxes:
    """Built in one place from what was typed: see typed.py. `refused` is a form that was sent and not taken."""

    def __init__(self, appointment_request, user, typed=None, refused=None):
        self.request, self.user, self.refused = appointment_request, user, refused
        self.typed = typed or {}
        self.is_booked = appointment_request.booked is not None
        self.goes_on = not appointment_request.is_over and not appointment_request.erased_at

    def url(self, name):
        return reverse(f"desk:{name}", args=[self.request.reference])

    def form(self, action, kind, initial=None, **options):
        """The one that was refused, or a fresh one with what was typed."""
        if isinstance(self.refused, kind):
            return self.refused
        typed = {name: self.typed[name] for name in names_of(action) if name in self.typed}
        made = kind(initial=(initial or {}) | typed, **options)
        made.typed = typed
        return made

    def time(self):
        """The form that gives or moves the time; None when there is nothing to give."""
        if not self.goes_on:
            return None
        kind = MoveForm if self.is_booked else BookForm
        return self.form("book", kind, appointment_request=self.request, user=self.user)

    def all(self, followed_by=None):
        """In the order of the page."""
        if not followed_by and self._may_ask_again():
            yield self._again()
        if not self.request.erased_at:
            yield Box("note", _("Note"), _("Keep the note"), self.url("note"), self.form("note", NoteForm))
            yield self._call()
        if self.request.can_move_to(Status.DECLINED):
            yield self._decline()
        if self.goes_on:
            yield self._cancel()
        if not self.request.erased_at:
            yield self._contact()

    def _may_ask_again(self):
        return self.request.is_over and not self.request.erased_at and consents.may_answer(self.request)

    def _again(self):
        text = _(
            "This one stays as it is. The new one has the same answers and a reference of its own, and the patient"
            " is told."
        )
        title = _("New request from this one")
        return Box("again", title, _("Make a new request"), self.url("reopen_as_new"), Form(), text)

    def _call(self):
        form = self.form("call", CallForm, appointment_request=self.request)
        return Box("call", _("Call"), _("Keep the call"), self.url("note_call"), form)

    def _decline(self):
        form = self.form("decline", DeclineForm)
        more = [(_("Offer other times instead"), self.url("elsewhere"))]
        text = _("Perhaps another doctor, or another location, has a time.")
        return Box("decline", _("Decline"), _("Decline"), self.url("decline"), form, text, more=more, is_folded=True)

    def _cancel(self):
        button = _("Cancel this appointment") if self.is_booked else _("Cancel this request")
        form = self.form("cancel", CancelForm)
        return Box(
            "cancel", _("Cancel"), button, self.url("cancel_check"), form, button_class="button button--bad",
            is_folded=True,
        )  # fmt: skip

    def _contact(self):
        now = {name: getattr(self.request, name) for name in ("full_name", "phone", "email")}
        form = self.form("contact", CorrectContactForm, initial=now)
        title = _("Name, phone or email is wrong")
        return Box("contact", title, _("Correct"), self.url("correct_contact"), form, is_folded=True)
