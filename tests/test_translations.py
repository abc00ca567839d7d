"""Watches locale/: every word of ours is translated into every language, whole and with its placeholders."""

import gettext
import re
import string
from collections import Counter

import polib
import pytest
from django.core.management import call_command
from django.utils import translation

from hospital_site import site_words

LANGUAGES = site_words.LANGUAGES
PLURAL_FORMS = {"ml": 2, "hi": 2, "ar": 6}
SCRIPTS = {"ml": r"[\u0D00-\u0D7F]", "hi": r"[\u0900-\u097F]", "ar": r"[\u0600-\u06FF]"}

# The only Latin letters that a translation may hold: examples to type, kinds of files, HTML.
LATIN_ALLOWED = {"name@example.com", "Thursday", "https://", "CONSENT-2026-017", "JPEG", "PNG", "WebP", "AVIF", "HEIC"}
LATIN_ALLOWED |= {
    "SVG",
    "viewBox",
    "PDF",
    "CSV",
    "XLSX",
    "JSON",
    "UTF-8",
    "Enter",
    "valid_from",
    "cannot|unable breath*",
}
HTML_TAG = re.compile(r"</?[a-z]+>")
# These forms may name their number in a word: Arabic for nothing, one and two.
SAID_IN_A_WORD = {"ar": {0, 1, 2}}
# Held together from left to right in Arabic: what is read out, dialled or typed.
ISOLATED = {"reference", "phone", "number", "emergency", "link", "address"}

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%%|\{\w*\}")
RUN_OF_DIGITS = re.compile(r"\+?\d+[\d :.–-]*\d")


def entries(language):
    return list(polib.pofile(str(site_words.translation_file(language))))


def translations(entry):
    return entry.msgstr_plural if entry.msgid_plural else {0: entry.msgstr}


def key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_holds_the_words_of_the_code_and_no_others(language):
    ours = {key(entry) for entry in site_words.site_words().values()}
    in_the_file = Counter(key(entry) for entry in entries(language) if not entry.obsolete)

    assert ours - set(in_the_file) == set(), "run script/translations, then translate"
    assert set(in_the_file) - ours == set(), "run script/translations: these words are no longer used"
    assert max(in_the_file.values()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language):
    for entry in entries(language):
        forms = translations(entry)

        assert not entry.fuzzy, entry.msgid
        assert all(text.strip() for text in forms.values()), entry.msgid
        assert len(forms) == (PLURAL_FORMS[language] if entry.msgid_plural else 1), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_kept(language):
    for entry in entries(language):
        asked_for = Counter(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for form, text in translations(entry).items():
            kept = Counter(PLACEHOLDER.findall(text))
            if entry.msgid_plural and form in SAID_IN_A_WORD.get(language, ()):
                assert kept <= asked_for, text
            else:
                assert kept == asked_for, text
            assert Counter(HTML_TAG.findall(text)) == Counter(HTML_TAG.findall(entry.msgid)), text
            assert text.replace("%%", "").count("%") == len(set(kept) - {""}), f"a broken placeholder: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left(language):
    for entry in entries(language):
        for text in translations(entry).values():
            words = HTML_TAG.sub("", PLACEHOLDER.sub("", text))
            for allowed in LATIN_ALLOWED:
                words = words.replace(allowed, "")

            assert not re.search(r"[A-Za-z]", words), text
            assert re.search(SCRIPTS[language], words) or not re.search(r"\w", words), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ends_and_lines_of_a_text_are_kept(language):
    """What is written before and after a text in a template stays at its place."""
    for entry in entries(language):
        for text in translations(entry).values():
            assert text.count("\n") == entry.msgid.count("\n"), text
            assert text == text.strip() or entry.msgid != entry.msgid.strip(), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_western(language):
    for entry in entries(language):
        for text in translations(entry).values():
            assert set(re.findall(r"\d", text)) <= set(string.digits), text


def test_what_is_dialled_or_typed_stays_in_order_in_arabic():
    """Without the isolates, "3A4C-79DE" would be shown as "A4C-79DE3", and a spaced phone number from its end."""
    for entry in entries("ar"):
        for text in translations(entry).values():
            outside = re.sub("\u2066[^\u2066-\u2069]*\u2069", "", text)
            named = {found[1] for found in PLACEHOLDER.finditer(outside)}
            ranges = [run for run in RUN_OF_DIGITS.findall(outside) if not run.isdigit()]

            assert not named & ISOLATED, text
            assert not ranges, text
            assert len(re.findall("[\u2066\u2068]", text)) == text.count("\u2069"), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_what_people_read(language, settings, tmp_path):
    folder = tmp_path / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = site_words.translation_file(language)
    (folder / "django.po").write_bytes(source.read_bytes())
    settings.LOCALE_PATHS = [tmp_path]

    call_command("compile_translations")

    with (folder / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    for entry in entries(language):
        if not entry.msgid_plural and not entry.msgctxt:
            assert catalogue.gettext(entry.msgid) == entry.msgstr
    with translation.override(language):
        assert translation.gettext("Request an appointment") == catalogue.gettext("Request an appointment")
        assert translation.gettext("January") == catalogue.gettext("January")  # ours win over Django's


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("ml", 1, "1 ഡോക്ടർ"),
        ("ml", 5, "5 ഡോക്ടർമാർ"),
        ("hi", 5, "5 डॉक्टर"),
        ("ar", 1, "طبيب واحد"),
        ("ar", 2, "طبيبان"),
        ("ar", 5, "5 أطباء"),
        ("ar", 11, "11 طبيبًا"),
        ("ar", 100, "100 طبيب"),
    ],
)
def test_numbers_take_the_right_form(language, number, words):
    with translation.override(language):
        assert translation.ngettext("%(counter)s doctor", "%(counter)s doctors", number) % {"counter": number} == words


