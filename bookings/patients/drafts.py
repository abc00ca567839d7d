"""Answers that were not sent yet. They live in the visitor's session, page by page, as they were typed.

Each start has a draft of its own: what is typed belongs to one person. The session begins when the first page is sent,
not when one is looked at.
"""

import time
import uuid
from datetime import timedelta

from django.urls import reverse

from .forms import AboutForm, ContactForm, WhenForm
from .session_entries import SessionEntries, new_key

FORMS = {"about": AboutForm, "contact": ContactForm, "when": WhenForm}
STEPS = list(FORMS)
MOST_DRAFTS = 5


def drafts_of(session):
    return SessionEntries(session, "appointment_drafts", MOST_DRAFTS)


class Draft:
    """What was answered so far under this key; nothing for a key that is not this visitor's.

    `meets_plan`: whether wishes for days are compared with the days on which doctors sit.
    """

    def __init__(self, session, key="", meets_plan=True):
        self.entries, self.meets_plan = drafts_of(session), meets_plan
        self.data = self.entries.get(key) or {}
        self.key = key if self.data else ""
        self._forms = {}  # of what was kept; forms ask the database for their choices

    @property
    def exists(self):
        return bool(self.data)

    @property
    def idempotency_key(self):
        """The same for every try to send this draft, so that it makes one request. Stands in no address."""
        return uuid.UUID(self.data["idempotency_key"])

    @property
    def age(self):
        return timedelta(seconds=time.time() - self.data["started"])

    def url(self, name):
        """Of one of its pages; where nothing was answered yet, of the start."""
        return reverse(f"bookings:{name}", args=[self.key]) if self.exists else reverse("bookings:request")

    def begin(self, asked=""):
        """`asked`: the treatment whose emergency signs this visitor has just been shown."""
        if not self.exists:
            self.key = new_key()
            self.data = {"idempotency_key": str(uuid.uuid4()), "started": time.time(), "asked": []}
        if asked and asked not in self.data["asked"]:
            self.data["asked"].append(asked)
        self._save()

    def bring_back(self, key, data):
        """Under this key again, what was answered there: the session had lost it."""
        self.key, self.data = key, data
        self._save()

    def was_asked(self, treatment):
        return treatment.pk in self.data.get("asked", [])

    def keep(self, step, form):
        """Remember what was typed on one page."""
        self.data[step] = {name: form.data[name] for name in form.fields if name in form.data and name != "website"}
        self.data.pop("check", None)  # it was about the answers of before
        self._save()

    def keep_try(self, form):
        """Remember a try to send that lacked a consent, so that its page can be shown again."""
        names = [name for name in form.fields if name in form.data]
        self.data["check"] = {name: form.data[name] for name in names}
        self._save()

    def tried_to_send(self):
        """That try, or None."""
        return self.data.get("check")

    def add(self, about):
        """What a link was about, where nothing is answered yet: it takes nothing away. Says whether that was new."""
        answered = self.data.get("about", {})
        new = {name: found.pk for name, found in about.items() if not answered.get(name)}
        if new:
            self.data["about"] = answered | new
            self._save()
        return bool(new)

    def form(self, step, posted=None):
        """This page's form: with what was just sent, or with what was kept, or fresh."""
        if posted is not None:
            return FORMS[step](posted, **self._options(step))
        if step not in self._forms:
            self._forms[step] = FORMS[step](self.data.get(step), **self._options(step))
        return self._forms[step]

    def first_open_step(self):
        """The first page without a good answer, or None when all are there."""
        return next((step for step in STEPS if step not in self.data or not self.form(step).is_valid()), None)

    def answers(self):
        """Everything for the request. Only for a draft without an open step."""
        found = {}
        for step in STEPS:
            form = self.form(step)
            form.is_valid()
            found |= form.answers()
        return found

    def discard(self):
        self.entries.remove(self.key)
        self.data = {}

    def _options(self, step):
        if step != "when":
            return {}
        about = self.form("about")
        about = about.cleaned_data if about.is_valid() else {}
        return {
            "doctor": about.get("doctor"),
            "department": about.get("department"),
            "meets_plan": self.meets_plan,
        }

    def _save(self):
        self.entries.put(self.key, self.data)
        self._forms = {}
