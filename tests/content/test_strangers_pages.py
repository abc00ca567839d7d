"""Pages of many shapes, as hospitals have them: the right title, no debris as a question, signs of urgency as such."""

import re
from pathlib import Path

import pytest

from content.importing import BrokenPage, ConditionLine, read_file, read_page, to_html, write_markdown

PAGES = Path(__file__).parent / "pages"
STRANGERS = PAGES / "strangers"

TITLES = {
    "what_is_question.txt": "Pleural Tapping",
    "blog_with_author.txt": "Gall Bladder Stones: Keyhole Removal",
    "cookies_first.txt": "Laser Treatment for Kidney Stones",
    "paragraph_first_liver_biopsy.txt": "Paragraph first liver biopsy",
    "cards_in_the_middle.txt": "Coronary Angiogram",
    "tables_of_contents.txt": "Hernia Repair",
    "newspaper_style.txt": "Cochlear Implant",
    "colon_everywhere.txt": "Upper GI Bleeding Banding",
    "urgent_in_closing.txt": "Nebuliser Treatment",
    "faq_numbers.txt": "Chemotherapy Port",
    "doctor_first.txt": "Hysteroscopy",
    "english_wrapped.txt": "Joint Injection",
    "saved_page.html": "Thyroid Surgery",
    "divs_only.htm": "Varicose Vein Laser",
    "with_title.md": "Skin Biopsy",
    "setext.md": "Nerve Conduction Study",
    "shouting.txt": "Dental Implants",
    "two_calls.txt": "Sleep Study",
}
QUESTIONS = {
    "what_is_question.txt": [
        "Why is it done?", "What happens during the test?", "Risks", "Who should not have it",
    ],
    "blog_with_author.txt": ["How is the operation done?", "Preparing for the operation", "After the operation"],
    "cookies_first.txt": ["When is laser treatment needed?", "Advantages", "What are the risks?"],
    "paragraph_first_liver_biopsy.txt": ["Procedure", "Preparation", "Complications"],
    "cards_in_the_middle.txt": ["How long does it take?", "Is it painful?", "Risks and complications"],
    "tables_of_contents.txt": [
        "What is a hernia?", "Types of hernia", "How is it repaired?", "Is a hernia dangerous?",
        "What should I watch for at home?",
    ],
    "newspaper_style.txt": ["Who can benefit from it?", "Before surgery", "During surgery", "After surgery"],
    "colon_everywhere.txt": ["Benefits", "Side effects", "Aftercare", "Cost", "Alternatives"],
    "urgent_in_closing.txt": ["How does it help?", "How is it given?"],
    "faq_numbers.txt": [
        "What is a chemo port?", "Does it hurt?", "How long can it stay?", "When should I call the hospital?",
        "Who puts it in?",
    ],
    "doctor_first.txt": ["What to expect", "Possible side effects"],
    "english_wrapped.txt": ["How is it done?", "What should I do afterwards?", "Possible harms"],
    "saved_page.html": ["How is the operation done?", "Risks", "Will I need tablets?", "Can I eat before it?"],
    "divs_only.htm": ["What happens on the day?", "Side effects"],
    "with_title.md": ["Why is it done?", "What are the risks?"],
    "setext.md": ["How is it done?", "Is it painful?"],
    "shouting.txt": ["WHO CAN HAVE IT?", "HOW LONG DOES IT TAKE?", "BENEFITS", "RISKS"],
    "two_calls.txt": ["Why do I need it?", "How do I prepare?"],
}  # fmt: skip
SIGNS = {
    "what_is_question.txt": ["you feel more breathless, cough up blood or have a fever"],
    "cookies_first.txt": ["fever with shivering", "no urine for twelve hours", "pain that tablets do not ease"],
    "paragraph_first_liver_biopsy.txt": [
        "strong pain in the belly or the shoulder", "a swollen belly", "black stools",
    ],
    "cards_in_the_middle.txt": ["the wrist bleeds and does not stop when you press on it for ten minutes"],
    "tables_of_contents.txt": ["the lump becomes hard and painful"],
    "colon_everywhere.txt": ["vomiting blood", "black stools", "feeling faint"],
    "urgent_in_closing.txt": [
        "your child is breathing very fast, has blue lips or cannot drink", "there is a seizure",
    ],
    "faq_numbers.txt": ["the skin is red, hot or swollen, or if you have a fever above 38 °C"],
    "english_wrapped.txt": ["the joint becomes hot, red and much more painful, or if you have a fever"],
    "saved_page.html": ["your neck swells", "breathing becomes hard"],
    "divs_only.htm": ["your leg becomes hot and swollen"],
    "with_title.md": ["it bleeds and does not stop", "the skin around it is hot"],
    "two_calls.txt": ["somebody stops breathing and cannot be woken"],
}  # fmt: skip
DEBRIS = (
    "min read",
    "mins read",
    "minutes read",
    "2024",
    "2025",
    "2023",
    "subscribe",
    "whatsapp",
    "cookie",
    "view profile",
    "experience:",
    "18+",
    "mbbs",
    "reg no",
    "demo varma",
    "demo pillai",
    "demo menon",
    "demo nair",
    "sample das",
    "tags:",
    "category:",
    "posted on",
    "previous post",
    "next post",
    "helpful",
    "submit",
    "mobile number",
    "0495",
    "+91",
    "app store",
    "disclaimer",
    "opd timings",
    "share on",
    "trending",
    "people also",
    "ask now",
    "quick links",
    "newsletter",
    "popular posts",
    "parathyroid",
    "draft 3",
    "is this",
    "lamp",
    "<!--",
    "marathons",
    "table of contents",
    "home >",
    "tracker",
)


