"""No style, class, data attribute or script survives in editors' texts."""

import pytest

from content.rich_text import for_the_page
from tests.content.payloads import PAYLOADS

KEPT = (
    '<h3>Before</h3><p>Eat <strong>nothing</strong> for <em>six</em> hours<br>and <a href="/en/contact/">call</a>.</p>'
    "<ul><li>one</li></ul>"
)


def cleaned_by_the_cms(html):
    from djangocms_text.html import clean_html

    return clean_html(html)


def test_what_editors_need_is_kept():
    assert cleaned_by_the_cms(KEPT) == KEPT
    assert for_the_page(KEPT) == KEPT


@pytest.mark.parametrize("clean", [cleaned_by_the_cms, for_the_page])
@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p style="position:fixed" class="x" id="y" data-z="1" aria-label="q" role="alert">a</p>', "<p>a</p>"),
        ('<p class="MsoNormal"><o:p>&nbsp;</o:p><span style="mso-fareast-font-family:x">a</span></p>',
         "<p>\u00a0<span>a</span></p>"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]--><p>a</p>", "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<span lang="ml">അ</span>', '<span lang="ml">അ</span>'),
        ("<script>alert(1)</script><style>p{}</style><p>a</p>", "<p>a</p>"),
    ],
)  # fmt: skip
def test_what_is_pasted_loses_its_dress(clean, html, kept):
    assert clean(html).replace("&nbsp;", "\u00a0") == kept


def test_number_ranges_are_held_left_to_right_in_texts_and_never_in_addresses():
    html = '<p>10–20 minutes</p><a href="/a/10-20/">x</a>'

    assert for_the_page(html) == '<p><bdi dir="ltr">10–20</bdi> minutes</p><a href="/a/10-20/">x</a>'


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 100


def test_right_below_a_title_headings_are_one_level_up():
    html = '<h3 lang="ml">A</h3><h4>h3 &lt;h3&gt;</h4><p>h4</p>'

    assert for_the_page(html, 2) == '<h2 lang="ml">A</h2><h3>h3 &lt;h3&gt;</h3><p>h4</p>'
    assert for_the_page(html) == html