def test_the_collector_finds_words_in_python_and_templates(monkeypatch, tmp_path):
    (tmp_path / "directory").mkdir()
    (tmp_path / "directory" / "some.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        '_("One " "text")\npgettext("of a person", "title")\n_(not_written_out)\n'
        'ngettext("%(n)d day", "%(n)d days", 2)\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "some.html").write_text(
        '{% load i18n %}\n  <p>It isn\'t "ours"</p>\n'
        '{% translate "Short" %}{% firstof title _("Or this") %}{# {% translate "No" %} #}\n'
        "    {% blocktranslate count n=number %}{{ n }} bed{% plural %}{{ n }} beds{% endblocktranslate %}\n"
        "{% blocktranslate trimmed with who=name %}\n  Dear\n  {{ who }}\n{% endblocktranslate %}"
    )
    monkeypatch.setattr(site_words, "ROOT", tmp_path)
    monkeypatch.setattr(site_words, "djangos_words", list)

    found = {key(entry) for entry in site_words.site_words().values()}

    assert found == {
        (None, "One text", ""),
        ("of a person", "title", ""),
        (None, "%(n)d day", "%(n)d days"),
        (None, "Short", ""),
        (None, "Or this", ""),
        (None, "%(n)s bed", "%(n)s beds"),
        (None, "Dear %(who)s", ""),
    }


def test_updating_keeps_translations_adds_new_words_and_drops_old_ones(monkeypatch, tmp_path):
    path = tmp_path / "ml" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    kept = polib.POFile()
    kept.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    kept.append(polib.POEntry(msgid="Kept", msgstr="സൂക്ഷിച്ചത്"))
    kept.append(polib.POEntry(msgid="Old", msgstr="പഴയത്"))
    kept.save(str(path))
    words = {(None, text): polib.POEntry(msgid=text) for text in ("New", "Kept")}
    monkeypatch.setattr(site_words, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(site_words, "site_words", lambda: words)

    assert site_words.update("ml") == 1

    assert [(entry.msgid, entry.msgstr) for entry in polib.pofile(str(path))] == [("Kept", "സൂക്ഷിച്ചത്"), ("New", "")]
    once = path.read_bytes()
    site_words.update("ml")
    assert path.read_bytes() == once
