"""What browsers tell about pages becomes counts, and nothing of what they tell is kept."""

import json

import pytest
from django.core.management import call_command

from web.models import PolicyViolation

pytestmark = pytest.mark.django_db


def send(client, report, kind="application/csp-report", **more):
    body = report if isinstance(report, (bytes, str)) else json.dumps(report)
    return client.post("/csp-reports", body, content_type=kind, **more).status_code


def report(directive="script-src-elem", blocked="inline", page="http://testserver/en/treatments/canary/"):
    return {"csp-report": {"document-uri": page, "effective-directive": directive, "blocked-uri": blocked}}


def counts():
    return set(PolicyViolation.objects.values_list("directive", "blocked", "count"))


def test_the_same_again_is_counted_in_one_row(client):
    for _time in range(3):
        assert send(client, report()) == 204

    assert counts() == {("script-src-elem", "inline", 3)}


@pytest.mark.parametrize(
    ("blocked", "kind"),
    [
        ("inline", "inline"),
        ("eval", "eval"),
        ("data", "data"),
        ("data:text/html,canary", "data"),
        ("http://testserver/canary", "own site"),
        ("https://evil.example/canary?name=x", "other site"),
        ("chrome-extension://abc/canary.js", "other"),
        ("", "other"),
        ("http://[canary", None),
    ],
)
def test_of_what_was_blocked_only_the_kind_is_kept(client, blocked, kind):
    assert send(client, report(blocked=blocked)) == (204 if kind else 400)

    assert counts() == ({("script-src-elem", kind, 1)} if kind else set())
    assert "canary" not in str(list(PolicyViolation.objects.values()))


def test_the_newer_form_brings_many_at_once(client):
    body = {"effectiveDirective": "img-src", "blockedURL": "https://evil.example/a.png"}
    sent = [{"type": "csp-violation", "body": body}, {"type": "deprecation", "body": {}}] * 30

    assert send(client, sent, "application/reports+json") == 204

    assert counts() == {("img-src", "other site", 20)}


def test_directives_that_nobody_knows_share_a_row(client):
    for number in range(5):
        send(client, report(directive=f"made-up-{number}"))

    assert counts() == {("other", "inline", 5)}


@pytest.mark.parametrize("nonsense", [b"", b"{", b"[1]", b'{"csp-report": 7}', b"\xff\xfe", b"[" * 9_000, b'"text"'])
def test_nonsense_is_refused_and_keeps_nothing(client, nonsense):
    assert send(client, nonsense) in (204, 400)

    assert counts() == set()


def test_what_is_too_large_is_not_read(client):
    assert send(client, report(page="x" * 20_000)) == 413
    assert client.get("/csp-reports").status_code == 405


def test_the_operator_reads_the_counts(client, capsys):
    send(client, report())

    call_command("policy_reports")

    assert capsys.readouterr().out.split()[:3] == ["1", "script-src-elem", "inline"]
