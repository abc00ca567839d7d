"""Writes treatment pages as the Markdown files that importing.py reads: what goes out can come back in."""

import re

from cms.models import CMSPlugin
from cms.utils.plugins import downcast_plugins
from django.db.models import Prefetch

from common.text.markdown_text import escaped
from common.text.translated_text import MAIN_LANGUAGE

from ..models import ConditionContent, TreatmentContent
from ..models.rows import urgent_signs
from ..rich_text import clean
from . import ConditionLine, Credit, Fact, QuestionText, ReferenceLine, TreatmentPage, to_html, to_markdown

HONORIFICS = {"dr": "Dr ", "prof": "Prof "}  # as the importer reads them, whatever the language of the page


def contents_to_export(*, language=None, published_only=False):
    """The newest words of each treatment in each language: the draft if there is one, else what patients read."""
    contents = TreatmentContent.objects if published_only else TreatmentContent.admin_manager.current_content()
    contents = contents.select_related("treatment__department", "credited_doctor", "translated_from")
    contents = contents.prefetch_related(
        "treatment__doctors",
        "facts",
        Prefetch("condition_links__condition__contents", every_page_of_conditions(), "every_page"),
        "references",
        "signs",
        "placeholders",
    )
    if language:
        contents = contents.filter(language=language)
    return list(contents.order_by("treatment__slug", "language"))


def file_name(content):
    middle = "" if content.language == MAIN_LANGUAGE else f".{content.language}"
    return f"{content.treatment.slug}{middle}.md"


def page_of(content, blocks):
    """The page as plain values. `blocks` are those that blocks_of found for it."""
    overviews = [to_markdown(block.body) for slot, block in blocks if is_overview(slot, block)]
    treatment = content.treatment
    return TreatmentPage(
        title=content.title,
        slug=treatment.slug,
        language=content.language,
        department=treatment.department.slug if treatment.department else "",
        generic_name=content.generic_name,
        trade_names=content.trade_names,
        lead=content.lead,
        credit=_credit(content),
        conditions_heading=content.conditions_heading,
        conditions=[_condition(link, content.language) for link in content.condition_links.all()],
        facts=[Fact(fact.label, fact.value) for fact in content.facts.all()],
        urgent_signs=[sign.text for sign in urgent_signs(content)],
        urgent_not_applicable=content.urgent_not_applicable,
        who_should_not_not_applicable=content.exclusions_not_applicable,
        references=[ReferenceLine(row.title, row.publisher, row.url, row.year) for row in content.references.all()],
        closing_title=content.closing_title,
        closing_text=plain_text_as_markdown(content.closing_text),
        last_reviewed=content.last_reviewed,
        next_review=content.next_review,
        doctors=sorted(doctor.slug for doctor in treatment.doctors.all()),
        overview="\n\n".join(filter(None, overviews)),
        questions=[
            QuestionText(block.question, to_markdown(block.answer), block.kind)
            for slot, block in blocks
            if is_question(slot, block)
        ],
    )


def _credit(content):
    doctor = content.credited_doctor
    if doctor is None:
        return None
    name, _language = doctor.name.in_language(content.language)
    role, _language = doctor.role.in_language(content.language)
    return Credit(HONORIFICS.get(doctor.honorific, "") + name, role, content.credited_hospital, doctor.slug)


def _condition(link, language):
    return ConditionLine(newest_name(link.condition, language), link.note, link.condition.slug)


def every_page_of_conditions():
    return ConditionContent._original_manager.order_by("pk")


def newest_name(condition, language):
    """What it is called in this language or else in another, also where that waits to be published."""
    known = hasattr(condition, "every_page")
    pages = condition.every_page if known else every_page_of_conditions().filter(condition=condition)
    names = {page.language: page.name for page in pages} | condition.name
    return names.get(language) or names.get(MAIN_LANGUAGE) or next(iter(names.values()), condition.slug)


def blocks_of(contents):
    """{content's id: its blocks in order, each with its slot}: one query for each kind, for any number of pages."""
    places = {place.pk: (content, place.slot) for content in contents for place in content.placeholders.all()}
    plugins = CMSPlugin.objects.filter(placeholder__in=places).order_by("placeholder__slot", "position")
    found = {content.pk: [] for content in contents}
    for block in downcast_plugins(list(plugins)):
        content, slot = places[block.placeholder_id]
        if block.language == content.language:
            found[content.pk].append((slot, block))
    return found


def is_overview(slot, block):
    return (slot, block.plugin_type) == ("overview", "TextPlugin")


def is_question(slot, block):
    return (slot, block.plugin_type) == ("questions", "QuestionPlugin")


def what_is_lost(content, blocks):
    """What of a page Markdown cannot hold, in words."""
    if content.credited_hospital and not content.credited_doctor:
        yield "the hospital of the credit, because no doctor is credited"
    for slot, block in blocks:
        if is_overview(slot, block):
            if not survives(block.body):
                yield "some formatting in the overview"
        elif is_question(slot, block):
            if not survives(block.answer):
                yield f"some formatting in the answer to “{block.question}”"
        else:
            yield f"a block “{block.get_plugin_class().name}”"


def survives(html):
    return tidy(to_html(to_markdown(html))) == tidy(html)


def tidy(html):
    """One way of writing for HTML that looks the same to a reader."""
    html = re.sub(r"<(/?)(b|i)>", lambda tag: f"<{tag[1]}{'strong' if tag[2] == 'b' else 'em'}>", clean(html))
    html = re.sub(r"\s*(</?(?:p|ul|ol|li|h3|h4)\b[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html))
    html = re.sub(r"\s*<br>\s*", "<br>", html)
    html = re.sub(r"<p></p>", "", html)
    return re.sub(r"<li><p>((?:(?!</?p>|</?li>).)*)</p>", r"<li>\1", html)


def plain_text_as_markdown(text):
    """Plain words as Markdown that says the same: a blank line between paragraphs, line breaks kept."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n\n".join(
        "\\\n".join(escaped(" ".join(line.split())) for line in paragraph.split("\n")) for paragraph in paragraphs
    )
