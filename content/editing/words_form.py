"""The words of a page in one form: overview, questions and answers, for editors who do not want the toolbar."""

from cms.api import add_plugin
from django import forms
from django.db import transaction
from django.forms import formset_factory
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from djangocms_text.fields import HTMLFormField
from djangocms_text.models import Text

from ..models import Question
from ..publishing.fingerprint import fingerprint
from ..publishing.signable import locked

CHANGED_MEANWHILE = _(
    "Somebody else changed this page while you were writing. Your words are still here: "
    "compare them with the page, then save again."
)


class OverviewForm(forms.Form):
    """One text of the overview. Most pages have one; an empty one is taken out."""

    block = forms.IntegerField(widget=forms.HiddenInput, required=False)
    body = HTMLFormField(label=_("Overview"), required=False)


class QuestionForm(forms.Form):
    block = forms.IntegerField(widget=forms.HiddenInput, required=False)
    question = forms.CharField(label=_("Question"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *Question.Kind.choices], required=False)
    answer = HTMLFormField(label=_("Answer"))

    def has_changed(self):
        """The spare form at the end stays spare when the editor program has put an empty paragraph into it."""
        return super().has_changed() and not self._is_empty()

    def _is_empty(self):
        written = [self.data.get(self.add_prefix(name), "") for name in ("block", "question", "kind", "answer")]
        return not "".join(map(strip_tags, written)).strip()


OverviewFormSet = formset_factory(OverviewForm, extra=0, min_num=1)
QuestionFormSet = formset_factory(QuestionForm, extra=1, can_order=True, can_delete=True, max_num=40, absolute_max=60)


class WordsForm:
    """Both parts of the page, checked and saved together."""

    def __init__(self, content, data=None):
        self.content = content
        self.seen = data.get("fingerprint", "") if data else fingerprint(content)
        self.changed_meanwhile = False
        self.overview = OverviewFormSet(data, prefix="overview", initial=self._texts_now())
        self.questions = QuestionFormSet(data, prefix="questions", initial=self._questions_now())

    @property
    def media(self):
        return self.overview.media + self.questions.media

    def is_valid(self):
        return all([self.overview.is_valid(), self.questions.is_valid()])

    @transaction.atomic
    def save(self):
        """Write what was changed. False when somebody else was faster; then `seen` is the page as it is now."""
        locked(self.content)
        now = fingerprint(self.content)
        if now != self.seen:
            self.seen, self.changed_meanwhile = now, True
            return False
        self._save_overview()
        self._save_questions()
        self.content.versions.update(modified=timezone.now())
        return True

    def _slot(self, name):
        placeholder, _is_new = self.content.placeholders.get_or_create(slot=name)
        return placeholder

    def _blocks(self, model, slot):
        blocks = model.objects.filter(placeholder__in=self.content.placeholders.filter(slot=slot))
        return blocks.filter(language=self.content.language).order_by("position")

    def _texts_now(self):
        return [{"block": text.pk, "body": text.body} for text in self._blocks(Text, "overview")]

    def _questions_now(self):
        return [
            {"block": block.pk, "question": block.question, "kind": block.kind, "answer": unmarked(block.answer)}
            for block in self._blocks(Question, "questions")
        ]

    def _save_overview(self):
        texts = {text.pk: text for text in self._blocks(Text, "overview")}
        for form in self.overview.forms:
            text, body = texts.get(form.cleaned_data.get("block")), form.cleaned_data.get("body", "")
            if text and not body.strip():
                self._slot("overview").delete_plugin(text)
            elif text and form.has_changed():
                text.body = body
                text.save()
            elif not text and body.strip():
                add_plugin(self._slot("overview"), "TextPlugin", self.content.language, body=body)

    def _save_questions(self):
        known = {block.pk: block for block in self._blocks(Question, "questions")}
        for form in self.questions.deleted_forms:
            if block := known.pop(form.cleaned_data.get("block"), None):
                self._slot("questions").delete_plugin(block)
        wanted = []
        for form in self.questions.ordered_forms:
            answers = {name: form.cleaned_data[name] for name in ("question", "kind", "answer")}
            block = known.get(form.cleaned_data.get("block"))
            if block is None:
                block = add_plugin(self._slot("questions"), "QuestionPlugin", self.content.language, **answers)
            elif form.has_changed():
                Question.objects.filter(pk=block.pk).update(**answers)
            wanted.append(block.pk)
        self._put_in_order(wanted)

    def _put_in_order(self, wanted):
        """Give the blocks the places 1, 2, 3 …; by way of places far away, as no two may share one."""
        if [block.pk for block in self._blocks(Question, "questions")] == wanted:
            return
        for shift in (10_000, 0):
            for position, pk in enumerate(wanted, start=1):
                Question.objects.filter(pk=pk).update(position=shift + position)


def unmarked(html):
    """A plain string, which a slice is: what is marked as safe would stand unescaped in the text area."""
    return html[:]
