"""Staff in a browser: they sign in, and press nothing of the CMS before its programs have taken the page over."""

from playwright.sync_api import expect

TRIES = 5
AT_THE_END = """text => {
    const caret = getSelection(), rest = document.createRange();
    if (!text.contains(caret.focusNode)) return false;
    rest.selectNodeContents(text);
    rest.setStart(caret.focusNode, caret.focusOffset);
    return rest.toString().trim() === "";
}"""
PATIENCE = 4_000  # milliseconds a click has to bring the focus


def sign_in(page, user, door="/admin/"):
    page.goto(door)
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", "correct horse battery")
    with page.expect_navigation():
        page.click("[type=submit]")
    return page


def toolbar(page):
    """Ready to be pressed. Before that, a link that should post would only be followed."""
    expect(page.locator("html")).to_contain_class("cms-ready")
    return page.locator("#cms-top .cms-toolbar")


def open_structure(page):
    """The board beside the page that is being edited, once its blocks can be taken."""
    toolbar(page).locator(".cms-toolbar-item-cms-mode-switcher a").first.click()
    expect(page.locator("html")).to_contain_class("cms-structure-mode-structure")
    wait_for_answers(page)
    return page.locator(".cms-structure")


def wait_for_answers(page):
    """A change answers with markup that the CMS puts into the page, and then it asks for its toolbar again."""
    for _times in range(400):
        if not page.evaluate("CMS.$.active"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the CMS still waits for an answer")


def click_into(page, place):
    """Into the rich text at this place. The editor program comes a moment after the text has come into view."""
    page.locator(place).first.scroll_into_view_if_needed()
    text = page.locator(f"{place} .ProseMirror[contenteditable=true]").first
    expect(text).to_be_visible()
    for tries_left in reversed(range(TRIES)):
        text.click(position={"x": 20, "y": 8})
        try:
            expect(text).to_contain_class("ProseMirror-focused", timeout=PATIENCE)
            return
        except AssertionError:  # another program that came to life beside it moved or took the focus
            if not tries_left:
                raise


def write_into(page, place, words):
    """At the end of the rich text at this place."""
    click_into(page, place)
    go_to_the_end(page, page.locator(f"{place} .ProseMirror[contenteditable=true]").first)
    page.keyboard.type(words)


def go_to_the_end(page, text):
    """The editor program puts the caret back to where was clicked, a moment later, on a busy machine."""
    looks_in_a_row = 0
    for _times in range(40):
        if looks_in_a_row == 3:
            return
        page.keyboard.press("Control+End")
        page.wait_for_timeout(100)
        looks_in_a_row = looks_in_a_row + 1 if text.evaluate(AT_THE_END) else 0
    raise AssertionError("the caret does not stay at the end")


def saved(page, change):
    """`with saved(page, "move-plugin"):` around what makes the CMS send this change."""
    return page.expect_response(lambda answer: change in answer.url and answer.request.method == "POST")
