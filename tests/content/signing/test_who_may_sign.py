"""Whoever changed a word since the last sign-off may not sign it; nobody signs without a clinician's record."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from content.models import Clinician, SignOff
from content.publishing import services
from content.publishing.authorship import writers
from content.publishing.publish_gate import PublishRefused, checked_by, publication_blockers, valid_sign_off
from directory.two_person.acting import as_user
from tests import factories
from tests.bookings.test_concurrency import while_a_colleague_does
from tests.content.signing.pages import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_clinician(roles):
    return factories.staff("Clinician")


def change(page, user, words="20 minutes"):
    with as_user(user):
        page.facts.update_or_create(label="It takes", defaults={"value": words})


def refused(page, user):
    with pytest.raises(services.SignOffRefused) as refusal:
        services.sign_off(page, by=user)
    return str(refusal.value)


def test_one_word_is_enough(editor, clinician):
    page = factories.draft(editor)
    change(page, clinician)

    assert "You wrote some of these words" in refused(page, clinician)


def test_whoever_began_a_page_has_written_it(clinician, second_clinician):
    page = factories.draft(clinician)

    refused(page, clinician)
    services.sign_off(page, by=second_clinician)


def test_a_change_and_back_is_a_change(editor, clinician):
    page = factories.draft(editor)
    change(page, editor, "1 hour")
    change(page, clinician, "2 hours")
    change(page, clinician, "1 hour")

    refused(page, clinician)


def test_after_another_has_signed_one_may_sign_what_others_change(editor, clinician, second_clinician):
    page = factories.draft(editor)
    change(page, clinician)
    services.sign_off(page, by=second_clinician)
    change(page, editor, "1 hour")

    services.sign_off(page, by=clinician)
    assert valid_sign_off(fresh(page)).by == clinician


def test_what_the_author_signed_by_another_way_does_not_count_and_does_not_make_it_forgotten(editor, clinician):
    page = factories.draft(editor)
    change(page, clinician)
    signed = services.sign_off(page, by=factories.staff("Clinician"))
    SignOff.objects.filter(pk=signed.pk).update(by=clinician)

    assert valid_sign_off(page) is None
    assert writers(page) == {editor.pk, clinician.pk}


def test_whoever_copies_has_written_nothing(editor, clinician, publisher, second_clinician):
    page = factories.published(editor, second_clinician, publisher)

    with as_user(clinician):
        copy = page.versions.get().copy(clinician).content
    change(copy, editor)

    services.sign_off(copy, by=clinician)


def test_a_copied_draft_does_not_forget_who_wrote_it(editor, clinician, publisher, second_clinician):
    """A draft is put away, another is signed meanwhile, and the first is taken up again by somebody else."""
    first = factories.published(editor, second_clinician, publisher).versions.get()
    put_away = first.copy(editor).content
    change(put_away, clinician)
    put_away.versions.get().archive(editor)
    meanwhile = first.copy(editor).content
    change(meanwhile, editor, "an hour")
    services.sign_off(meanwhile, by=second_clinician)
    meanwhile.versions.get().publish(publisher)

    with as_user(editor):
        again = put_away.versions.get().copy(editor).content

    refused(again, clinician)
    services.sign_off(again, by=second_clinician)


def test_words_thrown_away_and_pasted_by_a_colleague_stay_ones_own(editor, clinician, publisher, second_clinician):
    first = factories.published(editor, second_clinician, publisher).versions.get()
    thrown_away = first.copy(editor).content
    change(thrown_away, clinician)
    with as_user(editor):
        thrown_away.versions.get().delete()
    draft = first.copy(editor).content
    change(draft, editor)  # the same words, from the clipboard

    refused(draft, clinician)


def test_whoever_throws_a_draft_away_has_written_nothing(editor, clinician, publisher, second_clinician):
    first = factories.published(editor, second_clinician, publisher).versions.get()
    thrown_away = first.copy(editor).content
    with as_user(clinician):
        thrown_away.versions.get().delete()
    draft = first.copy(editor).content
    change(draft, editor)

    services.sign_off(draft, by=clinician)


def test_whoever_starts_a_translation_has_written_it(clinician, editor, publisher, second_clinician):
    factories.reads(clinician, "en", "ml")
    page = factories.published(editor, second_clinician, publisher)

    malayalam = services.start_translation(page, "ml", by=clinician)

    refused(malayalam, clinician)


def test_a_change_by_nobody_known_voids_the_sign_off_even_when_it_is_taken_back(editor, clinician):
    page = factories.draft(editor)
    change(page, editor, "1 hour")
    services.sign_off(page, by=clinician)
    change(page, None, "2 hours")
    change(page, None, "1 hour")

    assert valid_sign_off(page) is None
    services.sign_off(page, by=clinician)
    assert valid_sign_off(page) is not None


def test_a_known_change_that_is_taken_back_leaves_the_words_that_were_signed(editor, clinician):
    page = factories.draft(editor)
    change(page, editor, "1 hour")
    services.sign_off(page, by=clinician)
    change(page, editor, "2 hours")
    change(page, editor, "1 hour")

    assert valid_sign_off(page) is not None


def test_the_author_may_publish_what_another_has_signed(editor, clinician):
    editor.groups.add(Group.objects.get(name="Publisher"))
    page = factories.draft(editor)
    services.sign_off(page, by=clinician)

    page.versions.get().publish(editor)

    assert checked_by(fresh(page)).by == clinician


def test_a_superuser_needs_the_record_too(editor):
    root = get_user_model().objects.create_superuser("root")
    page = factories.draft(editor)

    assert "does not say that you read this language" in refused(page, root)
    factories.reads(root, "en")
    services.sign_off(page, by=root)


@pytest.mark.parametrize("language", ["en", "ml", "hi", "ar"])
def test_every_language_wants_to_be_on_the_record(language, editor, clinician):
    page = factories.draft(editor, language=language)
    factories.reads(clinician, *{"en", "ml", "hi", "ar"} - {language})

    refused(page, clinician)
    factories.reads(clinician, language)
    services.sign_off(page, by=clinician)


def lose_the_language(user):
    factories.reads(user, "hi")


def lose_the_record(user):
    Clinician.objects.filter(user=user).delete()


def lose_the_role(user):
    user.groups.clear()


def leave(user):
    user.is_active = False
    user.save()


@pytest.mark.parametrize("loses", [lose_the_language, lose_the_record, lose_the_role, leave])
def test_who_may_no_longer_sign_has_signed_no_draft_but_what_was_published(loses, editor, clinician, publisher):
    page, draft = factories.published(editor, clinician, publisher), factories.draft(editor)
    services.sign_off(draft, by=clinician)

    loses(clinician)

    assert valid_sign_off(draft) is None
    assert {missing.code for missing in publication_blockers(draft)} <= {"sign_off", "sign_off_language"}
    assert checked_by(page).by_name == clinician.get_full_name()


def test_without_the_right_nobody_signs(editor, publisher):
    factories.reads(publisher, "en")

    with pytest.raises(PermissionDenied):
        services.sign_off(factories.draft(editor), by=publisher)


def test_the_page_says_why_somebody_may_not_sign(client, editor, clinician):
    page = factories.draft(editor)
    change(page, clinician)
    client.force_login(clinician)

    shown = client.get(reverse("admin:content_treatmentcontent_readiness", args=[page.pk])).text

    assert "You wrote some of these words" in shown
    assert 'name="fingerprint"' not in shown


def test_patients_read_name_and_role_as_they_were_that_day(client, editor, clinician, publisher):
    page = factories.published(editor, clinician, publisher)
    Clinician.objects.update(role={"en": "Retired"})

    for url in (page.get_absolute_url(), f"{page.get_absolute_url()}leaflet/"):
        shown = client.get(url).text
        assert clinician.get_full_name() in shown
        assert "Consultant neurologist" in shown
    assert '"jobTitle": "Consultant neurologist"' in client.get(page.get_absolute_url()).text


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_while_somebody_signs(roles, editor):
    """A change that was begun before the sign-off and saved after it would be nobody's."""
    page, clinician = factories.draft(editor), factories.staff("Clinician")

    with while_a_colleague_does(lambda: services.sign_off(page, by=clinician)) as colleague:
        change(page, editor)

    assert colleague[0].exception() is None
    signed = SignOff.objects.get()
    assert signed.fingerprint == services.fingerprint(fresh(page)), "it waited, and saw what was written"


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_while_somebody_publishes(roles, editor):
    page, publisher = factories.draft(editor), factories.staff("Publisher")
    services.sign_off(page, by=factories.staff("Clinician"))
    version = page.versions.get()

    with while_a_colleague_does(lambda: version.publish(publisher)) as colleague:
        change(page, editor)

    assert isinstance(colleague[0].exception(), PublishRefused)
    assert page.versions.get().state == "draft"
