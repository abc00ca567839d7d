"""A page that was started as a copy of the English one does not go out with English words in it, whatever the field."""

import pytest
from cms.api import add_plugin
from django.core.files.base import ContentFile
from djangocms_text.models import Text
from filer.models import Image
from PIL import Image as Drawing

from content.comparing.languages import is_foreign, untranslated
from content.editing.admin_views import where_to_fill
from content.models import Picture, Question, TreatmentContent
from content.publishing.publish_gate import PublishRefused, publication_blockers
from content.publishing.services import sign_off, start_translation
from tests import factories

pytestmark = pytest.mark.django_db

MALAYALAM = "ഇത് മലയാളത്തിൽ എഴുതിയതാണ്."


@pytest.fixture
def translated(editor):
    """A Malayalam page with one of everything, all of it in Malayalam."""
    english = factories.draft(editor, closing_title="Ask us", closing_text="We answer every question.")
    drawing = ContentFile(b"", name="knee.png")
    Drawing.new("RGB", (8, 8)).save(drawing, "png")
    image = Image.objects.create(file=drawing, original_filename="knee.png")
    overview = english.placeholders.get(slot="overview")
    add_plugin(overview, "PicturePlugin", "en", image=image, alternative="A knee from the side", caption="Your knee")
    english.facts.create(label="It takes", value="about 20 minutes")
    english.condition_links.create(condition=factories.ConditionFactory(), note="with strong pain")
    content = start_translation(english, "ml", by=editor)
    fields = ("title", "lead", "closing_title", "closing_text")
    TreatmentContent._original_manager.filter(pk=content.pk).update(**dict.fromkeys(fields, MALAYALAM))
    content.facts.update(label=MALAYALAM, value="20 മിനിറ്റ്")
    content.condition_links.update(note=MALAYALAM)
    content.signs.update(text=MALAYALAM)
    here = {"placeholder__in": content.placeholders.all()}
    Question.objects.filter(**here).update(question=MALAYALAM, answer=f"<p>{MALAYALAM}</p>")
    Picture.objects.filter(**here).update(alternative=MALAYALAM, caption=MALAYALAM)
    Text.objects.filter(**here).update(body=f"<p>{MALAYALAM}</p>")
    return TreatmentContent._original_manager.get(pk=content.pk)


def named(content):
    fresh = TreatmentContent._original_manager.get(pk=content.pk)
    return [(passage.label, part.name) for passage, part in untranslated(fresh)]


def test_a_page_in_its_own_language_is_not_held_up(translated):
    assert named(translated) == []


def set_field(name):
    return lambda content, text: TreatmentContent._original_manager.filter(pk=content.pk).update(**{name: text})


def set_blocks(model, name):
    def change(content, text):
        blocks = model.objects.filter(placeholder__in=content.placeholders.all())
        model.objects.filter(pk=blocks.first().pk).update(**{name: text})

    return change


def set_rows(rows, name):
    return lambda content, text: (
        getattr(content, rows).filter(pk=getattr(content, rows).first().pk).update(**{name: text})
    )


def set_overview(content, text):
    Text.objects.filter(placeholder__in=content.placeholders.all()).update(body=text)


FIELDS = {
    "title": (set_field("title"), ("Title", "title")),
    "lead": (set_field("lead"), ("Lead", "lead")),
    "closing heading": (set_field("closing_title"), ("Closing heading", "closing_title")),
    "closing text": (set_field("closing_text"), ("Closing text", "closing_text")),
    "label of a fact": (set_rows("facts", "label"), ("Fact at a glance", "label")),
    "value of a fact": (set_rows("facts", "value"), ("Fact at a glance", "value")),
    "note of a condition": (set_rows("condition_links", "note"), ("Condition treated", "note")),
    "sign": (set_rows("signs", "text"), (None, "text")),
    "question": (set_blocks(Question, "question"), ("Question and answer", "question")),
    "answer": (set_blocks(Question, "answer"), ("Question and answer", "answer")),
    "alternative text": (set_blocks(Picture, "alternative"), ("Picture", "alternative")),
    "caption": (set_blocks(Picture, "caption"), ("Picture", "caption")),
    "overview": (set_overview, (None, "body")),
}


