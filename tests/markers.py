"""A distinct marker in every text field and setting, and a walk over the public pages that looks for them."""

import ast
import html
import re
from collections import defaultdict
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test import override_settings
from django.urls import Resolver404, resolve

from common.phone_field import EmergencyNumberField, PhoneNumberField
from common.text.translated_text import TranslatedTextField
from directory.two_person.lists import label, text_fields

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What other programs keep for themselves.
NOT_OURS = {"admin", "contenttypes", "easy_thumbnails", "menus", "sessions"}
NOT_OURS |= {"auth.permission", "cms.urlconfrevision", "cms.usersettings"}
# Words of the program: to change one changes what a row is, not what it says.
CODES = {"language", "kind", "plugin_type", "slot", "way", "table", "table_name", "operation", "fingerprint", "sha256"}
CODES |= {"language_code", "title_language", "text_language", "cms.page.path", "cms.page.reverse_id", "sha1"}
CODES |= {"cms.page.application_urls", "cms.page.application_namespace", "cms.page.navigation_extenders"}
CODES |= {"cms.pagecontent.redirect"}  # with a marker in it, no free page is left
CODES |= {"common.task.lane", "mime_type", "directory.hospital.time_zone"}
SETTING_CODES = {"SITE_MODE", "TIME_ZONE", "PHONE_REGION", "SITE_ADDRESS", "EMAIL_HOST", "LOCAL_ADDRESS"}
MARKER = re.compile(r"zq\d{4}q|9198470\d{5}", re.IGNORECASE)


def fields():
    """Every text field of every table; a migration of the CMS leaves a second model of one behind."""
    tables = {model._meta.db_table: model for model in reversed(apps.get_models()) if not model._meta.proxy}
    for model in (tables[name] for name in connection.introspection.table_names() if name in tables):
        if not {model._meta.app_label, model._meta.label_lower} & NOT_OURS:
            yield from (field for field in text_fields(model) if not {field.name, label(model, field.name)} & CODES)


def let_rules_sleep():
    """Until the test is undone: words that were published are never changed."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'alter table "{table}" disable trigger user')


def put_markers():
    """Marker to the field that has it, in every row there is."""
    found = {}
    with connection.cursor() as cursor:
        for number, field in enumerate(list(fields())):
            marker, sql, *values = marking(field, number)
            column = f'"{field.column}"'
            cursor.execute(f'update "{field.model._meta.db_table}" set {column} = {sql.format(column=column)}', values)
            if cursor.rowcount:
                found[marker] = label(field.model, field.name)
    return found


def marking(field, number):
    """Marker, SQL of the marked value, and what it needs."""
    marker = f"zq{number:04}q"
    if isinstance(field, (PhoneNumberField, EmergencyNumberField)):
        return (phone := f"9198470{number:05}"), "%s", f"+{phone}"
    if isinstance(field, TranslatedTextField):
        each = "jsonb_object_agg(code, coalesce({column} ->> code, '') || %s)"
        return marker, f"(select {each} from unnest(%s) code)", f" {marker}", LANGUAGES
    if isinstance(field, models.EmailField):
        return marker, "%s", f"{marker}@example.org"
    if isinstance(field, models.URLField) or field.name in ("url", "link"):
        return marker, "%s", f"https://{marker}.example/"
    if isinstance(field, models.SlugField) or field.name == "path":
        return marker, "{column} || case when {column} = '' then '' else %s end", f"-{marker}"
    if isinstance(field, models.TextField) and field.name in ("body", "answer", "rates"):
        return marker, "{column} || %s", f"<p>{marker}</p>"
    longest = field.max_length or 10**6
    return marker, "left({column}, %s) || %s", longest - len(marker) - 1, f" {marker}"


def marked_settings():
    """The settings that whoever runs the site writes as text: marker to name, and the settings with markers."""
    source = ast.parse(Path(settings.BASE_DIR / "hospital_site" / "settings.py").read_text())
    names = [
        node.targets[0].id
        for node in source.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and "env(" in ast.unparse(node.value)
    ]
    texts = [name for name in names if isinstance(getattr(settings, name), str) and name not in SETTING_CODES]
    marked = {name: f"zq{9000 + number}q" for number, name in enumerate(texts)}
    return {marker: f"settings.{name}" for name, marker in marked.items()}, override_settings(**marked)


class Walk:
    """Over every page that links lead to; of each address in each language at most `most`, and as many with a query."""

    def __init__(self, client, start, most):
        self.client, self.most = client, most
        self.seen, self.found, self.broken = set(start), defaultdict(set), {}
        self.visited = defaultdict(set)  # name of the address: its language, or what it has instead
        waiting = list(start)
        while waiting:
            waiting += self.read(waiting.pop())

    def read(self, url):
        answer = self.client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = html.unescape(body.decode(errors="replace"))
        if answer.status_code >= 400 and "no-such" not in url:
            self.broken[url] = answer.status_code
        for marker in MARKER.findall(text):
            self.found[marker.lower()].add(url)
        links = re.findall(r'(?:href|src|content|action)="([^"]+)"|<loc>([^<]+)', text)
        links = [one or other for one, other in links] + [answer.get("Location", "")]
        return [link for link in map(self.clean, links) if self.is_wanted(link)]

    def clean(self, link):
        link = html.unescape(link).split("#")[0]
        for own in ("http://testserver", settings.SITE_ADDRESS):
            link = link.removeprefix(own)
        return link

    def is_wanted(self, link):
        path, _mark, query = link.partition("?")
        if not path.startswith("/") or link in self.seen or path.startswith(("/static/", "/media/", "/admin/")):
            return False
        try:
            name = resolve(path).view_name
        except Resolver404:
            return False
        those = self.visited[name, path[:4], bool(query)]
        if len(those) < self.most:
            those.add(link)
            self.seen.add(link)
        return link in those
