import re
import textwrap
from pathlib import Path

import pytest

from content.importing import ConditionLine, Credit, read_file, read_page

PAGES = Path(__file__).parent / "pages"
SHOULDER = (PAGES / "shoulder_injection.txt").read_text(encoding="utf-8")

DEBRIS = ["mobile header", "View All", "View Profile", "Our Doctors", "Real Voices", "Book an Appointment", "©", "📞"]


def everything_in(page):
    return "\n".join(
        [page.title, page.lead, page.overview, page.conditions_heading, page.closing_title, page.closing_text]
        + [f"{line.name} {line.note}" for line in page.conditions]
        + [f"{question.question}\n{question.answer}" for question in page.questions]
    )


# A whole page


@pytest.fixture(scope="module")
def shoulder():
    return read_file(PAGES / "shoulder_injection.txt")


def test_title_address_and_breadcrumb(shoulder):
    assert shoulder.title == "Steroid Injection for Shoulder Pain"
    assert shoulder.slug == "steroid-injection-for-shoulder-pain"
    assert shoulder.breadcrumb == ["Home", "Steroid Injection for Shoulder Pain"]
    assert shoulder.language == "en"
    assert shoulder.department == ""


def test_the_first_sentence_leads_and_the_others_are_the_overview(shoulder):
    assert shoulder.lead == (
        "A steroid injection puts a strong anti-inflammatory medicine – a corticosteroid – right beside the sore part "
        "of the shoulder."
    )
    assert shoulder.overview == (
        "It is one step in a plan that also includes exercises. Most people go home within the hour."
    )


def test_credit(shoulder):
    assert shoulder.credit == Credit("Dr Test Rahim", "Orthopaedic Surgeon", "Sample Hospitals, Kozhikode")


def test_conditions_with_their_notes(shoulder):
    assert shoulder.conditions_heading == "Which shoulder conditions can be treated with an injection?"
    assert shoulder.conditions == [
        ConditionLine("Frozen shoulder", "a stiff, painful capsule"),
        ConditionLine("Bursitis", "a swollen cushion under the bone"),
        ConditionLine("Rotator cuff tendon pain"),
        ConditionLine("Stiffness", "after a fracture, a long illness, or an operation"),
        ConditionLine("Arthritis of the small joint at the tip", "and other wear of the shoulder"),
    ]


def test_questions_in_order_with_their_kinds(shoulder):
    assert [(question.question, question.kind) for question in shoulder.questions] == [
        ("How does the injection calm the shoulder?", ""),
        ("What happens on the day?", "session"),
        ("How soon does it work, and how long does relief last?", "results"),
        ("Are there any risks?", "risks"),
        ("What should I do after the injection?", "aftercare"),
    ]


def test_lists_inside_answers_stay_in_the_answers(shoulder):
    answers = {question.kind: question.answer for question in shoulder.questions}

    assert answers["session"] == (
        "You sit or lie down while the doctor cleans the skin. The doctor may use ultrasound to guide the needle:\n\n"
        "- the skin is numbed first\n- the medicine goes in slowly\n- a small plaster covers the spot\n\n"
        "The visit takes 15–20 minutes (Dr. Rahim will tell you more)."
    )
    assert answers["aftercare"] == (
        "1. Rest the arm for a day.\n2. Start the exercises you were shown.\n3. Come back in six weeks."
    )


def test_closing_call(shoulder):
    assert shoulder.closing_title == "Talk to Our Shoulder Team"
    assert shoulder.closing_text == (
        "If shoulder pain keeps you awake, our orthopaedic team can examine you and talk through the choices.\n\n"
        "Call us or ask for an appointment on this site."
    )


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.txt")), ids=lambda path: path.stem)
def test_no_debris_is_left(path):
    text = everything_in(read_file(path)).casefold()

    assert [word for word in DEBRIS if word.casefold() in text] == []


