"""Answers that were not sent yet. They live in the visitor's session, page by page, as they were typed.

The session begins when the first page is sent, not when one is looked at.
"""

import time
import uuid
from datetime import timedelta

from .forms import AboutForm, ContactForm, WhenForm
from .pages import DRAFT, remember_for_hours

FORMS = {"about": AboutForm, "contact": ContactForm, "when": WhenForm}
STEPS = list(FORMS)


class Draft:
    """What one visitor has answered so far."""

    def __init__(self, session):
        self.session = session
        self.data = session.get(DRAFT) or {}
        self._forms = {}  # of what was kept; forms ask the database for their choices

    @property
    def exists(self):
        return bool(self.data)

    @property
    def key(self):
        """The same for every try to send this draft, so that it makes one request."""
        return uuid.UUID(self.data["key"])

    @property
    def age(self):
        return timedelta(seconds=time.time() - self.data["started"])

    def begin(self, asked=""):
        """`asked`: the treatment whose emergency signs this visitor has just been shown."""
        if not self.exists:
            self.data = {"key": str(uuid.uuid4()), "started": time.time(), "asked": []}
        if asked and asked not in self.data["asked"]:
            self.data["asked"].append(asked)
        self._save()

    def was_asked(self, treatment):
        return treatment.pk in self.data.get("asked", [])

    def keep(self, step, form):
        """Remember what was typed on one page."""
        self.data[step] = {name: form.data[name] for name in form.fields if name in form.data and name != "website"}
        self._save()

    def keep_try(self, form):
        """Remember a try to send that lacked a consent, so that its page can be shown again."""
        names = [name for name in form.fields if name in form.data]
        self.data["check"] = {name: form.data[name] for name in names}
        self._save()

    def tried_to_send(self):
        """That try, or None."""
        return self.data.get("check")

    def prefill(self, about):
        """Start over with what it is about; what else was typed stays."""
        if about:
            self.data["about"] = {name: found.pk for name, found in about.items()}
            self._save()

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
        self.data = {}
        self.session.pop(DRAFT, None)

    def _options(self, step):
        if step != "when":
            return {}
        about = self.form("about")
        return {"doctor": about.cleaned_data["doctor"] if about.is_valid() else None}

    def _save(self):
        self.session[DRAFT], self._forms = self.data, {}
        remember_for_hours(self.session)
