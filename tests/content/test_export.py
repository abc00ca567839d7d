"""Pages go out as Markdown files and come back in as the same pages."""

import re
from io import StringIO

import pytest
from cms.api import add_plugin
from django.core.management import CommandError, call_command

from content.importing import write_markdown
from content.importing.exporting import blocks_of, contents_to_export, page_of, plain_text_as_markdown, tidy
from content.importing.save_pages import plain_text
from content.models import Condition, ConditionContent, Picture, SignOff, Testimonial, Treatment, TreatmentContent
from content.publishing.erasure import erasing_versions
from content.publishing.fingerprint import everything_it_says
from content.publishing.services import sign_off
from directory.models import Department, Doctor
from tests import factories

pytestmark = pytest.mark.django_db

EDITORS_HTML = (
    "<p>Fish &amp; chips, <b>1.</b> not a <em>list</em>*<br>and 2 &lt; 3</p>"
    "<ul><li><p>one</p></li><li><p>two</p></li></ul>"
    '<h3>Later</h3><ol><li>first</li><li>second <a href="https://health.example/a">there</a></li></ol>'
)


class Terminal(StringIO):
    def isatty(self):
        return True


def run(command, *arguments, **options):
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def pages_say():
    """Everything every page says, with names in place of ids and one way of writing HTML."""
    return {
        (content.treatment.slug, content.language): says(content) for content in TreatmentContent.admin_manager.all()
    }


def says(content):
    said = everything_it_says(content)
    said["fields"] |= {"treatment": content.treatment.slug, "credited_doctor": str(content.credited_doctor)}
    conditions = dict(Condition.objects.values_list("pk", "slug"))
    said["condition_links"] = [{**row, "condition": conditions[row["condition"]]} for row in said["condition_links"]]
    for _slot, _kind, values in said["blocks"]:
        for name in {"body", "answer"} & set(values):
            values[name] = tidy(values[name])
    return said


def empty_the_site(*, directory=False):
    SignOff.objects.all().delete()
    Testimonial.objects.all().delete()
    with erasing_versions():
        Treatment.objects.all().delete()
        Condition.objects.all().delete()
    if directory:
        Doctor.objects.all().delete()
        Department.objects.all().delete()


def files_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def conditions_say():
    """Everything every page of a condition says, with names in place of ids."""
    return {
        (content.condition.slug, content.language): (
            content.name, content.explanation, content.urgent_not_applicable, content.last_reviewed,
            content.next_review, [sign.text for sign in content.signs.all()],
            list(content.references.values_list("title", "publisher", "url", "year")),
        )
        for content in ConditionContent.admin_manager.current_content()
    }  # fmt: skip


def names():
    """In the words of each language that a condition has pages in."""
    contents = ConditionContent._original_manager.all()
    return sorted(contents.values_list("condition__slug", "language", "name"))


@pytest.fixture
def full_page(editor):
    """A page with something in every place, written as editors write."""
    doctor = factories.DoctorFactory(slug="asha-test", honorific="prof", name={"en": "Asha Test", "ml": "ആഷ"})
    content = factories.draft(
        editor,
        treatment=factories.TreatmentFactory(slug="hip-replacement", department__slug="orthopaedics"),
        generic_name="arthroplasty: total",
        trade_names="“Hip’s” #1",
        credited_doctor=doctor,
        credited_hospital="A hospital, Kozhikode",
        conditions_heading="What it helps with {really}",
        closing_title="Talk to us",
        closing_text="First line & more\nsecond *line*\n\n1. not a list <b>",
    )
    content.treatment.doctors.add(doctor)
    content.facts.create(order=0, label="It takes", value="usually 1–2 hours")
    content.facts.create(order=1, label="Yes", value="no")
    both = factories.ConditionFactory(slug="arthritis", name={"en": "Arthritis", "ml": "സന്ധിവാതം"})
    english = factories.ConditionFactory(slug="fracture", name={"en": "A broken hip"})
    content.condition_links.create(order=0, condition=both, note="of the hip: most")
    content.condition_links.create(order=1, condition=english)
    content.references.create(order=1, title="A year", year=2024)
    overview = content.placeholders.get(slot="overview")
    overview.cmsplugin_set.all().delete()
    add_plugin(content.placeholders.get(slot="overview"), "TextPlugin", "en", body=EDITORS_HTML)
    factories.add_question(content.placeholders.get(slot="questions"), "en", "Overview", EDITORS_HTML)
    return content


