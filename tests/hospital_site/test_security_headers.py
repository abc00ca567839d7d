"""What browsers are told about a page, by who asks for it; and what a public scanner would say of that."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from hospital_site.headers.policies import PUBLIC, STAFF, WRITTEN_BY_PACKAGES
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = "/en/contact/"


def policy(response):
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {directive: sources for directive, *sources in parts}


def test_a_page_of_a_visitor_may_do_little(client):
    answer = client.get(PAGE)

    asked = policy(answer)
    assert {name: asked[name] for name in PUBLIC} == PUBLIC
    assert asked["default-src"] == ["'none'"]
    assert asked["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", [PAGE, "/staff/", "/en/no-such-page/", "/admin/"])
def test_the_programs_of_the_cms_may_do_more_and_run_no_script_of_a_page(client, editor, path):
    client.force_login(editor)

    answer = client.get(path)

    asked = policy(answer)
    assert {name: asked[name] for name in STAFF} == STAFF
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & {*asked["script-src"]}
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("script", WRITTEN_BY_PACKAGES[1:])
def test_each_script_that_may_stand_in_a_page_is_still_written_by_a_package(script):
    pages = [page for app in apps.get_app_configs() for page in Path(app.path).glob("templates/**/*.html")]

    assert any(script in page.read_text(encoding="utf-8") for page in pages)


def test_whoever_has_shown_only_a_password_is_a_visitor(client, editor, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(editor)

    assert policy(client.get(PAGE))["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize(
    ("path", "status"),
    [(PAGE, 200), ("/en/no-such-page/", 404), ("/staff/sign-in/", 200), ("/admin/", 302), ("/sitemap.xml", 200)],
)
def test_every_answer_says_where_it_belongs(client, path, status):
    answer = client.get(path)

    assert answer.status_code == status
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Reporting-Endpoints"] == 'policy="/csp-reports"'


def test_refusals_of_other_middleware_carry_them_too(client):
    refused = client.get(PAGE, headers={"host": "evil.example"})

    assert refused.status_code == 400
    assert policy(refused)["default-src"] == ["'none'"]


def test_only_the_picture_of_a_shared_link_may_stand_on_other_sites(client):
    factories.HospitalFactory()
    location = factories.LocationFactory()

    picture = client.get(f"/en/share/locations/{location.slug}.png")

    assert picture.status_code == 200
    assert picture["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_static_files_are_not_for_other_sites(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "site.css").write_text("body {}")

    static_file = WhiteNoiseMiddleware(lambda request: None).files["/static/site.css"]

    assert "Access-Control-Allow-Origin" not in dict(static_file.get_response("GET", {}).headers)


# The scoring that the HTTP Observatory of Mozilla publishes (mdn/mdn-http-observatory, src/grader/charts.js).
SIX_MONTHS = 15_768_000
MOST_FOR_EXTRA_CREDIT = 90


def observatory_score(answer, redirect):
    """Of a page over HTTPS, and of the answer to the same address over HTTP."""
    scores = [
        _of_policy(policy(answer)),
        _of_cookies(answer.cookies),
        -50 if answer.get("Access-Control-Allow-Credentials") else 0,
        0 if redirect.status_code == 301 and redirect["Location"].startswith("https://testserver/") else -20,
        5 if answer.get("Referrer-Policy") in ("no-referrer", "same-origin", "strict-origin") else 0,
        _of_transport(answer.get("Strict-Transport-Security", "")),
        _of_scripts(answer.text),
        0 if answer.get("X-Content-Type-Options") == "nosniff" else -5,
        5 if {"'none'", "'self'"} & set(policy(answer).get("frame-ancestors", [])) else -20,
        10 if answer.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site") else 0,
    ]
    without_credit = 100 + sum(score for score in scores if score < 0)
    extra = sum(score for score in scores if score > 0)
    return without_credit + extra if without_credit >= MOST_FOR_EXTRA_CREDIT else without_credit


def _of_policy(asked):
    unsafe = {"'unsafe-inline'", "'unsafe-eval'", "data:", "https:", "http:", "*"}
    scripts = set(asked.get("script-src", asked.get("default-src", ["*"])))
    if unsafe & scripts or unsafe & set(asked.get("object-src", asked.get("default-src", ["*"]))):
        return -20
    if unsafe & set(asked.get("style-src", asked.get("default-src", ["*"]))):
        return 0
    closed = asked.get("default-src") == ["'none'"] and asked.get("form-action") in (["'none'"], ["'self'"])
    return 10 if closed else 5


def _of_cookies(cookies):
    if not cookies:
        return 0
    if any(not cookie["secure"] for cookie in cookies.values()):
        return -20
    return 5 if all(cookie["samesite"] in ("Lax", "Strict") for cookie in cookies.values()) else 0


def _of_transport(header):
    age = re.search(r"max-age=(\d+)", header)
    return -20 if age is None else 0 if int(age[1]) >= SIX_MONTHS else -10


def _of_scripts(page):
    """None of another site, so none needs its hash beside it."""
    return -5 if re.search(r'<script[^>]+src="(?:https?:)?//', page) else 0


PRODUCTION = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


@pytest.mark.parametrize("path", ["/en/", PAGE, "/en/doctors/", "/ml/treatments/", "/en/appointments/"])
def test_a_public_page_reaches_more_than_full_marks(path):
    factories.HospitalFactory()
    with override_settings(**PRODUCTION):
        answer, redirect = Client().get(path, secure=True), Client().get(path)

    assert observatory_score(answer, redirect) >= 125


def test_the_scoring_sees_what_is_missing(client):
    plain = client.get(PAGE)
    del plain["Content-Security-Policy"]
    plain["Content-Security-Policy"] = "default-src 'self' 'unsafe-inline'"

    assert observatory_score(plain, plain) < 50


def test_hsts_speaks_for_this_name_alone():
    assert not getattr(settings, "SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
    assert not getattr(settings, "SECURE_HSTS_PRELOAD", False)
