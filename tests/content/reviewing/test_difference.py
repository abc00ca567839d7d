"""What a reviewer is shown of a version: each kind of change, and nothing where nothing changed."""

import time

import pytest
from cms.api import add_plugin
from django.core.files.base import ContentFile
from django.utils.translation import override
from filer.models import Image
from PIL import Image as Drawing

from content.comparing.passages import as_plain, from_plain, passages_of
from content.comparing.versions import compare
from content.comparing.words import ADDED, GONE, SAME, tokens, word_changes
from content.models import Picture, Question, TreatmentContent
from tests import factories

pytestmark = pytest.mark.django_db

TABLE = "<table><tbody><tr><td>Adults</td><td>{} mg</td></tr><tr><td>Children</td><td>2 mg</td></tr></tbody></table>"


@pytest.fixture
def page(editor):
    """With one of everything that can change."""
    content = factories.draft(editor)
    overview = content.placeholders.get(slot="overview")
    add_plugin(overview, "PicturePlugin", "en", image=picture("knee", 8), alternative="A knee from the side")
    questions = content.placeholders.get(slot="questions")
    factories.add_question(questions, "en", "How much?", TABLE.format(5))
    link = '<p>Read <a href="https://health.example/old">what helps</a>.</p>'
    factories.add_question(questions, "en", "What helps?", link, "aftercare")
    content.facts.create(label="It takes", value="20 minutes", order=1)
    content.condition_links.create(condition=factories.ConditionFactory(name={"en": "Worn hip"}), note="with pain")
    return content


def test_the_language_of_whoever_reads_changes_nothing(page):
    condition = page.condition_links.get().condition
    factories.condition_page(condition, "ar", "تآكل الورك")
    old = passages_of(page)

    with override("ar"):
        assert news(old, page) == []


def picture(name, size):
    drawing = ContentFile(b"", name=f"{name}.png")
    Drawing.new("RGB", (size, size)).save(drawing, "png")
    return Image.objects.create(file=drawing, original_filename=f"{name}.png")


def news(old, content):
    """What a reviewer sees, in short: (state, label, part, taken away, added, note) of each part that changed."""
    found = []
    fresh = TreatmentContent._original_manager.get(pk=content.pk)
    for change in compare(old, passages_of(fresh)):
        for part in change.parts:
            if part.is_changed:
                gone, added = ("".join(t for what, t in part.segments if what == each) for each in (GONE, ADDED))
                found.append((change.state, change.passage.label, part.name, gone.strip(), added.strip(), part.note))
    return found


def questions_of(content):
    return Question.objects.filter(placeholder__in=content.placeholders.all())


def set_field(content, **fields):
    TreatmentContent._original_manager.filter(pk=content.pk).update(**fields)


def test_nothing_has_changed_in_a_copy(page, editor):
    old = passages_of(page)
    copy = page.versions.get().copy(editor).content

    assert news(old, copy) == []
    assert not any(change.is_news for change in compare(old, passages_of(copy)))