def page(name):
    return read_file(STRANGERS / name)


def test_every_page_has_its_expectations():
    assert {path.name for path in STRANGERS.iterdir()} == set(TITLES) == set(QUESTIONS)
    assert len(TITLES) >= 16


@pytest.mark.parametrize("name", TITLES)
def test_the_title_is_right(name):
    assert page(name).title == TITLES[name]


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_are_the_pages_own_and_have_answers(name):
    questions = page(name).questions

    assert [question.question for question in questions] == QUESTIONS[name]
    assert all(question.answer for question in questions)


@pytest.mark.parametrize("name", TITLES)
def test_signs_of_urgency_are_signs_and_no_closing_call(name):
    found = page(name)

    assert found.urgent_signs == SIGNS.get(name, [])
    assert not any(sign in found.closing_text for sign in found.urgent_signs)


@pytest.mark.parametrize("name", TITLES)
def test_nothing_of_the_site_around_it_reaches_a_patient(name):
    found = page(name)
    found.references = []
    words = write_markdown(found).casefold()

    assert [debris for debris in DEBRIS if debris in words] == []


# The box of urgent signs has a heading of ours; a title is without the name of its site.
SAID_OTHERWISE = {
    "When to seek emergency care", "Warning signs:", "Hernia Repair | Sample Memorial Hospital Kozhikode",
}  # fmt: skip


def words_of(text):
    return set(re.findall(r"[a-z0-9]{3,}", text.casefold()))


@pytest.mark.parametrize("name", [name for name in TITLES if name.endswith(".txt")])
def test_every_line_is_in_the_page_or_is_told_as_left_out(name):
    found = page(name)
    told = words_of(f"{found.left_out} overview what is {write_markdown(found)}")
    lines = [line for line in (STRANGERS / name).read_text().splitlines() if line not in SAID_OTHERWISE]

    assert [line for line in lines if len(words_of(line) - told) > 0.4 * len(words_of(line))] == []


