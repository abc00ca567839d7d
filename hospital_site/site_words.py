"""Collects the words of the site that can be translated, and keeps locale/*.po in step with them.

Reads Python with Babel and templates with Django's own templatize, so that no machine needs the
gettext tools. Only for developers: Babel is in requirements-dev.in.
"""

import io
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
# From the ground floor up, as docs/architecture.md draws them.
ROOMS = (
    "common",
    "directory",
    "accounts",
    "content",
    "site_pages",
    "search",
    "bookings",
    "web",
    "demonstration",
    "hospital_site",
)
TRANSLATIONS = ROOT / "locale"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


# Django's own words that patients and the desk see, and that its translators left out or left clumsy.
DJANGOS_WORDS = """
January|February|March|April|May|June|July|August|September|October|November|December
This field is required.|Enter a valid email address.|Enter a valid date.|Enter a valid time.|Enter a valid value.
Enter a whole number.|Null characters are not allowed.|username|Password
Select a valid choice. That choice is not one of the available choices.
Select a valid choice. %(value)s is not one of the available choices.
Ensure this value is greater than or equal to %(limit_value)s.
Ensure this value is less than or equal to %(limit_value)s.
Please enter a correct %(username)s and password. Note that both fields may be case-sensitive.
"""
DJANGOS_PLURALS = [
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    *((f"%(num)d {unit}", f"%(num)d {unit}s") for unit in ("year", "month", "week", "day", "hour", "minute")),
]


def python_files():
    for room in ROOMS:
        yield from sorted(path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def template_files():
    folders = [ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS)]
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def site_words():
    """Every message once, as an untranslated entry."""
    entries = {}
    for path in [*python_files(), *template_files()]:
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else as_python(text)
        for _line, function, words, _comments in extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {}):
            entry = entry_for(function, words)
            if entry is None:
                continue
            known = entries.setdefault((entry.msgctxt, entry.msgid), entry)
            known.msgid_plural = known.msgid_plural or entry.msgid_plural
            file = str(path.relative_to(ROOT))
            if (file, "") not in known.occurrences:
                known.occurrences.append((file, ""))
    for entry in djangos_words():
        entries.setdefault((entry.msgctxt, entry.msgid), entry)
    return entries


def djangos_words():
    for words in DJANGOS_WORDS.strip().replace("\n", "|").split("|"):
        yield entry_for("gettext", words)
    for words in DJANGOS_PLURALS:
        yield entry_for("ngettext", words)


def as_python(template):
    # Without indentation: what is not a message becomes XXX, and Python would refuse its ragged left edge.
    return "\n".join(line.strip() for line in templatize(template).splitlines())


def entry_for(function, words):
    """A call such as pgettext("time of day", "Any time"). None when its words are not written out."""
    words = list(words) if isinstance(words, tuple) else [words]
    context = words.pop(0) if function.startswith(("pgettext", "npgettext")) else None
    if not words or not words[0]:
        return None
    plural = words[1] if "ngettext" in function or "npgettext" in function else ""
    python_format = "%(" in words[0]
    return polib.POEntry(
        msgctxt=context, msgid=words[0], msgid_plural=plural, flags=["python-format"] if python_format else []
    )


def translation_file(language):
    return TRANSLATIONS / language / "LC_MESSAGES" / "django.po"


def update(language):
    """Bring one language's file in step: new words come in empty, old ones go. Returns how many are empty."""
    path = translation_file(language)
    kept = polib.pofile(str(path), wrapwidth=110)
    known = {(entry.msgctxt, entry.msgid): entry for entry in kept}
    updated = polib.POFile(wrapwidth=110)
    updated.metadata = kept.metadata
    updated.header = kept.header
    # In the order of the alphabet: code that moves, or two branches that add words, hardly disturb the file.
    for key, entry in sorted(site_words().items(), key=lambda named: (named[0][1].casefold(), named[0][0] or "")):
        if key in known:
            take_translation(entry, known[key])
        updated.append(entry)
    updated.save(str(path))
    return len(updated.untranslated_entries())


def take_translation(entry, known):
    entry.comment = known.comment
    entry.tcomment = known.tcomment
    if entry.msgid_plural:
        entry.msgstr_plural = known.msgstr_plural
    else:
        entry.msgstr = known.msgstr
