"""From a draft to a signature: who may take which step, what is kept, and whose turn it is then."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.models import Clinician, Question, Review, TreatmentContent
from content.publishing.fingerprint import fingerprint
from content.publishing.services import SignOffRefused, sign_off
from content.reviewing import people, steps
from content.reviewing.no_patient_data import refuse_patient_data
from content.reviewing.states import State, state_of
from content.reviewing.waiting import waiting_for
from directory.models import Leave
from tests import factories

pytestmark = pytest.mark.django_db

SOON = timedelta(days=7)


@pytest.fixture
def version(editor):
    return factories.draft(editor).versions.get()


def ask(version, clinician, editor, **more):
    due = timezone.localdate() + SOON
    return steps.ask(
        version, clinician=clinician, by=editor, **{"due": due, "text": "Please look at the risks", **more}
    )


def codes(user):
    return [each.code for each in waiting_for(user)]


def edit(version, answer="<p>Other words.</p>"):
    Question.objects.filter(kind="risks", placeholder__in=version.content.placeholders.all()).update(answer=answer)


def test_the_whole_way_and_whose_turn_it_is(version, editor, clinician, publisher):
    assert state_of(version) == State.DRAFT

    ask(version, clinician, editor)
    assert state_of(version) == State.IN_REVIEW
    assert (codes(clinician), codes(editor), codes(publisher)) == (["review"], [], [])

    steps.send_back(version, by=clinician, answer="The risks are too short", comments=[("lead", "Lead", "Say whom")])
    assert state_of(version) == State.SENT_BACK
    assert (codes(clinician), codes(editor)) == ([], ["sent_back"])

    edit(version)
    assert state_of(version) == State.SENT_BACK
    ask(version, clinician, editor)
    steps.sign(version, by=clinician, seen_fingerprint=fingerprint(version.content))
    assert state_of(version) == State.SIGNED
    assert (codes(clinician), codes(editor), codes(publisher)) == ([], [], ["publish"])

    version.publish(publisher)
    assert state_of(version) == State.PUBLISHED
    assert codes(publisher) == []
    kept = Review.objects.order_by("pk").values_list("outcome", "asked_by", "clinician", "ended_by", "answer")
    assert list(kept) == [
        ("sent_back", editor.pk, clinician.pk, clinician.pk, "The risks are too short"),
        ("signed", editor.pk, clinician.pk, clinician.pk, ""),
    ]
    assert [str(each) for each in Review.objects.last().comments.all()] == ["Lead: Say whom"]


WAYS_TO_EDIT = {
    "a block, past every form": edit,
    "a field": lambda version: TreatmentContent._original_manager.filter(pk=version.object_id).update(lead="Other."),
    "a fact": lambda version: version.content.facts.create(label="a", value="b"),
    "a reference": lambda version: version.content.references.all().delete(),
    "a block taken away": lambda version: Question.objects.filter(kind="risks").get().delete(),
}


@pytest.mark.parametrize("way", WAYS_TO_EDIT)
def test_an_edit_takes_a_page_out_of_review_and_the_reviewer_is_told(way, version, editor, clinician, mailoutbox):
    clinician.email, editor.email = "clinician@hospital.example", ""
    clinician.save()
    review = ask(version, clinician, editor)

    WAYS_TO_EDIT[way](version)

    assert state_of(version) == State.DRAFT
    assert codes(clinician) == []
    call_command("tend_reviews")
    review.refresh_from_db()
    assert (review.outcome, review.ended_by) == ("changed", None)
    assert codes(editor) == ["changed"]


def test_only_one_person_is_asked_at_a_time(version, editor, clinician):
    ask(version, clinician, editor)

    with pytest.raises(steps.StepRefused):
        ask(version, factories.staff("Clinician"), editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(version=version, clinician=clinician, due=timezone.localdate(), title="x", language="en")


def test_after_an_edit_somebody_may_be_asked_at_once(version, editor, clinician):
    ask(version, clinician, editor)
    edit(version)

    ask(version, clinician, editor)

    assert list(Review.objects.values_list("outcome", flat=True)) == ["open", "changed"]


def test_the_author_is_never_the_one_to_ask(roles):
    both = factories.staff("Editor")
    both.groups.add(*factories.staff("Clinician").groups.all())
    version = factories.draft(both).versions.get()

    with pytest.raises(steps.StepRefused):
        ask(version, both, both)
    assert both not in people.reviewers_of(version)
    with pytest.raises(PermissionDenied):
        steps.send_back(version, by=both)
    with pytest.raises(SignOffRefused):
        steps.sign(version, by=both, seen_fingerprint=fingerprint(version.content))


def test_only_who_reads_the_language_may_be_asked(editor, clinician):
    version = factories.draft(editor, language="ml").versions.get()

    with pytest.raises(steps.StepRefused):
        ask(version, clinician, editor)

    factories.reads(clinician, "ml")
    assert ask(version, clinician, editor).language == "ml"


@pytest.mark.parametrize("role", ["Clinician", "Publisher", "Front desk", "Manager"])
def test_who_may_not_write_asks_nobody(role, version, clinician):
    with pytest.raises(PermissionDenied):
        ask(version, clinician, factories.staff(role))


@pytest.mark.parametrize("role", ["Editor", "Publisher", "Front desk", "Manager"])
def test_who_may_not_sign_sends_nothing_back(role, version, editor, clinician):
    ask(version, clinician, editor)

    with pytest.raises(PermissionDenied):
        steps.send_back(version, by=factories.staff(role), answer="No")


def test_a_sign_off_by_any_other_way_ends_the_review(version, editor, clinician):
    review = ask(version, clinician, editor)
    colleague = factories.staff("Clinician")
    sign_off(version.content, by=colleague)

    call_command("tend_reviews")

    review.refresh_from_db()
    assert (review.outcome, review.ended_by) == ("signed", colleague)


def test_what_is_signed_without_being_asked_for_waits_for_publishers_too(version, clinician, publisher):
    sign_off(version.content, by=clinician)
    assert codes(publisher) == ["publish"]

    edit(version)
    assert codes(publisher) == []


def test_what_is_signed_and_lacks_something_does_not_wait_for_publishers(version, clinician, publisher):
    version.content.references.all().delete()
    sign_off(version.content, by=clinician)

    assert codes(publisher) == []


def test_a_clinician_may_send_back_what_nobody_asked_about(version, editor, clinician):
    steps.send_back(version, by=clinician, answer="The dose is wrong")

    assert codes(editor) == ["sent_back"]
    assert Review.objects.get().asked_by is None


def test_a_review_goes_to_a_colleague_while_its_clinician_is_away(version, editor, clinician):
    colleague = factories.staff("Clinician")
    review = ask(version, clinician, editor)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Clinician.objects.filter(user=clinician).update(away_until=tomorrow)

    call_command("tend_reviews")

    review.refresh_from_db()
    assert review.outcome == "passed_on"
    assert (codes(clinician), codes(colleague)) == ([], ["review"])
    assert Review.objects.get(outcome="open").text == "Please look at the risks"
    steps.withdraw(version, by=editor)
    with pytest.raises(steps.StepRefused):
        ask(version, clinician, editor)


def on_leave(doctor, first, last, **part):
    today = timezone.localdate()
    Leave.objects.create(
        doctor=doctor, first_day=today + timedelta(days=first), last_day=today + timedelta(days=last), **part
    )


def test_the_leave_of_a_doctor_is_read_like_the_days_away(version, editor, clinician):
    colleague, doctor = factories.staff("Clinician"), factories.DoctorFactory()
    review = ask(version, clinician, editor)
    Clinician.objects.filter(user=clinician).update(doctor=doctor)
    on_leave(doctor, -1, 3)

    call_command("tend_reviews")

    review.refresh_from_db()
    assert review.outcome == "passed_on"
    assert (codes(clinician), codes(colleague)) == ([], ["review"])


@pytest.mark.parametrize(
    ("leaves", "said", "until"),
    [
        ([(0, 2)], None, 2),
        ([(0, 2), (3, 5)], None, 5),  # one absence
        ([(0, 2), (4, 5)], None, 2),
        ([(1, 4)], None, None),
        ([(1, 4)], 0, 4),
        ([(-5, -1)], -1, None),
        ([(0, 1)], 7, 7),
    ],
)
def test_until_when_somebody_is_away(clinician, leaves, said, until):
    today, doctor = timezone.localdate(), factories.DoctorFactory()
    away = None if said is None else today + timedelta(days=said)
    Clinician.objects.filter(user=clinician).update(doctor=doctor, away_until=away)
    for first, last in leaves:
        on_leave(doctor, first, last)

    assert people.away_until(clinician) == (None if until is None else today + timedelta(days=until))


def test_an_hour_off_is_no_absence(clinician):
    doctor = factories.DoctorFactory()
    Clinician.objects.filter(user=clinician).update(doctor=doctor)
    on_leave(doctor, 0, 0, starts=time(9), ends=time(10))

    assert people.away_until(clinician) is None


def test_who_came_back_yesterday_is_asked(version, editor, clinician):
    Clinician.objects.filter(user=clinician).update(away_until=timezone.localdate() - timedelta(days=1))

    ask(version, clinician, editor)
    call_command("tend_reviews")

    assert codes(clinician) == ["review"]


def test_without_anybody_else_it_stays_and_becomes_the_publishers_when_overdue(
    version, editor, clinician, publisher, set_clock
):
    set_clock("2027-03-01 10:00")
    ask(version, clinician, editor, due=timezone.localdate() + SOON)
    Clinician.objects.filter(user=clinician).update(away_until=timezone.localdate() + timedelta(days=60))
    call_command("tend_reviews")
    assert codes(publisher) == []

    set_clock("2027-03-08 23:59")
    assert codes(publisher) == []
    set_clock("2027-03-09 00:01")

    assert codes(publisher) == ["overdue"]
    assert codes(clinician) == ["review"]


def test_who_lost_the_right_hands_the_review_on(version, editor, clinician):
    colleague = factories.staff("Clinician")
    ask(version, clinician, editor)
    clinician.is_active = False
    clinician.save()

    call_command("tend_reviews")

    assert codes(colleague) == ["review"]


def test_a_draft_that_is_thrown_away_waits_for_nobody(version, editor, clinician):
    ask(version, clinician, editor)
    version.delete()

    call_command("tend_reviews")

    assert codes(clinician) == []
    assert Review.objects.get().outcome == "withdrawn"


def test_reviews_are_kept_and_end_once(version, editor, clinician):
    review = ask(version, clinician, editor)
    steps.withdraw(version, by=editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        review.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(outcome="open", ended_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(outcome="signed")


def test_an_old_version_becomes_a_new_draft_that_nobody_has_signed(editor, clinician, publisher):
    old = factories.published(editor, clinician, publisher).versions.get()
    newer = old.copy(editor)
    edit(newer)
    sign_off(newer.content, by=clinician)
    newer.publish(publisher)
    old = type(old).objects.get(pk=old.pk)

    restored = steps.restore(old, by=editor)

    assert state_of(restored) == State.DRAFT
    assert restored.content.questions().get(kind="risks").answer == old.content.questions().get(kind="risks").answer
    with pytest.raises(steps.StepRefused):
        steps.restore(old, by=editor)
    with pytest.raises(PermissionDenied):
        steps.restore(old, by=clinician)


@pytest.mark.parametrize(
    "text", ["Call +91 98470 12345", "0495-270-0000 asked", "see mail of x@patient.example", "as in K7Q2-M4XR"]
)
def test_notes_about_a_page_point_at_no_patient(text):
    with pytest.raises(ValidationError):
        refuse_patient_data(text)


@pytest.mark.parametrize("text", ["5 mg 2026-11-27", "10–20 minutes, 1,000,000 units", "ICD-10 G43", "", "@ the top"])
def test_notes_about_a_page_may_hold_its_numbers(text):
    refuse_patient_data(text)