@pytest.mark.parametrize(
    ("text", "name", "title", "says"),
    [
        ("What is a Stent?\n\nA small tube.\n\nDoes it hurt?\n\nNo.", "page.txt", "Stent", "first question"),
        (
            "It is a small tube. It opens a vessel.\n\nDoes it hurt?\n\nNo.",
            "heart-stent.txt",
            "Heart stent",
            "file’s name",
        ),
        (
            "Overview\n\nA small tube. It is thin.\n\nDoes it hurt?\n\nNo.",
            "stent_for_heart.txt",
            "Stent for heart",
            "file’s name",
        ),
        ("Home > Stent\n\nA small tube. It is thin.\n\nDoes it hurt?\n\nNo.", "x.txt", "Stent", ""),
        ("Home > Blog > What is a Stent?\n\nA small tube.\n\nDoes it hurt?\n\nNo.", "x.txt", "Stent", ""),
        (
            "Cardiology\nStent\n12 May 2024\nA stent is a small tube. A stent is thin.\n\nDoes it hurt?\n\nNo.",
            "x.txt",
            "Stent",
            "",
        ),
    ],
)
def test_where_a_title_comes_from_is_told(text, name, title, says):
    found = read_page(text, name)

    assert found.title == title
    assert says in found.about_title
    assert bool(says) == bool(found.about_title)


def test_a_title_that_is_given_goes_first():
    found = read_page("What is a Stent?\n\nA small tube.\n\nDoes it hurt?\n\nNo.", "x.txt", "Stents of the heart")

    assert (found.title, found.slug, found.about_title) == ("Stents of the heart", "stents-of-the-heart", "")
    assert read_page("# A\n\nWords.\n", "x.md", "B").title == "B"
    assert read_page("<html><h1>A</h1><p>Words are here.</p></html>", "x.html", "B").title == "B"


@pytest.mark.parametrize(
    "line",
    [
        "Conditions Treated Migraine, Dystonia and Spasticity after stroke",
        "Conditions treated: Migraine, Dystonia, Spasticity after stroke",
        "Conditions we treat – Migraine, Dystonia and Spasticity after stroke",
        "Conditions Treated\n\nMigraine, Dystonia, and Spasticity after stroke.",
    ],
)
def test_conditions_in_one_line_are_a_list(line):
    found = read_page(
        f"Home > Injections\n\nOverview\n\nA needle is used.\n\n{line}\n\nHow is it done?\n\nWith care.", "x.txt"
    )

    assert found.conditions == [
        ConditionLine("Migraine"), ConditionLine("Dystonia"), ConditionLine("Spasticity", "after stroke"),
    ]  # fmt: skip


def test_lists_keep_their_letters_order_and_their_levels():
    found = read_page(
        "Home > Scan\n\nOverview\n\nA scan.\n\nHow do I prepare?\n\n"
        "a) Bring papers\nb) Eat lightly\n   • toast\n   • tea\nc) Come early\n",
        "x.txt",
    )

    html = to_html(found.questions[0].answer)
    assert html.count("<ol") == html.count("<ul") == 1
    assert "<li>Eat lightly\n<ul>\n<li>toast</li>" in html


@pytest.mark.parametrize(
    "line",
    [
        "12 March 2024",
        "March 12, 2024",
        "12/03/2024",
        "Tue, 4 Mar 2025",
        "7 min read",
        "Reading time: 4 minutes",
        "Tags: heart, scan",
        "By Dr. Sample Rao",
        "Written by Editorial Team",
        "Medically reviewed by Dr Sample Rao",
        "Call us at +91 495 000 0000",
        "For appointments: 0495 000 0000",
        "Toll free 1800 000 000",
        "Subscribe to our blogs",
        "WhatsApp Expert",
        "Chat with an expert now",
        "We use cookies to improve your experience.",
        "Accept all cookies",
        "Home / Blog / Heart Scan",
        "Was this article helpful?",
        "Have a question for our doctors?",
        "Book Appointment",
        "English | മലയാളം | हिन्दी",
        "© 2025 Sample Hospital. All rights reserved.",
        "1,204 views",
        "Share on Facebook",
        "Previous Post: Eye tests",
        "Image source: Sample Hospital",
        "Enter your mobile number",
        "Need help finding a doctor?",
        "Email: desk@example.org",
        "Download our app",
        "Rate this article",
        "Mon - Sat 9 am to 5 pm",
        "Disclaimer: this is no medical advice.",
        "View Profile | Book Appointment",
    ],
)
def test_debris_is_left_out_and_told(line):
    found = read_page(
        "Home > Heart Scan\n\nOverview\n\nA scan of the heart.\n\nDoes it hurt?\n\nNot much.\n\n"
        f"{line}\n\nIs it long?\n\nNo.\n",
        "x.txt",
    )

    assert [(question.question, question.answer) for question in found.questions] == [
        ("Does it hurt?", "Not much."), ("Is it long?", "No."),
    ]  # fmt: skip
    assert (found.overview, found.closing_title, found.closing_text) == ("", "", "")
    assert "Heart Scan" in line or line in [left.text for left in found.left_out]