@pytest.fixture
def malayalam_page(full_page, editor):
    content = factories.draft(editor, treatment=full_page.treatment, language="ml", title="ഇടുപ്പ് മാറ്റിവയ്ക്കൽ" * 9)
    content.condition_links.create(order=0, condition=Condition.objects.get(slug="fracture"))
    return content


def test_pages_come_back_equal_and_go_out_the_same(full_page, malayalam_page, tmp_path):
    before = pages_say()
    run("export_treatments", tmp_path / "out")
    empty_the_site()

    run("import_treatments", tmp_path / "out")
    run("export_treatments", tmp_path / "again")

    assert pages_say() == before
    assert files_in(tmp_path / "again") == files_in(tmp_path / "out")
    assert sorted(files_in(tmp_path / "out")) == [
        "conditions/arthritis.md",
        "conditions/arthritis.ml.md",
        "conditions/fracture.md",
        "hip-replacement.md",
        "hip-replacement.ml.md",
    ]


def test_a_wholly_empty_site_gets_equal_pages_and_a_list_of_whom_it_lacks(full_page, tmp_path):
    before = pages_say()
    run("export_treatments", tmp_path)
    empty_the_site(directory=True)

    report = run("import_treatments", tmp_path / "hip-replacement.md")

    assert pages_say() == before
    assert "missing: the department “orthopaedics”, which is not in the directory" in report
    assert "missing: the credited doctor “asha-test”, who was not in the directory and is hidden there now" in report
    assert Doctor.objects.get(slug="asha-test").honorific == "prof"
    assert not Doctor.objects.get(slug="asha-test").is_listed


def test_the_names_of_conditions_come_back_whatever_the_order_of_the_files(full_page, malayalam_page, tmp_path):
    malayalam_page.condition_links.create(order=1, condition=Condition.objects.get(slug="arthritis"))
    before = names()
    run("export_treatments", tmp_path)
    empty_the_site()

    run("import_treatments", tmp_path / "hip-replacement.ml.md", tmp_path / "hip-replacement.md")

    assert names() == before


def test_a_name_in_another_language_does_not_become_a_translation(full_page, malayalam_page, tmp_path):
    run("export_treatments", tmp_path)
    TreatmentContent._original_manager.filter(pk=malayalam_page.pk).delete()

    run("import_treatments", tmp_path / "hip-replacement.ml.md")

    assert [name for name in names() if name[0] == "fracture"] == [("fracture", "en", "A broken hip")]


def test_the_demonstration_goes_out_and_comes_back(demonstration, tmp_path):
    with factories.unguarded():
        Picture.objects.all().delete()  # a file of words carries none
    before, conditions = pages_say(), conditions_say()
    run("export_treatments", tmp_path / "out", published=True)
    empty_the_site()

    run("import_treatments", tmp_path / "out")
    run("export_treatments", tmp_path / "again")

    assert len(before) > 10
    assert len(conditions) == 216
    assert conditions_say() == conditions
    assert not ConditionContent.objects.exists()  # drafts, all of them
    assert pages_say() == before
    assert files_in(tmp_path / "again") == files_in(tmp_path / "out")


def test_the_draft_goes_out_unless_the_published_words_are_asked_for(editor, clinician, publisher, tmp_path):
    page = factories.published(editor, clinician, publisher, title="Published words")
    draft = page.versions.get().copy(editor).content
    TreatmentContent._original_manager.filter(pk=draft.pk).update(title="Newer words")
    factories.draft(editor, title="Never published")

    assert [content.title for content in contents_to_export()] == ["Newer words", "Never published"]
    assert [content.title for content in contents_to_export(published_only=True)] == ["Published words"]


def test_one_language_only(full_page, malayalam_page, tmp_path):
    run("export_treatments", tmp_path, language="ml")

    assert sorted(files_in(tmp_path)) == ["conditions/arthritis.ml.md", "hip-replacement.ml.md"]


def test_a_language_that_does_not_exist_is_named_with_those_that_do(tmp_path):
    with pytest.raises(CommandError, match=r"'mal'.*en, ml, hi, ar"):
        run("export_treatments", tmp_path, language="mal")


