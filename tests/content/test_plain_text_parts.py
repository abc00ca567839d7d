import time

import pytest

from content.importing import BrokenPage, ConditionLine, Credit, guess_kind, read_page, write_markdown


def read(body, title="Home > Cardiology > Heart Scan"):
    return read_page(f"{title}\n\nOverview\n\nA scan of the heart. It uses sound.\n\n{body}\n", "page.txt")


# Title and breadcrumb


@pytest.mark.parametrize(
    ("breadcrumb", "title", "department"),
    [
        ("Home > Heart Scan", "Heart Scan", ""),
        ("Home > Cardiology > Heart Scan", "Heart Scan", "cardiology"),
        ("Home > Treatments > Heart Scan", "Heart Scan", ""),
        ("Home > Departments > Ear, Nose & Throat > Hearing Test", "Hearing Test", "ear-nose-throat"),
        ("Home / Cardiology / Heart Scan", "Heart Scan", "cardiology"),
        ("Home | Heart Scan", "Heart Scan", ""),
        ("Treatments > Cardiology > Heart Scan", "Heart Scan", "cardiology"),
    ],
)
def test_breadcrumbs(breadcrumb, title, department):
    page = read("How is it done?\n\nWith gel.", title=breadcrumb)

    assert (page.title, page.department) == (title, department)


def test_the_title_repeated_below_the_breadcrumb_is_no_section():
    page = read_page("Home > Heart Scan\n\nHeart Scan\n\nA picture of the heart.\n\nIs it long?\n\nNo.\n", "page.txt")

    assert page.lead == "A picture of the heart."
    assert [question.question for question in page.questions] == ["Is it long?"]


def test_a_cut_off_breadcrumb_leaves_the_title_to_the_heading():
    page = read_page("Home > Cardiology > Heart…\n\nHeart Scan\n\nOverview\n\nA picture of the heart.\n", "page.txt")

    assert page.title == "Heart Scan"


def test_the_heading_above_the_overview_is_the_title_when_menu_lines_stand_above_it():
    page = read_page("Patients\nVisitors\nHeart Scan\nOverview\nA picture of the heart.\n", "page.txt")

    assert page.title == "Heart Scan"


def test_a_number_with_a_greater_than_sign_is_no_breadcrumb():
    page = read("When is it urgent?\n\nIf your pulse is > 140 at rest, call us.")

    assert page.questions[0].answer == "If your pulse is > 140 at rest, call us."


# Lead


@pytest.mark.parametrize(
    ("overview", "lead", "rest"),
    [
        ("One sentence.", "One sentence.", ""),
        ("One. Two. Three.", "One.", "Two. Three."),
        ("Ask Dr. Rao first. Then decide.", "Ask Dr. Rao first.", "Then decide."),
        ("Some, e.g. Asha, wait. Others do not.", "Some, e.g. Asha, wait.", "Others do not."),
        ("It takes 1.5 hours. You sleep.", "It takes 1.5 hours.", "You sleep."),
        ("First paragraph.\n\nSecond paragraph. More.", "First paragraph.", "Second paragraph. More."),
        ("Does it hurt? A little.\n\nOften not.", "Does it hurt?", "A little.\n\nOften not."),
    ],
)
def test_lead_and_overview(overview, lead, rest):
    page = read_page(f"Home > Heart Scan\n\nOverview\n\n{overview}\n", "page.txt")

    assert (page.lead, page.overview) == (lead, rest)


def test_a_list_in_the_overview_stays_there():
    page = read_page("Home > Heart Scan\n\nOverview\n\nIt shows things. It shows:\n\n• size\n• flow\n", "page.txt")

    assert page.overview == "It shows:\n\n- size\n- flow"
    assert page.conditions == []


# Conditions


@pytest.mark.parametrize(
    ("line", "name", "note"),
    [
        ("Migraine (with aura)", "Migraine", "with aura"),
        ("Stiffness after stroke, injury, or surgery", "Stiffness", "after stroke, injury, or surgery"),
        ("Tremor and other movement disorders", "Tremor", "and other movement disorders"),
        ("Cataract – a cloudy lens", "Cataract", "a cloudy lens"),
        ("Osteoarthritis: wear of the joint", "Osteoarthritis", "wear of the joint"),
        ("Reflux (GERD) that does not improve", "Reflux", "GERD; that does not improve"),
        ("Pain due to a slipped disc.", "Pain", "due to a slipped disc"),
        ("Crohn’s disease;", "Crohn’s disease", ""),
        ("Non-Hodgkin lymphoma", "Non-Hodgkin lymphoma", ""),
    ],
)
def test_name_and_note_of_a_condition(line, name, note):
    page = read(f"What conditions does it treat?\n\n• {line}\n• Another thing\n")

    assert page.conditions[0] == ConditionLine(name, note)


