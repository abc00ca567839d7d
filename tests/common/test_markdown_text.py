import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.text.markdown_text import escaped
from content.importing import to_html, to_markdown
from tests.sizes import size

ANSWERS = [
    "One paragraph.",
    "One.\n\nTwo with **bold** and *stress*.",
    "Before:\n\n- one\n- two\n- three\n\nAfter.",
    "3. three\n4. four",
    "- outer\n  - inner\n  - inner two\n- outer two",
    "1. first\n\n   more of the first\n2. second",
    "- one\n\n* another list",
    "1. one\n\n1) another list",
    "[A page](https://www.who.int/news-room/fact-sheets/detail/cardiovascular-diseases-%28cvds%29) to read",
    "### Small heading\n\nWords.\n\n#### Smaller\n\nWords.",
    "A line\\\nand the next",
    "Less than 5 \\< 6, 2 \\* 3, snake\\_case, \\[brackets\\]",
    "2026\\. was a year",
    "\\# no heading",
    "വേദന **കുറയാം**.\n\n- ഒന്ന്\n- രണ്ട്",
]


@pytest.mark.parametrize("markdown", ANSWERS)
def test_answers_come_back_as_they_were(markdown):
    assert to_markdown(to_html(markdown)) == markdown


def test_html_of_an_answer():
    html = to_html("Take **care**:\n\n1. rest\n2. [ask](https://example.org/)\n\n## Later")

    assert html == (
        "<p>Take <strong>care</strong>:</p>\n"
        '<ol>\n<li>rest</li>\n<li><a href="https://example.org/">ask</a></li>\n</ol>\n'
        "<h3>Later</h3>\n"
    )


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<div>\n\nwords\n\n</div>",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT&colon;alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "[x](//evil.example)",
        "<javascript:alert(1)>",
        "![x](https://example.org/x.png)",
        "```\ncode\n```",
        "    code",
        "> quote",
    ],
)
def test_only_our_small_markdown_becomes_markup(markdown):
    html = to_html(markdown)

    for sign in [
        "<script",
        "<img",
        "<div",
        'href="j',
        'href="J',
        'href="d',
        'href="//',
        "<pre",
        "<code",
        "<blockquote",
    ]:
        assert sign not in html


@pytest.mark.parametrize(
    "url", ["https://example.org/", "http://example.org/", "mailto:a@b.org", "tel:108", "/en/x/", "#y"]
)
def test_links_that_are_allowed(url):
    assert f'<a href="{url}">x</a>' in to_html(f"[x]({url})")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("plain words", "plain words"),
        ("before<p>One</p>after", "before\n\nOne\n\nafter"),
        ("<ul><li><p>One</p></li><li>Two</li></ul>", "- One\n- Two"),
        ("<ul><li>One<ol><li>Two</li></ol></li></ul>", "- One\n  1. Two"),
        ('<ol start="4"><li>Four</li></ol>', "4. Four"),
        ("<ul></ul><p></p><h3> </h3>", ""),
        ("<ul><li></li><li>One</li></ul>", "- One"),
        ("<h2>Big</h2>", "### Big"),
        ("<h5>Small</h5>", "#### Small"),
        ("<p><b>Bold </b>words</p>", "**Bold** words"),
        ("<p>a<strong>(b)</strong>c</p>", "a(b)c"),
        ("<p>One<br>Two<br/></p>", "One\\\nTwo"),
        ('<p><a href="javascript:x()">One</a></p>', "One"),
        ('<p><a href="https://a.org/b c(d)">One</a></p>', "[One](https://a.org/b%20c%28d%29)"),
        ("<p>One <span style='x'>two</span></p><script>alert(1)</script>", "One two"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One\n\nTwo"),
        ("<p>5 &lt; 6 &amp; 7</p>", "5 \\< 6 & 7"),
        ("<p>&amp;lt;</p>", "\\&lt;"),
        ("<p>- no list</p>", "\\- no list"),
        ("<p>unclosed <b>bold", "unclosed **bold**"),
        ("<![odd", "\\<!\\[odd"),
        ("<div>" * 3000 + "deep", "deep"),
    ],
)
def test_html_from_the_editor_as_markdown(html, markdown):
    assert to_markdown(html) == markdown


@settings(max_examples=size(60, 300), deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]) | st.sampled_from("*_[]<>&#+-1.)~ `\\"))
)
def test_escaped_words_are_shown_as_they_are(text):
    text = " ".join(text.split())

    assert to_markdown(to_html(escaped(text))) == escaped(text)
    shown = to_html(escaped(text)).removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in shown
    for sign, name in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        shown = shown.replace(name, sign)
    assert shown == text


def test_a_plain_table_is_the_same_after_writing_and_reading():
    html = (
        "<table><thead><tr><th>Harm</th><th>How often</th></tr></thead>"
        "<tbody><tr><td>Pain | ache</td><td><strong>1</strong> in 2</td></tr></tbody></table>"
    )

    assert to_html(to_markdown(html)).replace("\n", "") == html


def test_a_table_that_markdown_cannot_hold_keeps_its_words():
    written = to_markdown("<table><tr><td>One</td><td>Two</td></tr><tr><td colspan='2'>Three</td></tr></table>")

    assert written.split() == ["One", "Two", "Three"]


def test_words_with_bars_and_dashes_are_no_table():
    html = "<p>a | b<br />:--|--<br />| c</p>"

    assert to_html(to_markdown(html)).replace("\n", "") == html
