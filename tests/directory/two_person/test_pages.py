"""The page on which a second person decides, and the first page that leads there."""

import pytest
from bs4 import BeautifulSoup

from content.models import Clinician
from directory.models import Doctor, Hospital, Proposal
from tests import factories
from tests.directory.two_person.test_alarms import waiting
from tests.directory.two_person.ways import by_service, url_of

pytestmark = pytest.mark.django_db

LIST = "/admin/directory/proposal/"


@pytest.fixture
def proposal(editor):
    hospital = factories.HospitalFactory(contact_words={"en": "Visitors: 4 to 6.", "ml": "സന്ദർശനം"})
    hospital.emergency_number = "112"
    by_service(None, editor, hospital, "contact_words", {"en": "Visitors: 4 to 7.", "ml": "സന്ദർശനം"})
    return Proposal.objects.get()


def url(proposal):
    return f"{LIST}{proposal.pk}/change/"


def buttons(client, user, proposal):
    client.force_login(user)
    page = BeautifulSoup(client.get(url(proposal)).text, "html.parser")
    return [button["value"] for button in page.select("button[name=act]")]


def test_the_page_shows_what_stands_and_what_would_stand(client, proposal, publisher):
    client.force_login(publisher)

    page = BeautifulSoup(client.get(url(proposal)).text, "html.parser")

    assert [each.get_text() for each in page.select("del")] == ["108", "Visitors: 4 to 6."]
    assert [each.get_text() for each in page.select("ins")] == ["112", "Visitors: 4 to 7."]
    assert page.select("ins")[1]["lang"] == "en"


def test_each_person_sees_the_buttons_that_are_theirs(client, proposal, editor, publisher, clinician):
    assert buttons(client, editor, proposal) == ["take_back"]
    assert buttons(client, publisher, proposal) == ["confirm", "decline"]
    assert buttons(client, clinician, proposal) == []


@pytest.mark.parametrize("act", ["confirm", "decline", "sign"])
@pytest.mark.parametrize("role", ["Editor", "Clinician"])
def test_a_button_that_is_not_theirs_is_refused(client, proposal, act, role):
    somebody = factories.staff(role)
    Clinician.objects.filter(user=somebody).delete()
    client.force_login(somebody)

    sent = {"act": act, "fingerprint": proposal.fingerprint, "reason": "x", "language": "en"}

    assert client.post(url(proposal), sent).status_code == 403
    assert Proposal.objects.open().exists()


def test_put_live_with_the_button(client, proposal, publisher):
    client.force_login(publisher)

    client.post(url(proposal), {"act": "confirm", "fingerprint": proposal.fingerprint})

    assert Hospital.objects.get().emergency_number == "112"
    assert "Put live" in client.get(url(proposal)).text or "put live" in client.get(url(proposal)).text


def test_declined_without_a_reason_asks_for_one(client, proposal, publisher):
    client.force_login(publisher)

    page = client.post(url(proposal), {"act": "decline", "reason": ""})

    assert "This field is required" in page.text
    assert Proposal.objects.open().exists()


def test_the_first_page_says_what_waits_for_whom(client, proposal, editor, publisher):
    assert waiting(client, publisher)["To put live or decline"] == "1"
    assert waiting(client, editor)["Yours, that wait"] == "1"
    assert "To put live or decline" not in waiting(client, editor)


def test_the_first_page_tells_a_clinician_only_of_words_in_their_languages(client, roles):
    reader, other = factories.staff("Clinician"), factories.staff("Clinician")
    factories.reads(reader, "ml")
    factories.reads(other, "hi")
    by_service(None, factories.staff("Manager"), factories.DoctorFactory(), "biography", {"ml": "മരുന്ന്"})

    assert waiting(client, reader)["Medical words to sign"] == "1"
    assert waiting(client, other)["Medical words to sign"] == "0"


def test_the_form_says_that_something_of_it_waits(client, proposal, editor):
    client.force_login(editor)

    page = client.get(url_of(Hospital.objects.get()))

    assert "Waits for a second person: emergency number and words on the contact page." in " ".join(page.text.split())


def test_saving_says_what_waits(client, roles):
    from tests.admin_forms import form_of

    doctor = factories.DoctorFactory(biography={"en": "Old"})
    client.force_login(factories.staff("Manager"))
    data = form_of(client.get(url_of(doctor))) | {"biography_en": "New"}

    page = client.post(url_of(doctor), data, follow=True)

    assert "this waits for a second person: about this doctor" in page.text
    assert Doctor.objects.get().biography == {"en": "Old"}


def test_the_list_speaks_in_words(client, proposal, publisher):
    client.force_login(publisher)

    page = " ".join(BeautifulSoup(client.get(LIST).text, "html.parser").get_text(" ").split())

    assert "Hospital: Test Hospital" in page
    assert "emergency number and words on the contact page" in page
    assert "{" not in page