URGENT = [
    ("Call us immediately if you have a fever or strong pain.", "a fever or strong pain"),
    ("Go to the emergency department if you cannot breathe.", "you cannot breathe"),
    ("Seek help at once if the wound opens.", "the wound opens"),
    ("Visit the ER if you have chest pain.", "chest pain"),
    ("Visit the nearest emergency room when the bleeding does not stop.", "the bleeding does not stop"),
    ("Contact your doctor right away if you notice black stools.", "black stools"),
    ("Rush to casualty if somebody faints.", "somebody faints"),
    ("Please call 108 if you have sudden weakness on one side.", "sudden weakness on one side"),
    ("If you have trouble breathing, call us immediately.", "trouble breathing"),
    ("If your leg swells, go to the nearest hospital without delay.", "your leg swells"),
    ("Seek emergency care for severe belly pain.", "severe belly pain"),
    ("Get medical help urgently if your baby stops drinking.", "your baby stops drinking"),
    ("Report to the hospital immediately in case of heavy bleeding.", "heavy bleeding"),
]


@pytest.mark.parametrize("above", ["Contact Us", "Talk to Our Team", "Is it long?"])
@pytest.mark.parametrize(("sentence", "sign"), URGENT)
def test_a_sentence_that_sends_to_help_is_a_sign_wherever_it_stands(above, sentence, sign):
    found = read_page(
        f"Home > Scan\n\nOverview\n\nA scan.\n\nDoes it hurt?\n\nNo.\n\n{above}\n\nThe desk is open. {sentence}\n",
        "x.txt",
    )

    assert found.urgent_signs == [sign]
    assert sentence not in found.closing_text


@pytest.mark.parametrize(
    "heading",
    [
        "Call us immediately if",
        "Call your doctor at once if you have:",
        "When to seek emergency care",
        "Warning signs",
        "Go to the emergency room if:",
        "When should I call the doctor immediately?",
        "Danger signs after surgery",
        "Seek urgent medical help if you notice",
        "Red flags",
        "Emergency symptoms:",
    ],
)
def test_a_list_below_such_a_heading_is_signs(heading):
    found = read_page(
        f"Home > Scan\n\nOverview\n\nA scan.\n\nDoes it hurt?\n\nNo.\n\n{heading}\n\n• high fever\n• chest pain\n",
        "x.txt",
    )

    assert found.urgent_signs == ["high fever", "chest pain"]
    assert [question.question for question in found.questions] == ["Does it hurt?"]
    assert not found.closing_title


@pytest.mark.parametrize(
    "sentence",
    [
        "Call us now to book an appointment.",
        "Emergency care is available round the clock.",
        "Contact us immediately for the price of the package.",
        "Visit us if you want to know more.",
    ],
)
def test_an_offer_is_no_sign(sentence):
    found = read_page(
        f"Home > Scan\n\nOverview\n\nA scan.\n\nDoes it hurt?\n\nNo.\n\nTalk to Our Team\n\n{sentence}\n", "x.txt"
    )

    assert found.urgent_signs == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF; open it, copy its text"),
        (b"PK\x03\x04" + b"\0" * 30 + b"word/document.xml", "Word file (DOCX)"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument"),
        (b"PK\x03\x04" + b"\0" * 30, "packed file"),
        (b"{\\rtf1\\ansi Hello}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word"),
        (b"From: <Saved by Blink>\nMIME-Version: 1.0", "MHTML"),
    ],
)
def test_other_kinds_of_files_are_refused_with_what_to_do(data, says):
    with pytest.raises(BrokenPage) as caught:
        read_page(data, "page.pdf")

    assert says in caught.value.reason
    assert caught.value.line == 1


