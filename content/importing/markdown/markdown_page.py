"""Markdown pages: facts in YAML front matter, words below it. A page written and read back is the same page."""

import json
import re
from dataclasses import MISSING, asdict, fields
from datetime import date, datetime

import yaml

from ..condition_page import CONDITION_KEYS, KIND, ConditionPage
from ..treatment_page import (
    LANGUAGES,
    QUESTION_KINDS,
    BrokenPage,
    ConditionLine,
    Credit,
    Fact,
    QuestionText,
    ReferenceLine,
    TreatmentPage,
    slug_of,
)
from .markdown_body import COMMENT, tidied

IN_THE_BODY = ("lead", "overview", "questions", "about_title", "left_out")
OVERVIEW_HEADINGS = {"en": "Overview", "ml": "പൊതുവിവരങ്ങൾ", "hi": "संक्षिप्त परिचय", "ar": "نظرة عامة"}
# Of lines that hold one text, not in quotation marks, with a # in it.
PLAIN_TITLE = re.compile(
    r"((?:title|generic_name|trade_names|conditions_heading|closing_title): +)(?![\"'|>#\[{&*!%@`])(.*\s#.*)"
)
MARKER = re.compile(r"(?<!\s)\s*\{([^{}]*)\}$")

PARTS = {"credit": Credit, "conditions": ConditionLine, "facts": Fact, "references": ReferenceLine}
LISTS = ("conditions", "facts", "references")
TEXT_LISTS = ("breadcrumb", "urgent_signs", "doctors")
DATES = ("last_reviewed", "next_review")
KEYS = [f.name for f in fields(TreatmentPage) if f.name not in IN_THE_BODY]


def read_markdown(text, source):
    start = len(text) - len(text.lstrip("\n"))
    lines = text.split("\n")
    end = next((i for i in range(start + 1, len(lines)) if lines[i].rstrip() == "---"), None)
    if end is None:
        raise BrokenPage(source, start + 1, "the front matter has no closing --- line")
    text = "\n" * (start + 1) + "\n".join(map(_quoted, lines[start + 1 : end]))
    front = _FrontMatter(text, source, start + 2)
    body, left_out = tidied(lines[end + 1 :], end + 2, source)
    if front.data.get("kind") == KIND:
        return _condition(front.values(CONDITION_KEYS), body, left_out, end + 1, source)
    page = TreatmentPage(**front.values(KEYS))
    page.left_out = left_out
    page.closing_text = "\n".join(tidied(page.closing_text.split("\n"), start + 1, source)[0])
    _read_body(page, body, end + 1, source)
    return page


def _condition(values, lines, left_out, start, source):
    values.pop("kind")
    for number, line in enumerate(lines, start=start + 1):
        if line.startswith("#"):
            raise BrokenPage(source, number, "the explanation of a condition has no headings")
    return ConditionPage(**values, explanation=_joined(lines), left_out=left_out)


def _quoted(line):
    """ "title: C# section #1" is that whole title, though # begins a comment in YAML."""
    plain = PLAIN_TITLE.fullmatch(line)
    return f"{plain[1]}{json.dumps(plain[2].strip(), ensure_ascii=False)}" if plain else line


def write_markdown(page):
    parts = _front_matter(page, KEYS)
    if page.lead:
        parts += [re.sub(r"^(?=[#\\])", r"\\", _as_words(page.lead)), ""]
    if page.overview:
        parts += [_overview_heading(page.language), "", _below_h2(page.overview), ""]
    for question in page.questions:
        parts += [_question_heading(question), "", *([_below_h2(question.answer), ""] if question.answer else [])]
    return "\n".join(parts)


def write_condition(page):
    front = _front_matter(page, CONDITION_KEYS[1:], kind=KIND)
    return "\n".join([*front, *([page.explanation, ""] if page.explanation else [])])