def test_nothing_is_claimed_that_the_page_does_not_say(shoulder):
    assert (shoulder.generic_name, shoulder.trade_names, shoulder.facts, shoulder.references) == ("", "", [], [])
    assert (shoulder.last_reviewed, shoulder.next_review, shoulder.urgent_signs) == (None, None, [])


# The same page saved in other ways


def bullets(mark):
    return lambda text: re.sub(r"^ *• ", mark, text, flags=re.MULTILINE)


def wrapped(width, indent):
    def wrap(text):
        lines = []
        for line in text.split("\n"):
            more = indent if "•" in line else ""
            lines += textwrap.wrap(line, width, subsequent_indent=more, break_on_hyphens=False) or [""]
        return "\n".join(lines)

    return wrap


SAVED_AS = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Mac line ends": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: "\ufeff" + text,
    "non-breaking spaces": lambda text: text.replace("  • ", "\xa0\xa0•\xa0"),
    "trailing spaces": lambda text: text.replace("\n", "   \n"),
    "no blank lines": lambda text: re.sub(r"\n\s*\n", "\n", text),
    "many blank lines": lambda text: text.replace("\n", "\n\n\n"),
    "star": bullets("* "),
    "hyphen": bullets("- "),
    "dash": bullets("– "),
    "black circle": bullets("● "),
    "tab after the bullet": bullets("•\t"),
    "no space after the bullet": bullets("•"),
    "bullet on its own line": bullets("•\n\n"),
    "wrapped at 60": wrapped(60, ""),
    "wrapped at 72": wrapped(72, "    "),
    "wrapped at 80": wrapped(80, ""),
    "HTML entities": lambda text: text.replace("–", "&ndash;"),
    "levels below each other": lambda text: text.replace("Home > ", "Home\n>\n"),
    "another arrow": lambda text: text.replace(" > ", " » "),
    "zero-width spaces": lambda text: text.replace("Home", "\u200bHome"),
}


@pytest.mark.parametrize("way", SAVED_AS)
def test_the_page_reads_the_same_when_saved_in_another_way(way, shoulder):
    assert read_page(SAVED_AS[way](SHOULDER), "page.txt") == shoulder


def test_headings_may_come_without_their_question_marks(shoulder):
    page = read_page(re.sub(r"\?$", "", SHOULDER, flags=re.MULTILINE), "page.txt")

    assert page.conditions == shoulder.conditions
    assert [question.question + "?" for question in page.questions] == [q.question for q in shoulder.questions]
    assert [question.answer for question in page.questions] == [q.answer for q in shoulder.questions]


# Other pages of the same kind


def test_a_page_with_three_levels_and_no_blank_lines():
    page = read_file(PAGES / "dialysis_tight.txt")

    assert (page.title, page.department) == ("Haemodialysis", "nephrology")
    assert page.lead == "Haemodialysis cleans the blood with a machine when the kidneys no longer can."
    assert page.credit is None
    assert page.conditions == [
        ConditionLine("Chronic kidney disease", "the last stage"),
        ConditionLine("Sudden kidney failure", "after an infection or an injury"),
        ConditionLine("Too much fluid in the body that medicines do not remove"),
    ]
    assert {question.question: question.answer for question in page.questions} == {
        "What is a fistula?": "A surgeon joins an artery and a vein in the arm. It needs weeks to grow strong.",
        "Who should not have haemodialysis?": (
            "Tell the kidney doctor if you have:\n\n- low blood pressure\n- a bleeding problem"
        ),
        "How do I prepare for the first visit?": "1. Bring your list of medicines.\n2. Eat a light meal.",
        "Is it painful?": "No",
        "What are the possible complications?": (
            "### Mild side effects\n\n- cramps\n- tiredness\n\n"
            "### Serious side effects\n\n- infection of the fistula\n- a sudden drop in blood pressure"
        ),
        "How much does it cost?": "Our front desk explains the charges and the insurance papers.",
    }
    assert page.closing_title == ""