def test_two_lines_with_one_name_are_one_condition():
    page = read("What conditions does it treat?\n\n• Stiffness after stroke\n• Stiffness after injury\n")

    assert page.conditions == [ConditionLine("Stiffness", "after stroke; after injury")]


CONDITION_LIST = "• Angina (chest pain)\n• Heart failure\n• Valve disease – a leak\n"


@pytest.mark.parametrize(
    "heading",
    [
        "What conditions can be treated with a heart scan?",
        "Which heart diseases does it treat?",
        "Conditions We Treat",
        "What is it used for?",
        "Uses of a Heart Scan",
        "When is it needed?",
        "Who needs a heart scan?",
    ],
)
def test_headings_that_ask_for_conditions(heading):
    page = read(f"{heading}\n\n{CONDITION_LIST}\nHow is it done?\n\nWith gel.")

    assert page.conditions_heading == heading
    assert [line.name for line in page.conditions] == ["Angina", "Heart failure", "Valve disease"]
    assert [question.question for question in page.questions] == ["How is it done?"]


@pytest.mark.parametrize(
    "heading",
    [
        "What happens during the treatment?",
        "What conditions should I tell the doctor about?",
        "Which conditions make it not suitable?",
        "How are side effects treated?",
        "What problems can arise?",
        "What can help with recovery?",
        "What gel is used for the scan?",
        "What symptoms can be treated at home?",
        "Which doctors treat these problems?",
        "What are the benefits of treatment?",
    ],
)
def test_headings_that_do_not(heading):
    page = read(f"{heading}\n\n{CONDITION_LIST}\nHow is it done?\n\nWith gel.")

    assert page.conditions == []
    assert page.questions[0].question == heading
    assert "- Heart failure" in page.questions[0].answer


@pytest.mark.parametrize(
    "items",
    [
        "• You have pain at rest\n• Your medicines no longer help",
        "• Every six months\n• Three times in a year",
        "• People over 60\n• Adults with diabetes",
        "• Avoid coffee\n• Stop smoking",
    ],
)
def test_when_is_it_needed_may_also_be_answered_by_advice(items):
    page = read(f"When is it needed?\n\n{items}\n")

    assert page.conditions == []
    assert page.questions[0].answer == items.replace("•", "-")


def test_sentences_around_the_list_of_conditions_are_not_lost():
    page = read("What does it treat?\n\nIt is used for:\n\n• Angina\n• Faints\n\nYour doctor decides.")

    assert [line.name for line in page.conditions] == ["Angina", "Faints"]
    assert page.overview == "It uses sound.\n\nYour doctor decides."


def test_a_list_may_come_without_its_bullets():
    page = read("What does a heart scan help to treat?\n\nIt is used for:\n\nHeart failure\nValve disease (a leak)\n")

    assert page.conditions == [ConditionLine("Heart failure"), ConditionLine("Valve disease", "a leak")]


# Credit


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Published with the inputs from Prof A, Surgeon, B Hospital", Credit("Prof A", "Surgeon", "B Hospital")),
        ("With inputs from Dr A", Credit("Dr A", "", "")),
        ("Content published with the inputs from: Prof A, Surgeon", Credit("Prof A", "Surgeon", "")),
        (
            "Published with inputs from Dr A, Surgeon, North Wing, B Hospitals- Kozhikode",
            Credit("Dr A", "Surgeon, North Wing", "B Hospitals, Kozhikode"),
        ),
        ("Inputs from Dr A - Surgeon - B Clinic.", Credit("Dr A", "Surgeon", "B Clinic")),
        ("Published with inputs from Dr A, MBBS, MD, Surgeon, BMC, X", Credit("Dr A, MBBS, MD", "Surgeon", "BMC, X")),
    ],
)
def test_credits(line, credit):
    page = read(f"{line}\n\nHow is it done?\n\nWith gel.")

    assert page.credit == credit
    assert "inputs" not in write_markdown(page)


def test_reviewed_by_is_not_taken_for_a_credit():
    assert read("Reviewed by Dr A, Surgeon, B Hospital.\n\nHow is it done?\n\nWith gel.").credit is None


# Questions


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("How does the scan work?", "how_it_works"),
        ("What happens during a scan?", "session"),
        ("Is it painful?", "session"),
        ("How soon do the tablets work, and how long will relief last?", "results"),
        ("What are the benefits?", "benefits"),
        ("Does a scan have side effects?", "risks"),
        ("What are the risks after surgery?", "risks"),
        ("Is it safe for long-term use?", "long_term"),
        ("Who should not have it?", "who_should_not"),
        ("How should I prepare for the scan?", "prepare"),
        ("What can I eat before the scan?", "prepare"),
        ("What is recovery like?", "aftercare"),
        ("When can I return to work?", "aftercare"),
        ("What are the alternatives to surgery?", "alternatives"),
        ("How much does it cost?", "cost"),
        ("What is a stent?", ""),
        ("Who can benefit from it?", ""),
        ("Why choose our hospital?", ""),
    ],
)
def test_kinds_are_guessed_from_the_words(heading, kind):
    assert guess_kind(heading) == kind