# HTML


def test_a_page_in_another_encoding_is_read_as_it_says():
    text = "<html><head><meta charset='windows-1252'></head><h1>Café scan</h1><p>A scan – of the heart.</p></html>"

    found = read_page(text.encode("cp1252"), "x.html")

    assert (found.title, found.lead) == ("Café scan", "A scan – of the heart.")


def test_a_saved_page_tells_its_parts_that_were_left_out():
    left = page("saved_page.html").left_out

    assert (27, "a part of the site around the page") in [(line.line, line.why) for line in left]
    assert not any("tracker" in line.text for line in left)


def test_a_very_deep_page_is_refused_or_read_but_no_error():
    deep = "<div>" * 3_000 + "<p>A scan of the heart.</p>"

    try:
        read_page(f"<html><body><h1>Scan</h1>{deep}</body></html>", "x.html")
    except BrokenPage:
        pass


@pytest.mark.parametrize(
    "aside",
    [
        "<aside><p>Knees creak for many reasons.</p></aside>",
        "<div class='newsletter-box'><p>Knees creak for many reasons.</p></div>",
        "<div class='post related'><p>Knees creak for many reasons.</p></div>",
        "<form><p>Knees creak for many reasons.</p></form>",
        "<p hidden>Knees creak for many reasons.</p>",
        "<div role='navigation'><p>Knees creak for many reasons.</p></div>",
    ],
)
def test_what_a_page_marks_as_an_aside_is_left_out_and_told(aside):
    around = "<html><body><h1>Scan</h1><p>A scan of the heart.</p>{}<h2>Does it hurt?</h2><p>No.</p>"

    found = read_page(around.format(aside), "x.html")

    assert "Knees" not in write_markdown(found)
    assert [left.text for left in found.left_out] == ["Knees creak for many reasons."]


def test_a_page_whose_builder_calls_everything_a_widget_is_read():
    text = (
        "<html><head><title>What is Dialysis? Types, Procedure | Sample Hospitals</title></head><body><form>"
        "<div class='elementor-widget-wrap'><h2>What is Dialysis?</h2><p>It cleans the blood when kidneys cannot.</p>"
        "<h3>Side effects:</h3><p>Low blood pressure, cramps.</p><p><b>Seek help at once if:</b></p>"
        "<ul><li>the fistula bleeds</li></ul></div></form><div class='widget'><p>Knees creak.</p></div></body></html>"
    )

    found = read_page(text, "x.html")

    assert (found.title, found.urgent_signs) == ("Dialysis", ["the fistula bleeds"])
    assert "Knees" not in write_markdown(found)


def test_lists_without_marks_below_a_heading_with_a_colon_and_steps_are_lists():
    found = read_page(
        "Angioplasty - Procedure, Benefits and Recovery\nIntroduction\nA balloon opens an artery. It is small.\n"
        "Benefits of Angioplasty:\nLess chest pain\nQuicker return to work\nRisks:\nBleeding is rare.\n"
        "Recovery Timeline\nWeek 1: rest\nWeek 2: walking\nConclusion\nIt helps many people.\n",
        "x.txt",
    )

    assert found.title == "Angioplasty"
    assert [(question.question, question.answer) for question in found.questions] == [
        ("Benefits of Angioplasty", "- Less chest pain\n- Quicker return to work"),
        ("Risks", "Bleeding is rare."),
        ("Recovery Timeline", "- Week 1: rest\n- Week 2: walking"),
    ]
    assert found.overview == "It is small.\n\nIt helps many people."


def test_danger_signs_after_a_dash_are_signs():
    found = read_page(
        "Home > Scan\n\nA scan.\n\nIs it long?\n\nNo.\n\nDanger signs – go to the emergency room at once:\n* fever\n",
        "x.txt",
    )

    assert found.urgent_signs == ["fever"]
