"""The web server alone stands on this machine's own address; strangers come through a proxy."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from hospital_site.proxy.listening import NotWithoutProxy, host_and_port


@pytest.mark.parametrize("host", ["", "127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_may_always_ask(monkeypatch, host):
    monkeypatch.setenv("HOST", host)

    assert host_and_port()[0] == (host or "127.0.0.1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_others_may_where_the_operator_says_so(monkeypatch, host):
    monkeypatch.setenv("HOST", host)
    with pytest.raises(NotWithoutProxy, match=f"^HOST={host} .*nginx"):
        host_and_port()

    monkeypatch.setenv("ALLOW_DIRECT_ACCESS", "1")

    assert host_and_port()[0] == host


@pytest.mark.parametrize(
    "command", [["script/server"], [sys.executable, "-m", "gunicorn", "--check-config", "hospital_site.wsgi"]]
)
def test_both_ways_to_start_ask_for_a_proxy_in_one_sentence(command):
    started = subprocess.run(
        command, cwd=settings.BASE_DIR, env=os.environ | {"HOST": "0.0.0.0"}, capture_output=True, text=True, timeout=60
    )

    assert started.returncode == 1
    assert started.stderr.startswith("error: HOST=0.0.0.0 ")
    assert len(started.stderr.splitlines()) == 1
