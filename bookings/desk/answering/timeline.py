"""What happened to a request, what was noted, and what was sent: three tables, one query."""

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, CharField, F, Value

from common.dates import in_words

from ...models import HistoryEntry, Note, OutgoingMessage

User = get_user_model()
PERSON = ("by", "by__first_name", "by__last_name", "by__username")


def timeline(appointment_request):
    """History and notes with their times in words, and the messages, each in order."""
    history, notes, messages = [], [], []
    rows = _history(appointment_request).union(_notes(appointment_request), _messages(appointment_request), all=True)
    for what, pk, at, one, two, three, text, by, first, last, name in sorted(rows, key=lambda row: (row[2], row[1])):
        who = User(pk=by, first_name=first, last_name=last, username=name) if by else None
        if what == "history":
            history.append((HistoryEntry(pk=pk, event=one, reason=two, actor=three, by=who, at=at), in_words(at)))
        elif what == "note":
            notes.append((Note(pk=pk, text=text, by=who, at=at), in_words(at)))
        else:
            messages.append(OutgoingMessage(pk=pk, kind=one, audience=two, channel=three, state=text))
    return {"history": history, "notes": notes, "messages_sent": messages}


def _history(appointment_request):
    return _columns("history", appointment_request.history, "at", "event", "reason", "actor", "", *PERSON)


def _notes(appointment_request):
    return _columns("note", appointment_request.notes, "at", "", "", "", "text", *PERSON)


def _messages(appointment_request):
    nobody = ("", "", "", "")
    columns = ("created_at", "kind", "audience", "channel", "state", *nobody)
    return _columns("message", appointment_request.messages, *columns)


def _columns(what, rows, *names):
    """Of one shape: an empty name is an empty column."""
    made = {f"c{number}": _column(name, number) for number, name in enumerate(names)}
    return rows.order_by().annotate(what=_words(what), **made).values_list("what", "pk", *made)


def _column(name, number):
    if name:
        return F(name)
    return Value(None, output_field=BigIntegerField()) if number == 5 else _words("")  # 5: the person's number


def _words(text):
    return Value(text, output_field=CharField())
