"""What people write in Markdown and our pages do not have: said in another way, or told or refused with its line."""

import pytest

from common.text.markdown_text import to_html
from content.importing import BrokenPage, read_page
from content.importing.save_pages import plain_text


def titled(body):
    return read_page(f"# Skin biopsy\n\nA small piece of skin is taken.\n\n## Why is it done?\n\n{body}\n", "x.md")


def fronted(body, more=""):
    return read_page(f"---\ntitle: Skin biopsy\n{more}---\n\nA small piece.\n\n## Why is it done?\n\n{body}\n", "x.md")


@pytest.mark.parametrize("read", [titled, fronted])
@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("One.<br>Two.", "<p>One.<br />\nTwo.</p>"),
        ("One.\n\n---\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("One.\n\n----\n\n***\n\n_ _ _\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("See [it][a].\n\n[a]: https://example.org/x 'X'", '<p>See <a href="https://example.org/x">it</a>.</p>'),
        ("See [it][].\n\n[IT]: <https://example.org/x>", '<p>See <a href="https://example.org/x">it</a>.</p>'),
        ("See [it].\n\n[it]: https://example.org/x", '<p>See <a href="https://example.org/x">it</a>.</p>'),
        ("For most[^1].\n\n[^1]: Not for all.", "<p>For most (Not for all).</p>"),
        ("For most[^1].\n\n[^1]: Not for\n    all people.", "<p>For most (Not for all people).</p>"),
        ("For <!-- ask Dr Demo --> most.", "<p>For  most.</p>"),
        ("For\n<!-- ask\nDr Demo -->\nmost.", "<p>For</p>\n<p>most.</p>"),
        ("![A lamp](lamp.jpg)\n\nWords.", "<p>Words.</p>"),
        ("\\<br> and \\<b>", "<p>&lt;br&gt; and &lt;b&gt;</p>"),
    ],
)  # fmt: skip
def test_what_can_be_said_otherwise_is(read, body, html):
    assert to_html(read(body).questions[0].answer).strip() == html


@pytest.mark.parametrize("read", [titled, fronted])
def test_a_table_is_a_table(read):
    html = to_html(read("| Harm | How often |\n|---|---|\n| Pain<br>for a day | 1 in 2 |").questions[0].answer)

    assert html.count("<th>") == html.count("<td>") == 2
    assert "Pain, for a day" in html


@pytest.mark.parametrize(
    "raw",
    [
        "<table><tr><td>x</td></tr></table>",
        "CO<sub>2</sub>",
        "<div class='x'>",
        "<img src=x onerror=alert(1)>",
        "<script>x</script>",
    ],
)
@pytest.mark.parametrize(("read", "line"), [(titled, 7), (fronted, 9)])
def test_html_inside_markdown_is_refused_with_its_line(read, line, raw):
    with pytest.raises(BrokenPage, match="is not kept; write it in Markdown") as caught:
        read(raw)

    assert caught.value.line == line


def test_what_was_left_out_is_told_with_its_line():
    found = titled("One.\n\n<!-- secret -->\n\n![A lamp](lamp.jpg)\n\n---\n\nTwo[^9].")

    assert [(left.line, left.text, left.why.split(";")[0]) for left in found.left_out] == [
        (9, "<!-- secret -->", "a comment"),
        (11, "![A lamp](lamp.jpg)", "a picture"),
        (13, "---", "a line across the page"),
        (15, "[^9]", "a note that is not in the file"),
    ]


def test_a_comment_reaches_no_patient_from_the_front_matter_either():
    found = fronted(
        "Words.", "closing_title: Ask us <!-- or not -->\nclosing_text: |-\n  Come. <!-- secret\n  -->\n\n  Soon.\n"
    )

    assert found.closing_title == "Ask us"
    assert plain_text(found.closing_text) == "Come.\n\nSoon."


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: C# section #1", "C# section #1"),
        ("title: 'C# section' # a remark", "C# section"),
        ('title: "Ear: washing #2"', "Ear: washing #2"),
        ("title: Ear washing", "Ear washing"),
    ],
)
def test_a_title_may_hold_the_sign_of_a_remark(line, title):
    assert read_page(f"---\n{line}\n---\n\nWords.\n", "x.md").title == title


def test_four_hyphens_begin_no_front_matter_and_end_none():
    with pytest.raises(BrokenPage, match="no closing ---"):
        read_page("---\ntitle: Ear\n----\n\nWords.\n", "x.md")
    assert read_page("----\n\nHome > Ear\n\nOverview\n\nWords are here.\n", "x.txt").title == "Ear"


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("# Ear washing\n\nWords.\n", "x.md", "Ear washing"),
        ("\n<!-- x -->\n# Ear washing #\n\nWords.\n", "x.txt", "Ear washing"),
        ("Ear washing\n===========\n\nWords.\n", "x.md", "Ear washing"),
        ("# What is ear washing?\n\nWords.\n", "x.md", "Ear washing"),
        ("Words about it.\n\n## Does it hurt?\n\nNo.\n", "ear-washing.md", "Ear washing"),
    ],
)
def test_a_file_without_front_matter_takes_its_title(text, name, title):
    found = read_page(text, name)

    assert (found.title, found.slug, found.lead.rstrip(".")) == (title, "ear-washing", found.lead.rstrip("."))
    assert found.lead.startswith("Words")


def test_a_second_title_is_refused_with_its_line():
    with pytest.raises(BrokenPage) as caught:
        read_page("# One\n\nWords.\n\n# Two\n", "x.md")

    assert caught.value.line == 5
