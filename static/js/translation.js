// Saves each text of a translation a moment after the last key. Without it, each has a button. Until then the browser
// keeps a copy: static/js/unsaved.js, which hears "saved" and "lost". Markup: templates/translating/translation.html
"use strict";

const PAUSE = 900; // milliseconds
const UNASKED = { "X-By-Itself": "1" }; // keeps nobody signed in: accounts/sessions/lasting.py
const SAFETY_CODE = /(?:^|; )(?:csrftoken|__Host-csrf)=([^;]+)/;

// The one in the form is of the session in which the page was opened; meanwhile somebody may have signed in anew.
function withTheSafetyCodeOfNow(form, by) {
  const body = new FormData(form);
  const [, code] = SAFETY_CODE.exec(document.cookie) || [null, body.get("csrfmiddlewaretoken")];
  body.delete("csrfmiddlewaretoken");
  return { body, headers: { ...by, Accept: "application/json", "X-CSRFToken": code } };
}

class Unit {
  constructor(form) {
    this.form = form;
    this.text = form.elements.words;
    this.said = form.querySelector("[data-said]");
    if (!this.text || this.text.readOnly || !this.said) return;
    this.saved = this.text.value;
    for (const kind of ["input", "change"]) this.text.addEventListener(kind, () => this.later());
    this.text.addEventListener("blur", () => this.save());
    form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.name) {
        this.saved = this.text.value;
        return;
      }
      event.preventDefault();
      this.save();
    });
  }

  get isOpen() {
    return this.text && !this.text.readOnly && this.text.value !== this.saved;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(UNASKED), PAUSE);
  }

  async save(by = {}) {
    clearTimeout(this.timer);
    if (!this.isOpen) return;
    if (this.busy) {
      this.later();
      return;
    }
    this.busy = true;
    const sent = this.text.value;
    this.say(this.said.dataset.saving);
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        redirect: "error", // to the sign-in page
        ...withTheSafetyCodeOfNow(this.form, by),
      });
      this.take(answer, await answer.json(), sent);
    } catch {
      this.say(this.said.dataset.lost);
      this.form.dispatchEvent(new Event("lost"));
    } finally {
      this.busy = false;
    }
    if (this.isOpen && this.text.value !== sent) this.later();
  }

  take(answer, told, sent) {
    this.say(told.said + (told.theirs ? ` — ${told.theirs}` : ""));
    if (told.seen) this.form.elements.seen.value = told.seen;
    this.text.setAttribute("aria-invalid", String(!answer.ok));
    if (!answer.ok) return;
    this.saved = sent;
    if (!this.isOpen) this.form.dispatchEvent(new Event("saved"));
    if (told.state === "done") {
      const row = this.form.closest("[data-row]");
      row.className = "translation__row";
      row.querySelector("[data-state]").replaceChildren();
    }
    for (const [state, count] of Object.entries(told.counts)) {
      document.querySelector(`[data-count="${state}"]`).textContent = count;
    }
  }

  say(words) {
    this.said.textContent = words;
  }
}

const units = [...document.querySelectorAll("form[data-unit]")].map((form) => new Unit(form));

addEventListener("beforeunload", (event) => {
  const isKept = document.documentElement.dataset.unsaved === "ready";
  if (!isKept && units.some((unit) => unit.isOpen)) event.preventDefault();
});