def test_a_question_without_an_answer_is_kept_so_that_it_is_noticed():
    page = read("How is it done?\n\nDoes it hurt?\n\nNot much.")

    assert [(q.question, q.answer) for q in page.questions] == [
        ("How is it done?", ""),
        ("Does it hurt?", "Not much."),
    ]


def test_a_table_of_contents_is_not_read_as_questions():
    page = read(
        "On this page\n\nHow is it done?\n\nDoes it hurt?\n\nHow is it done?\n\nGel.\n\nDoes it hurt?\n\nNo pain."
    )

    assert [(q.question, q.answer) for q in page.questions] == [
        ("How is it done?", "Gel."),
        ("Does it hurt?", "No pain."),
    ]


def test_signs_with_a_meaning_in_markdown_keep_their_plain_meaning():
    page = read("How is it done?\n\n*Two* <b>gels</b> [A] and_B.\n\n# 1 is cold.")

    assert page.questions[0].answer == "\\*Two\\* \\<b>gels\\</b> \\[A\\] and\\_B.\n\n\\# 1 is cold."


def test_testimonials_are_dropped():
    page = read(
        "How is it done?\n\nGel.\n\nReal Voices That Matter\n\nI am so happy. It works.\n\nGreat Results\n\nYes!"
    )

    assert [question.question for question in page.questions] == ["How is it done?"]
    assert "happy" not in write_markdown(page)


@pytest.mark.parametrize(
    "heading",
    [
        "Our Doctors",
        "Meet Our Team",
        "Our Locations",
        "Patient Testimonials",
        "What Our Patients Say",
        "Related Treatments",
        "Latest Blogs",
        "Quick Links",
        "Specialities",
        "Insurance Partners",
        "© 2025 Sample Hospital",
    ],
)
def test_sections_of_furniture_are_dropped(heading):
    page = read(f"How is it done?\n\nWith gel\n{heading}\nSomething Else\n\nA sentence of it.")

    assert [(q.question, q.answer) for q in page.questions] == [("How is it done?", "With gel")]


def test_a_title_below_a_full_line_of_wrapped_text_is_a_heading():
    page = read("How is it done?\n\n" + "With gel. " * 7 + "It ends.\nRecovery After the Scan\nYou can go home.")

    assert [q.question for q in page.questions] == ["How is it done?", "Recovery After the Scan"]


def test_a_question_below_the_doctors_is_still_read():
    page = read("Our Doctors\n\nDr A\n\nCardiologist\n\nHow is it done?\n\nWith gel.")

    assert [(q.question, q.answer) for q in page.questions] == [("How is it done?", "With gel.")]


def test_when_to_contact_a_doctor_is_a_question_and_no_closing_call():
    page = read("When should I contact a doctor?\n\nIf it bleeds.\n\nReady to book?\n\nWrite to us.")

    assert page.questions[0].question == "When should I contact a doctor?"
    assert (page.closing_title, page.closing_text) == ("Ready to book?", "Write to us.")


# Pages that cannot be read


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        (" \n\n\t\n", 1, "empty"),
        ("mobile header\n\nView All\n\nHome\n", 1, "nothing but navigation"),
        ("Home > Heart Scan\n\nView All\n\nOur Doctors\n", 5, "nothing but a title"),
        ("Home > ഹൃദയം\n\nOverview\n\nA scan.\n", 1, "no Latin letters"),
        ("Home > X1\n\nOverview\n\nPublished with inputs from\n\nA scan.\n", 5, "names nobody"),
        ("Home > Scan\n\nOverview\n\nA\0B\n", 5, "NUL"),
        ("Home > Scan\n\nIt takes 10\ufffd20 minutes.\n", 3, "lost"),
        ("Home > Scan\n\nIt takes 10â€“20 minutes.\n", 3, "lost"),
        ("<!DOCTYPE html>\n<html><body>Home</body></html>\n", 1, "nothing but navigation"),
    ],
)
def test_pages_that_cannot_be_read(text, line, reason):
    with pytest.raises(BrokenPage) as caught:
        read_page(text, "page.txt")

    assert (caught.value.source, caught.value.line) == ("page.txt", line)
    assert reason in caught.value.reason
    assert str(caught.value) == f"page.txt, line {line}: {caught.value.reason}"


@pytest.mark.parametrize(
    "text", ["What is it?\n\nA.\n\n", "• a (b\n", "word ", "Title Words\n", "(", "a - b: c\n", "(1. \n"]
)
def test_a_large_odd_file_takes_seconds_not_minutes(text):
    page = "Home > Heart Scan\n\nOverview\n\nA scan.\n\nWhat conditions does it treat?\n\n" + text * (
        100_000 // len(text)
    )
    started = time.process_time()

    try:
        read_page(page, "page.txt")
    except BrokenPage:
        pass

    assert time.process_time() - started < 5