KINDS = {
    "a dose in a cell of a table": (
        lambda page: questions_of(page).filter(question="How much?").update(answer=TABLE.format(50)),
        ("changed", "Question and answer", "answer", "5", "50", ""),
    ),
    "the target of a link": (
        lambda page: questions_of(page).filter(kind="aftercare").update(
            answer='<p>Read <a href="https://health.example/new">what helps</a>.</p>'
        ),
        ("changed", "Question and answer", "answer", "[→ https://health.example/old]",
         "[→ https://health.example/new]", ""),
    ),
    "an alternative text": (
        lambda page: Picture.objects.update(alternative="A knee from the front"),
        ("changed", "Picture", "alternative", "side", "front", ""),
    ),
    "a reference": (
        lambda page: page.references.update(year=2024),
        ("changed", "Reference", "year", "", "2024", ""),
    ),
    "a fact": (
        lambda page: page.facts.update(value="45 minutes"),
        ("changed", "Fact at a glance", "value", "20", "45", ""),
    ),
    "a day": (
        lambda page: set_field(page, last_reviewed="2026-01-05"),
        ("changed", "Last reviewed", "last_reviewed", None, "5 January", ""),
    ),
    "a condition that is linked": (
        lambda page: page.condition_links.create(condition=factories.ConditionFactory(name={"en": "Gout"})),
        ("added", "Condition treated", "condition", "", "Gout", ""),
    ),
    "a sign of urgency": (
        lambda page: page.signs.filter(order=1).update(text="a calf that swells"),
        ("changed", "Sign that needs help at once", "text", "and hurts", "", ""),
    ),
    "the kind of a question": (
        lambda page: questions_of(page).filter(kind="risks").update(kind="benefits"),
        ("changed", "Question and answer", "kind", "Risks and side effects", "Benefits", ""),
    ),
    "what a number is raised to": (
        lambda page: questions_of(page).filter(kind="risks").update(
            answer="<p>Bleeding<sup>2</sup>, and rarely infection.</p>"
        ),
        ("changed", "Question and answer", "answer", "", "^(2)", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_change_is_shown(kind, page):
    old = passages_of(page)
    change, expected = KINDS[kind]

    change(page)

    [found] = news(old, page)
    assert [each for each, wanted in zip(found, expected, strict=True) if wanted is not None] == [
        each for each in expected if each is not None
    ]


def test_a_swapped_picture_is_shown_though_its_name_and_words_are_the_same(page):
    old = passages_of(page)
    Picture.objects.update(image=picture("knee", 9))

    [found] = news(old, page)

    assert found == ("changed", "Picture", "image", "", "", "Another picture stands here now.")


def test_another_file_in_the_place_of_the_old_one_is_shown(page):
    old = passages_of(page)
    Image.objects.update(sha1="0" * 40)

    [found] = news(old, page)

    assert found[-1] == "Another picture stands here now."


def test_a_block_that_moved_is_shown_as_moved_and_nothing_else_is(page):
    old = passages_of(page)
    [last] = questions_of(page).filter(kind="aftercare")
    for pk, position in [(last.pk, 100), *((q.pk, 200 + q.position) for q in questions_of(page).exclude(pk=last.pk))]:
        Question.objects.filter(pk=pk).update(position=position)

    changes = [change for change in compare(old, passages_of(page)) if change.is_news]

    [moved] = changes
    assert (moved.state, moved.was_at, moved.is_at) == (SAME, 4, 1)
    assert moved.passage.parts[0].text == "What helps?"


def test_a_block_that_moved_and_changed_shows_both(page):
    old = passages_of(page)
    questions_of(page).filter(kind="aftercare").update(position=0, answer="<p>Read nothing.</p>")

    [change] = [change for change in compare(old, passages_of(page)) if change.is_news]

    assert (change.state, change.was_at, change.is_at) == ("changed", 4, 1)


def test_what_is_gone_stands_where_it_stood(page):
    old = passages_of(page)
    page.placeholders.get(slot="questions").delete_plugin(questions_of(page).get(kind="risks"))

    changes = compare(old, passages_of(page))

    at = [change.state for change in changes].index(GONE)
    assert changes[at].passage.parts[0].text == "What are the risks?"
    assert changes[at - 1].passage.parts[0].text == "Who should not have it?"
    assert [change.was_at for change in changes if change.was_at] == []


def test_a_block_that_was_rewritten_is_one_change(page):
    old = passages_of(page)
    overview = page.placeholders.get(slot="overview")
    text = overview.get_plugins("en").get(plugin_type="TextPlugin").get_bound_plugin()
    text.body = "<p>Altogether different.</p>"
    text.save()

    [found] = news(old, page)

    assert found[0] == "changed"
    assert found[4] == "Altogether different"


def test_only_bold_letters_are_said_to_be_only_that(page):
    old = passages_of(page)
    questions_of(page).filter(kind="risks").update(answer="<p><strong>Bleeding</strong>, and rarely infection.</p>")

    [found] = news(old, page)

    assert found[3:5] == ("", "")
    assert found[5].startswith("Only how it is set has changed")


def test_passages_can_be_kept_and_read_again(page):
    passages = passages_of(page)

    assert from_plain(as_plain(passages)) == passages


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>wo<b>rd</b> two</p><p>three</p>", "word two\nthree"),
        ("<ul><li>one</li><li>two</li></ul>", "• one\n• two"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<table><tbody><tr><td>5 mg</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>", "5 mg | b | \nc | "),
        ('<p>see <a href="tel:1066">us</a>, now</p>', "see us [→ tel:1066] , now"),
        ("<p>വേദന ഉണ്ടെങ്കിൽ, വിളിക്കുക.</p>", "വേദന ഉണ്ടെങ്കിൽ, വിളിക്കുക."),
        ("", ""),
        ("   ", ""),
        ("no markup & more", "no markup & more"),
    ],
)
def test_rich_text_is_read_as_a_reader_meets_it(html, text):
    assert "".join(tokens(html, is_rich=True)) == text


def test_punctuation_does_not_make_a_word_another():
    old, new = tokens("Take 5 mg."), tokens("Take 5 mg, twice.")

    assert word_changes(old, new) == [(SAME, "Take 5 mg"), (ADDED, ", twice"), (SAME, ".")]


def test_the_time_for_long_texts_has_a_bound():
    old = tokens(" ".join(f"word{number}" for number in range(20_000)))
    new = tokens(" ".join(f"word{number * 7 % 20_011}" for number in range(20_000)))

    begun = time.monotonic()
    changes = word_changes(old, new, time.time() + 0.5)

    assert time.monotonic() - begun < 5
    assert "".join(text for what, text in changes if what != GONE) == "".join(new)
    assert "".join(text for what, text in changes if what != ADDED) == "".join(old)
