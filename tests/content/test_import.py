"""Pages of a hospital's existing site become drafts: all of the files given, or none."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content.models import Condition, Question, Treatment, TreatmentContent
from directory.models import Doctor
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).parent.parent / "e2e" / "botox-page.txt"


def run(*arguments, **options):
    out = StringIO()
    call_command("import_treatments", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def everything():
    return [list(model.objects.values_list("pk")) for model in (Treatment, Condition, Question, Doctor)]


def test_a_plain_page_becomes_a_draft():
    factories.DepartmentFactory(slug="neurology")

    run(PAGE, department="neurology")

    content = TreatmentContent.admin_manager.get()
    assert content.title == "Botox Therapy for Neurological Conditions"
    assert content.treatment.slug == "botox-therapy-for-neurological-conditions"
    assert content.treatment.department.slug == "neurology"
    assert content.versions.get().state == "draft"
    assert [(str(link.condition), link.note) for link in content.condition_links.all()] == [
        ("Chronic migraine", "headache on at least 15 days a month"),
        ("Cervical dystonia", "a neck that twists by itself"),
        ("Spasticity", "after a stroke or with multiple sclerosis"),
        ("Hemifacial spasm", "and other small muscle twitches"),
    ]
    assert list(content.questions().values_list("question", "kind")) == [
        ("How does it work?", "how_it_works"),
        ("What happens in a session?", "session"),
        ("Are there risks?", "risks"),
    ]
    assert content.closing_title == "Talk to our team"
    assert "📞" not in content.closing_text


def test_the_credit_makes_an_unlisted_doctor_and_no_sign_off():
    run(PAGE)

    content = TreatmentContent.admin_manager.get()
    assert str(content.credited_doctor.full_name) == "Dr Ummer K"
    assert str(content.credited_doctor.role) == "Neurologist"
    assert content.credited_hospital == "Baby Memorial Hospitals, Kozhikode"
    assert not content.credited_doctor.is_listed
    assert not content.versions.get().sign_offs.exists()


def test_the_credit_finds_a_doctor_who_is_in_the_directory():
    doctor = factories.DoctorFactory(name={"en": "ummer k"})

    run(PAGE)

    assert TreatmentContent.admin_manager.get().credited_doctor == doctor


def test_what_is_missing_and_what_needs_care_is_listed(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(PAGE.read_text().replace("for months.", "for months. The FDA approved it."))

    report = run(page)

    for words in ("department", "last reviewed", "next review", "references", "who should not", "urgent help"):
        assert f"missing: {words}" in report
    assert "The FDA approved it" in report.split("needs care: ")[1]


def test_running_it_twice_changes_nothing(editor):
    run(PAGE)
    TreatmentContent._original_manager.update(title="The editor's own title")
    before = everything()

    report = run(PAGE)

    assert "already there" in report
    assert everything() == before
    assert TreatmentContent.admin_manager.get().title == "The editor's own title"


def test_a_broken_file_is_named_and_nothing_is_imported(tmp_path):
    broken = tmp_path / "broken.md"
    broken.write_text("---\ntitle: A page\ncolour: green\n---\nWords.\n")

    with pytest.raises(CommandError, match=r"broken.md, line 3.*colour(?s:.*)Nothing was imported"):
        run(PAGE, broken)

    assert not Treatment.objects.exists()


def test_a_fault_that_only_the_database_sees_undoes_the_other_files_too(tmp_path):
    twice = tmp_path / "twice.txt"
    twice.write_text(PAGE.read_text())

    with pytest.raises(CommandError, match="the same page as in"):
        run(PAGE, twice)

    assert not Treatment.objects.exists()
    assert not Doctor.objects.exists()


@pytest.mark.parametrize("name", ["there-is-no-such-file.txt", "."])
def test_a_file_that_cannot_be_opened_is_named(name):
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(PAGE, name)

    assert not Treatment.objects.exists()


def test_a_department_that_does_not_exist_is_named_with_those_that_do():
    factories.DepartmentFactory(slug="neurology")

    with pytest.raises(CommandError, match="neurology"):
        run(PAGE, department="neurologie")


def test_a_title_longer_than_the_field_names_the_file(tmp_path):
    page = tmp_path / "long.txt"
    page.write_text(PAGE.read_text().replace("Botox Therapy for Neurological Conditions", "Botox " + "very " * 60))

    with pytest.raises(CommandError, match=r"long\.txt"):
        run(page)


@pytest.mark.skipif("IMPORT_SAMPLES" not in os.environ, reason="IMPORT_SAMPLES names no folder of samples")
def test_every_sample_is_imported_whole():
    samples = sorted(path for path in Path(os.environ["IMPORT_SAMPLES"]).iterdir() if path.is_file())
    assert samples

    run(*samples)

    assert TreatmentContent.admin_manager.count() == len(samples)
    for content in TreatmentContent.admin_manager.all():
        assert content.title
        assert content.lead
        assert content.questions().exists()
        words = " ".join([content.title, content.lead, *(question.plain_answer for question in content.questions())])
        assert not any(debris in words for debris in ("mobile header", "View All", "📞"))


STRANGERS = Path(__file__).parent / "pages" / "strangers"


def test_what_was_left_out_is_told_by_line():
    report = run(STRANGERS / "what_is_question.txt")

    assert "title: the title is taken from the first question" in report
    assert "left out: line 4: “7 min read”" in report
    assert "left out: line 32: “WhatsApp Expert”" in report
    assert "7 lines were left out" in report


def test_pages_of_every_shape_are_imported_with_their_signs():
    run(*sorted(STRANGERS.iterdir()))

    assert TreatmentContent.admin_manager.count() == len(list(STRANGERS.iterdir()))
    thyroid = TreatmentContent.admin_manager.get(treatment__slug="thyroid-surgery")
    assert [sign.text for sign in thyroid.signs.all()] == ["your neck swells", "breathing becomes hard"]
    biopsy = TreatmentContent.admin_manager.get(treatment__slug="skin-biopsy")
    risks = biopsy.questions().get(kind="risks").answer
    assert "<table>" in risks
    assert "ask Dr Demo" not in risks + biopsy.lead


def test_a_title_can_be_given_for_one_file():
    run(PAGE, title="Botox for nerves")

    assert TreatmentContent.admin_manager.get().treatment.slug == "botox-for-nerves"
    with pytest.raises(CommandError, match="one file"):
        run(PAGE, STRANGERS / "setext.md", title="X")


def test_a_pdf_is_refused_with_what_to_do(tmp_path):
    page = tmp_path / "page.pdf"
    page.write_bytes(b"%PDF-1.7\n")

    with pytest.raises(
        CommandError, match=r"page\.pdf, line 1: this is a PDF; open it, copy its text(?s:.*)Nothing was imported"
    ):
        run(page)