def test_a_folder_that_cannot_be_made_is_named(full_page, tmp_path):
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(CommandError, match="taken"):
        run("export_treatments", tmp_path / "taken")


@pytest.mark.parametrize(
    ("html", "is_kept"),
    [
        (EDITORS_HTML, True),
        ("<p>plain</p>\n\n<p>words</p>", True),
        ("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", False),
        ("<p>H<sub>2</sub>O</p>", False),
        ('<p>A word: <span lang="ml">വാക്ക്</span></p>', False),
    ],
)
def test_what_markdown_cannot_hold_is_named(full_page, tmp_path, html, is_kept):
    question = full_page.questions().first()
    question.answer = html
    question.save()

    report = run("export_treatments", tmp_path)

    expected = "hip-replacement.md: Markdown cannot hold some formatting in the answer to “Who should not have it?”"
    assert (expected in report) is not is_kept


@pytest.mark.parametrize(
    "text",
    ["one", "one\ntwo\n\nthree", "Q&A: 1 < 2", "1. a\n- b\n# c", "*stars* _and_ [links](x)", "&amp; <b>bold</b>", ""],
)
def test_plain_words_survive_markdown(text):
    assert plain_text(plain_text_as_markdown(text)) == text


def test_a_file_in_an_unknown_language_is_named(full_page, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(
        write_markdown(page_of(full_page, blocks_of([full_page])[full_page.pk])).replace(
            "language: en", "language: mal"
        )
    )

    with pytest.raises(CommandError, match=r"page.md, line \d+: unknown language mal; known languages are en, ml"):
        run("import_treatments", path)


def test_an_unknown_doctor_is_named(full_page, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(
        write_markdown(page_of(full_page, blocks_of([full_page])[full_page.pk])).replace("- asha-test", "- nobody")
    )
    empty_the_site()

    assert "missing: the doctor “nobody”, who is not in the directory" in run("import_treatments", path)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("references: [{title: A, url: 'javascript:alert(1)'}]", "must start with https"),
        ("references: [{title: A, year: 99999}]", "is not a year"),
        (f"references: [{{title: A, publisher: {'x' * 201}}}]", "longer than 200"),
        (f"urgent_not_applicable: {'x' * 301}", "longer than 300"),
        (f"urgent_signs: [{'x' * 501}]", "longer than 500"),
        (f"closing_text: {'x' * 1001}", "longer than 1000"),
        (f"credit: {{name: {'x' * 201}}}", "longer than 200"),
    ],
)
def test_what_the_database_would_refuse_is_a_clear_message(tmp_path, line, problem):
    path = tmp_path / "page.md"
    path.write_text(f"---\ntitle: A page\n{line}\n---\nWords.\n")

    with pytest.raises(CommandError, match=f"page.md.*{problem}"):
        run("import_treatments", path)


def test_fifty_files_are_imported_with_a_bar_and_one_summary(full_page, tmp_path):
    text = write_markdown(page_of(full_page, blocks_of([full_page])[full_page.pk]))
    for number in range(50):
        (tmp_path / f"{number}.md").write_text(text.replace("slug: hip-replacement", f"slug: page-{number}", 1))
    terminal = Terminal()

    report = run("import_treatments", *tmp_path.iterdir(), stderr=terminal)

    assert "50 files: 50 new drafts, 0 already there." in report.splitlines()[-1]
    assert "\rImporting [##############################] 50 of 50\n" in terminal.getvalue()
    assert "\rImporting [---" in terminal.getvalue()
    assert not re.search("\x1b", terminal.getvalue())


def test_nothing_is_drawn_where_nobody_looks(full_page, tmp_path):
    log = StringIO()

    run("export_treatments", tmp_path, stderr=log)

    assert log.getvalue() == ""


def test_a_sign_off_does_not_travel(full_page, clinician, tmp_path):
    sign_off(full_page, by=clinician)
    run("export_treatments", tmp_path)
    empty_the_site()

    run("import_treatments", tmp_path / "hip-replacement.md")

    assert not TreatmentContent.admin_manager.get().versions.get().sign_offs.exists()
    assert TreatmentContent.admin_manager.get().versions.get().state == "draft"
