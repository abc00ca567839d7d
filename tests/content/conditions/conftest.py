import pytest

from content.models import Clinician, Condition, ConditionContent
from content.publishing.services import sign_off
from tests import factories


@pytest.fixture
def condition():
    return Condition.objects.create(slug="acid-reflux")


@pytest.fixture
def clinician(clinician):
    """Reads every language of the site."""
    Clinician.objects.update_or_create(user=clinician, defaults={"languages": ["en", "ml", "hi", "ar"]})
    return clinician


def draft(author, condition, *, language="en", name="Acid reflux", signs=None, **fields):
    """A draft that lacks nothing but the signature."""
    sentence = factories.SENTENCES.get(language)  # the gate refuses words that were only copied
    signs = (sentence or "vomiting blood",) if signs is None else signs
    words = {
        "explanation": sentence or "Acid flows back.",
        "last_reviewed": factories.at(-10).date(),
        "next_review": factories.at(300).date(),
    }
    content = ConditionContent.objects.with_user(author).create(
        condition=condition, language=language, name=name, **(words | fields)
    )
    content.references.create(title="Reflux", url="https://health.example/reflux")
    factories.add_signs(content, "\n".join(signs))
    return content


@pytest.fixture
def publish(editor, clinician, publisher, condition):
    """Through the gate, as everybody does."""

    def write_sign_and_publish(**fields):
        content = draft(editor, **({"condition": condition} | fields))
        sign_off(content, by=clinician)
        content.versions.get().publish(publisher)
        return content

    return write_sign_and_publish