def _front_matter(page, keys, kind=""):
    front = {"kind": kind} if kind else {}
    front |= {name: _plain(getattr(page, name)) for name in keys if getattr(page, name) not in ("", [], None)}
    front["language"] = page.language
    text = yaml.dump(front, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return ["---", text.rstrip("\n"), "---", ""]


class _FrontMatter:
    """The YAML above the words: every key known, every value of the right type, every complaint with its line."""

    def __init__(self, text, source, first_line):
        self.source, self.first_line = source, first_line
        try:
            node = yaml.compose(text, Loader=_Loader)
            self.data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._fail(
                mark.line + 1 if mark else first_line, f"the front matter is not YAML: {error.problem or error.context}"
            )
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            self._fail(first_line, f"the front matter is not YAML: {error}")
        if not isinstance(self.data, dict):
            self._fail(first_line, "the front matter must be lines of “key: value”")
        self.line_of = {}
        for key, _ in node.value:
            if key.value in self.line_of:
                self._fail(key.start_mark.line + 1, f"{key.value} is given twice")
            self.line_of[key.value] = key.start_mark.line + 1

    def values(self, known):
        for key in self.data:
            if key not in known:
                self._fail(self._line(key), f"unknown key {key}; known keys are {', '.join(known)}")
        values = {key: self._value(key, value) for key, value in self.data.items() if value is not None}
        return values | self._identity(values)

    def _identity(self, values):
        title, language = values.get("title", ""), values.get("language", "en")
        if not title:
            self._fail(self._line("title"), "title is missing")
        if language not in LANGUAGES:
            self._fail(
                self._line("language"), f"unknown language {language}; known languages are {', '.join(LANGUAGES)}"
            )
        slug = values.get("slug") or (slug_of(title) if language == "en" else "")
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug):
            self._fail(self._line("slug"), "slug must be small letters, digits and hyphens, the same in every language")
        return {"slug": slug}

    def _value(self, key, value):
        if key == "credit":
            return self._part(key, Credit, value)
        if key in LISTS:
            return [self._part(key, PARTS[key], item) for item in self._list(key, value)]
        if key in TEXT_LISTS:
            return [self._text(key, item) for item in self._list(key, value)]
        return self._date(key, value) if key in DATES else self._text(key, value)

    def _part(self, key, kind, value):
        names = [f.name for f in fields(kind)]
        if not isinstance(value, dict):
            self._fail(self._line(key), f"{key} must have the keys {', '.join(names)}")
        if unknown := [name for name in value if name not in names]:
            self._fail(self._line(key), f"unknown key {unknown[0]} in {key}; known keys are {', '.join(names)}")
        if absent := [f.name for f in fields(kind) if f.default is MISSING and not value.get(f.name)]:
            self._fail(self._line(key), f"{absent[0]} is missing in {key}")
        return kind(**{name: self._part_value(key, name, part) for name, part in value.items() if part is not None})

    def _part_value(self, key, name, value):
        if name != "year":
            return self._text(f"{name} in {key}", value, self._line(key))
        if type(value) is not int:
            self._fail(self._line(key), f"year in {key} must be a number")
        return value

    def _list(self, key, value):
        if not isinstance(value, list):
            self._fail(self._line(key), f"{key} must be a list")
        return value

    def _text(self, key, value, line=None):
        if not isinstance(value, str):
            self._fail(line or self._line(key), f"{key} must be text; put it in quotation marks")
        return COMMENT.sub("", value).strip()

    def _date(self, key, value):
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._fail(self._line(key), f"{key} must be a date like 2026-06-30")

    def _line(self, key):
        return self.line_of.get(str(key), self.first_line)

    def _fail(self, line, reason):
        raise BrokenPage(self.source, line, reason)


def _read_body(page, lines, start, source):
    """`lines` are those below line `start` of the file."""
    sections = [(start, "", [])]
    for number, line in enumerate(lines, start=start + 1):
        if line.startswith("## "):
            sections.append((number, line[3:].strip(), []))
        elif line.startswith("# "):
            raise BrokenPage(source, number, "the title belongs in the front matter; headings here start with ##")
        else:
            sections[-1][2].append(line)
    _read_lead(page, *sections.pop(0), source)
    for position, (number, heading, words) in enumerate(sections):
        kind, heading = _kind_and_heading(heading, number, page.language, source)
        if not heading:
            raise BrokenPage(source, number, "the heading is empty")
        if kind != "overview":
            page.questions.append(QuestionText(_from_words(heading), _joined(words), kind))
        elif position == 0:
            page.overview = _joined(words)
        else:
            raise BrokenPage(source, number, "the overview stands once, before the questions")


def _read_lead(page, start, _heading, words, source):
    paragraphs = re.split(r"\n\s*\n", _joined(words))
    if len(paragraphs) > 1:
        at = start + 1 + next(i for i, line in enumerate(words) if line.strip())
        raise BrokenPage(source, at, "only one paragraph, the lead, stands above the first ## heading")
    page.lead = _from_words(re.sub(r"^\\(?=[#\\])", "", " ".join(paragraphs[0].split())))


def _kind_and_heading(heading, number, language, source):
    marker = MARKER.search(heading)
    if not marker:
        is_overview = language == "en" and heading.casefold() == "overview"
        return ("overview" if is_overview else ""), heading
    kind = marker[1].strip().replace("-", "_")
    if kind not in ("", "overview", *QUESTION_KINDS):
        known = ", ".join(kind.replace("_", "-") for kind in QUESTION_KINDS)
        raise BrokenPage(source, number, f"unknown kind {{{marker[1]}}}; known kinds are {known}")
    return kind, heading[: marker.start()].strip()


def _joined(lines):
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def _overview_heading(language):
    return f"## {OVERVIEW_HEADINGS[language]}" + ("" if language == "en" else " {overview}")


# A note, a picture or HTML in Markdown; in a lead and in a question, which are plain words, it is none.
MARKUP = r"(?=\[\^|!\[|<[/a-zA-Z])"


def _as_words(text):
    return re.sub(MARKUP, r"\\", " ".join(text.split()))


def _from_words(text):
    return re.sub(r"\\" + MARKUP, "", text)


def _question_heading(question):
    heading = _as_words(question.question)
    if question.kind:
        return f"## {heading} {{{question.kind.replace('_', '-')}}}"
    return f"## {heading} {{}}" if MARKER.search(heading) or heading.casefold() == "overview" else f"## {heading}"


def _below_h2(markdown):
    """The words of a section hold no heading that would start another section."""
    return re.sub(r"^#{1,2} ", "### ", markdown, flags=re.MULTILINE)


def _plain(value):
    """The value as YAML writes it: parts without their empty fields."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, (Credit, ConditionLine, Fact, ReferenceLine)):
        return {name: part for name, part in asdict(value).items() if part not in ("", None)}
    return value


class _Loader(yaml.SafeLoader):
    def construct_date(self, node):
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(problem=str(error), problem_mark=node.start_mark) from error


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _text_as_yaml(dumper, text):
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_date)
_Dumper.add_representer(str, _text_as_yaml)