@pytest.mark.parametrize("field", FIELDS)
def test_english_words_are_found_in_each_field_by_name(field, translated):
    change, (label, name) = FIELDS[field]
    change(translated, "It helps people walk without pain")

    [(found_label, found_name)] = named(translated)

    assert found_name == name
    assert label in (None, found_label)


SAME_EVERYWHERE = ["Botox", "Dysport 20 mg", "MRI, CT", "https://health.example/what-helps", "10–20", "50 mg/ml",
                   "+91 495 270 0000"]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_the_same_in_every_language_holds_nothing_up(field, translated):
    TreatmentContent._original_manager.filter(pk=translated.pk).update(
        generic_name="botulinum toxin type A", trade_names="Botox, Dysport"
    )
    change, _expected = FIELDS[field]

    for same in (
        "Botox",
        "Dysport 20 mg",
        "MRI, CT",
        "https://health.example/what-helps",
        "10–20",
        "50 mg/ml",
        "+91 495 270 0000",
    ):
        change(translated, same)
        assert named(translated) == [], same


def test_one_paragraph_that_was_left_in_english_is_found(translated, editor):
    left = "<p>The surgeon removes the worn parts of the joint.</p>"
    set_overview(translated, f"<p>{MALAYALAM * 20}</p>{left}")

    assert [name for _label, name in named(translated)] == ["body"]


def test_references_stay_as_they_were_published(translated):
    assert translated.references.get().title == "Hip replacement"
    assert named(translated) == []


def test_the_gate_says_which(translated, editor, publisher):
    reader = factories.staff("Clinician")
    factories.reads(reader, "ml")
    Question.objects.filter(kind="risks", placeholder__in=translated.placeholders.all()).update(
        question="What are the risks?"
    )
    sign_off(translated, by=reader)

    [missing] = [each for each in publication_blockers(translated) if each.code == "untranslated"]

    assert missing.text == "Not in the language of the page yet: Question and answer: What are the risks? (Question)."
    with pytest.raises(PublishRefused):
        translated.versions.get().publish(publisher)


def test_a_part_is_named_once(translated):
    TreatmentContent._original_manager.filter(pk=translated.pk).update(title="Care of the knee at home")
    content = TreatmentContent._original_manager.get(pk=translated.pk)

    [missing] = [each for each in publication_blockers(content) if each.code == "untranslated"]

    assert missing.text == "Not in the language of the page yet: Title."


def test_what_is_much_is_counted(editor):
    content = start_translation(factories.draft(editor), "hi", by=editor)

    [missing] = [each for each in publication_blockers(content) if each.code == "untranslated"]

    count = len(untranslated(content))
    assert missing.text == f"{count} texts are not in the language of the page yet. “Translate” marks them."
    assert where_to_fill(content, missing) == f"/translate/{content.versions.get().pk}/"


def test_a_page_that_was_only_started_names_everything(editor):
    content = start_translation(factories.draft(editor), "hi", by=editor)

    assert {name for _label, name in named(content)} == {"title", "lead", "text", "body", "question", "answer"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("വേദന", "ml", False),
        ("pain", "ml", True),
        ("दर्द", "ml", True),
        ("ألم", "ar", False),
        ("दर्द", "hi", False),
        ("pain", "en", False),
        ("വേദന", "en", True),
        ("", "ml", False),
        ("42 – 43", "ml", False),
        ("Botulinum കുത്തിവെപ്പ് എടുക്കുന്നു", "ml", False),
    ],
)
def test_the_script_of_a_text(text, language, expected):
    assert is_foreign(text, language) == expected
