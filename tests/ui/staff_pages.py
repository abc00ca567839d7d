"""The pages on which staff sign in and look after their login; tests/ui/pages.py puts them into the one list."""

from time import time as seconds
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model

from accounts import devices
from accounts.passwords.links import link_for
from directory.models import GuardedWrite, Hospital, Proposal
from directory.two_person import services as two_person
from tests import factories
from tests.accounts.second_factors import shown, with_device

PASSWORD = "correct horse battery"
WRONG = {"username": "nobody", "password": "wrong"}


def page(path):
    return lambda visitor: visitor.get(path)


def of(username, path):
    """A page of somebody whom the demonstration has."""
    return lambda visitor: visitor.staff(username).get(path)


def somebody():
    """Of a login of their own, so that no page depends on another."""
    return factories.staff("Front desk", is_staff=False)


def asked_for_code(visitor):
    person = somebody()
    with_device(person)
    return visitor.post("/staff/sign-in/", {"username": person.username, "password": PASSWORD})


def with_new_phone(visitor):
    """The picture to scan; the device that waits for its first code."""
    person = somebody()
    visitor.client.force_login(person)
    return visitor.post("/staff/second-factor/", {"password": PASSWORD, "change": "begin"}), devices.begun(person)


def recovery_codes(visitor):
    _page, device = with_new_phone(visitor)
    return visitor.post("/staff/second-factor/new-phone/", {"code": shown(device, seconds())})


def new_password(visitor, **fields):
    page = visitor.get(urlsplit(link_for(somebody())).path)
    return visitor.post(page.request["PATH_INFO"], fields) if fields else page


def second_person(visitor, username="publisher"):
    """A change of the hospital's number and words, seen by somebody who did not ask for it."""
    person, hospital = get_user_model().objects.get(username="editor"), Hospital.objects.current()
    hospital.emergency_number, hospital.contact_words = "112", {"en": "Visitors: 4 to 7.", "ar": "الزيارة: ٤ إلى ٧."}
    two_person.save(hospital, by=person)
    proposal = Proposal.objects.open().get(kind="directory.hospital")
    return visitor.staff(username).get(f"/admin/directory/proposal/{proposal.pk}/change/")


def alarms(visitor):
    by = get_user_model().objects.get(username="manager")
    value = f"+9149527{99999 - GuardedWrite.objects.count():05}"
    two_person.break_glass(Hospital.objects.current(), "phone", value, by=by, reason="It rang in a shop")
    return visitor.staff("publisher").get("/admin/directory/guardedwrite/")


STAFF = {
    "styleguide": of("editor", "/styleguide/"),
    "staff_sign_in": page("/staff/sign-in/"),
    "staff_sign_in_errors": lambda visitor: visitor.post("/staff/sign-in/", WRONG),
    "staff_code": asked_for_code,
    "staff_code_errors": lambda visitor: (asked_for_code(visitor), visitor.post("/staff/code/", {"code": "1"}))[1],
    "staff_signed_out": page("/staff/signed-out/"),
    "staff_forgotten": page("/staff/password/forgotten/"),
    "staff_forgotten_errors": lambda visitor: visitor.post("/staff/password/forgotten/"),
    "staff_link_sent": page("/staff/password/link-sent/"),
    "staff_link_old": page("/staff/password/new/x/y/"),
    "staff_new_password": new_password,
    "staff_new_password_errors": lambda visitor: new_password(visitor, new_password1="short", new_password2="other"),
    "staff_account": of("editor", "/staff/"),
    "staff_other_password": of("editor", "/staff/password/"),
    "staff_other_password_errors": lambda visitor: visitor.staff("editor").post("/staff/password/"),
    "staff_second_factor": of("editor", "/staff/second-factor/"),
    "staff_new_phone": lambda visitor: with_new_phone(visitor)[0],
    "staff_new_phone_errors": lambda visitor: (
        with_new_phone(visitor), visitor.post("/staff/second-factor/new-phone/", {"code": "1"})
    )[1],
    "staff_recovery_codes": recovery_codes,
    "admin": of("editor", "/admin/"),
    "admin_second_person": second_person,
    "admin_alarms": alarms,
    "admin_break_glass": of("publisher", "/admin/directory/proposal/break-glass/"),
}  # fmt: skip
