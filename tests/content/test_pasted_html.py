"""What editors paste: the words stay, each in an element that the site keeps, and what is lost is said."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from djangocms_text.fields import HTMLFormField
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pasted_html import dropped_here
from content.rich_text import LONGEST, for_the_page
from tests import factories
from tests.sizes import size

MARK = '<span style="mso-list:Ignore">{}<span>&nbsp;&nbsp;</span></span>'
ITEM = '<p class="MsoListParagraph" style="mso-list:l0 level{} lfo1">' + MARK + "{}</p>"
WORD_LIST = ITEM.format(1, "·", "Fasting") + ITEM.format(2, "o", "from midnight") + ITEM.format(1, "·", "No gum")


def cleaned(html):
    from djangocms_text.html import clean_html

    return clean_html(html)


def said_about(html):
    with dropped_here() as said:
        cleaned(html)
    return [str(line) for line in said]


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        (
            "<h1>Heading one</h1><h2>Heading two</h2><p>x",
            "<h3>Heading one</h3><h3>Heading two</h3><p>x</p>",
        ),
        ("<h5>Small</h5><h6>Smaller</h6>", "<h4>Small</h4><h4>Smaller</h4>"),
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<div>One<p>Two</p>Three <b>four</b> five</div>", "<p>One</p><p>Two</p><p>Three <b>four</b> five</p>"),
        (
            "<section><header>A</header><dl><dt>B</dt><dd>C</dd></dl></section>",
            "<p>A</p><p>B</p><p>C</p>",
        ),
        ("Take <s>10 mg</s> 5 mg", "Take  5 mg"),
        ("<p>Take <del>10 mg</del><strike>20 mg</strike> 5 mg</p>", "<p>Take  5 mg</p>"),
        ('<p>Take <span style="text-decoration: line-through">10</span> 5 mg</p>', "<p>Take  5 mg</p>"),
        ("<p>·&nbsp; One</p><p>· Two</p><p>Three</p>", "<ul><li>One</li><li>Two</li></ul><p>Three</p>"),
        (WORD_LIST, "<ul><li>Fasting<ul><li>from midnight</li></ul></li><li>No gum</li></ul>"),
        (
            '<p style="mso-list:l1 level1"><span style="mso-list:Ignore">1.</span>Sit</p>'
            '<p style="mso-list:l1 level1"><span style="mso-list:Ignore">2.</span>Stand</p>',
            "<ol><li>Sit</li><li>Stand</li></ol>",
        ),
        ('<a href="example.org">x</a>', '<a href="https://example.org">x</a>'),
        ('<a href="www.example.org/a?b=c">x</a>', '<a href="https://www.example.org/a?b=c">x</a>'),
        ('<a href="desk@hospital.example">x</a>', '<a href="mailto:desk@hospital.example">x</a>'),
        ('<a href="/en/contact/">x</a>', '<a href="/en/contact/">x</a>'),
        ('<a href="file name">x</a>', "<a>x</a>"),
        ('<p>a<img src="data:image/png;base64,AA==">b</p>', "<p>ab</p>"),
        ("<p>5 < 6 and 7 &gt; 6</p>", "<p>5 &lt; 6 and 7 &gt; 6</p>"),
        ("no elements at all & that", "no elements at all &amp; that"),
    ],
)
def test_each_kind_of_paste(pasted, kept):
    assert cleaned(pasted) == kept


def test_a_word_list_is_no_decimal_number_and_no_dash_in_a_sentence():
    html = "<p>1. 5 mg is the dose</p><p>– she said</p>"

    assert cleaned(html) == html


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("<p>Take <s>10 mg</s> 5 mg</p>", ["What was struck out was taken out: 10 mg"]),
        (
            "<p>a<img src=x><iframe></iframe></p>",
            ["Pictures and films were taken out. Put a picture in with its own block."],
        ),
        ('<a href="file name">x</a>', ["A link that leads nowhere was taken out: file name"]),
        ("<h1>One</h1><div>two</div>", []),
    ],
)
def test_what_is_lost_is_said(pasted, said):
    assert said_about(pasted) == said


ELEMENTS = [
    "<h1>{}</h1>", "<h3>{}</h3>", "<p>{}</p>", "<div>{}</div>", "<section>{}</section>", "<ul><li>{}</li></ul>",
    "<b>{}</b>", "<span>{}</span>", "<table><tr><td>{}</td></tr></table>",
    "<dl><dd>{}</dd></dl>", "<blockquote>{}</blockquote>",
]  # fmt: skip
trees = st.recursive(
    st.sampled_from(["one ", "two", "三", ""]),
    lambda inner: st.tuples(st.sampled_from(ELEMENTS), st.lists(inner, max_size=3)).map(
        lambda made: made[0].format("".join(made[1]))
    ),
    max_leaves=12,
)


@settings(max_examples=size(50, 150), deadline=None)
@given(trees)
def test_cleaning_twice_is_cleaning_once_and_no_word_is_lost(html):
    once = cleaned(html)

    assert cleaned(once) == once
    assert "".join(words(once)) == "".join(words(html))


def test_an_end_without_a_beginning_glues_nothing():
    assert words(cleaned("<h1><h1><h1></h1>two</h1>one </h1>")) == ["two", "one"]
    assert words(cleaned("<p>a</p>b</div>c</li>d")) == ["a", "b", "c", "d"]


def words(html):
    return BeautifulSoup(html, "lxml").get_text(" ").replace("·", "").split()


def test_a_wide_table_scrolls_in_a_box_of_its_own():
    page = for_the_page("<p>a</p><table><tr><td>1</td></tr></table><p>b</p>")

    assert page.count('<div role="region" tabindex="0" aria-label="Table"><table>') == 1
    assert "</table></div><p>b</p>" in page


def test_the_editor_is_told_on_the_next_page(client, roles):
    editor = factories.staff("Editor")
    content = factories.draft(editor)
    client.force_login(editor)
    url = reverse("admin:content_treatmentcontent_words", args=[content.pk])
    page = client.get(url)
    form = page.context["words"] if "words" in page.context else page.context["form"]
    data = {
        "fingerprint": form.seen,
        "overview-TOTAL_FORMS": 1, "overview-INITIAL_FORMS": 0, "overview-0-body": "<p>Take <s>10 mg</s> 5 mg</p>",
        "questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0,
    }  # fmt: skip

    page = client.post(url, data, follow=True)

    assert "What was struck out was taken out: 10 mg" in page.text


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1])
def test_a_text_has_a_longest_length(length):
    field = HTMLFormField()
    text = "a" * length

    if length > LONGEST:
        with pytest.raises(ValidationError):
            field.clean(text)
    else:
        assert field.clean(text) == text
