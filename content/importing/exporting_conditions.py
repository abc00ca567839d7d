"""Writes the pages of conditions as Markdown files, as exporting.py does for treatments."""

from common.text.translated_text import MAIN_LANGUAGE

from ..models import ConditionContent
from ..models.rows import urgent_signs
from .condition_page import ConditionPage
from .exporting import plain_text_as_markdown
from .treatment_page import ReferenceLine

FOLDER = "conditions"  # below that of the treatments: both may have the same slug


def conditions_to_export(*, language=None, published_only=False):
    """The newest words of each condition in each language: the draft if there is one, else what patients read."""
    contents = ConditionContent.objects if published_only else ConditionContent.admin_manager.current_content()
    contents = contents.select_related("condition", "translated_from")
    contents = contents.prefetch_related("references", "signs", "placeholders")
    if language:
        contents = contents.filter(language=language)
    return list(contents.order_by("condition__slug", "language"))


def condition_file_name(content):
    middle = "" if content.language == MAIN_LANGUAGE else f".{content.language}"
    return f"{content.condition.slug}{middle}.md"


def condition_page_of(content):
    return ConditionPage(
        title=content.name,
        slug=content.condition.slug,
        language=content.language,
        explanation=plain_text_as_markdown(content.explanation),
        urgent_signs=[sign.text for sign in urgent_signs(content)],
        urgent_not_applicable=content.urgent_not_applicable,
        references=[ReferenceLine(row.title, row.publisher, row.url, row.year) for row in content.references.all()],
        last_reviewed=content.last_reviewed,
        next_review=content.next_review,
    )