def test_a_wrapped_page_whose_headings_are_no_questions():
    page = read_file(PAGES / "cataract_wrapped.txt")

    assert page.department == "ophthalmology"
    assert page.conditions_heading == "Conditions Treated"
    assert page.conditions == [
        ConditionLine("Age-related cataract", "the lens turns cloudy slowly over many years"),
        ConditionLine("Cataract", "after an eye injury, inflammation, or long use of steroid tablets"),
        ConditionLine("Cataract in children", "and other early clouding"),
    ]
    assert page.lead == "A cataract is a cloudy lens inside the eye."
    assert page.overview == "The surgeon looks at both eyes before anything is planned."
    assert [question.question for question in page.questions] == [
        "Why Cataract Surgery Is Done",
        "How Cataract Surgery Works",
        "Questions to ask before you decide on the lens, the date and the kind of anaesthetic?",
        "Recovery After Surgery",
    ]
    assert page.closing_title == "Connect with Our Eye Team"


def test_a_page_without_breadcrumb_overview_heading_credit_and_conditions():
    page = read_file(PAGES / "hearing_plain.txt")

    assert page.title == "Hearing Aid Fitting"
    assert page.lead == "Hearing aids make sounds louder and clearer."
    assert page.overview == "They do not bring back normal hearing."
    assert (page.credit, page.conditions) == (None, [])
    assert {question.question: question.answer for question in page.questions} == {
        "Do hearing aids work for everyone?": (
            "They help most people with hearing loss in the inner ear.\n\nThey help less when speech itself is unclear."
        ),
        "How is a hearing aid fitted?": (
            "1. Your hearing is tested.\n2. You choose a type with the audiologist.\n3. The aid is set to your hearing."
        ),
        "Will it whistle?": "A loose mould can whistle. Tell us.",
        "How long does the battery last?": "Small ones last about a week.",
        "What should I ask at the next visit?": "- Is it sitting well?\n- Can it be louder?",
    }


def test_urgent_signs_and_references_are_taken_where_a_page_has_them():
    page = read_file(PAGES / "bare_bullets.txt")

    assert page.breadcrumb == ["Home", "Gastroenterology", "Upper Endoscopy"]
    assert page.urgent_signs == ["black stools", "strong belly pain"]
    assert [(line.title, line.url, line.year) for line in page.references] == [
        ("NHS. Gastroscopy. 2024", "https://www.nhs.uk/conditions/gastroscopy/", 2024)
    ]
    assert "- Blood thinners\n- Diabetes tablets\n- Iron tablets" in page.questions[0].answer


def test_a_long_page_with_lists_that_are_no_conditions():
    page = read_file(PAGES / "knee_replacement.txt")

    assert page.credit == Credit(
        "Dr. Sample R. Nambiar, MS (Ortho), DNB",
        "Senior Consultant & HOD, Orthopaedics",
        "Sample Memorial Hospital, Kozhikode",
    )
    assert page.conditions_heading == "When do you need knee replacement?"
    assert [line.name for line in page.conditions] == ["Osteoarthritis", "Rheumatoid arthritis", "Damage"]
    assert [question.question for question in page.questions] == [
        "Types of Knee Replacement",
        "Before the Procedure",
        "During the Procedure",
        "How long does recovery take?",
        "Which doctor treats knee pain?",
        "What conditions need special care during surgery?",
        "What medicine is used for pain?",
        "Is knee replacement safe for elderly patients?",
        "Why Choose Sample Memorial Hospital?",
        "Will I set off airport alarms?",
        "Can I climb stairs?",
    ]
    assert page.questions[1].answer == "1. Blood tests are done.\n2. Stop smoking. It helps the wound heal."
    assert page.questions[2].answer == "The surgeon makes a cut at the front of the knee"
    assert page.closing_text == "Speak to our team to find out more."
