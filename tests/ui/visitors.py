"""People on their way to a page: visitors who read and ask, patients with a request, staff who have signed in."""

import itertools
from datetime import timedelta
from urllib.parse import urlencode

import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from bookings import services
from bookings.free_times import free_times
from bookings.models import AppointmentRequest
from content.models import TreatmentContent
from directory.models import Doctor, Leave
from tests import factories
from tests.bookings.forms_filled import begin, carried, fill, own, send

TREATMENT = "botox-therapy-for-neurological-conditions"
numbers = itertools.count(256)


class Visitor:
    """A browser of its own, at an address of its own, in one language."""

    def __init__(self, language):
        self.language = language
        number = next(numbers)
        self.client = Client(
            raise_request_exception=False,
            REMOTE_ADDR=f"127.0.{number // 256}.{number % 256}",
            headers={"accept-language": language},
        )

    def get(self, path, **fields):
        query = f"?{urlencode(fields)}" if fields else ""
        return self.client.get(self.url(path) + query, follow=True)

    def post(self, path, fields=None, **more):
        return self.client.post(self.url(path), fields or {}, follow=True, **more)

    def url(self, path):
        """Of a page of asking for an appointment: as this visitor's draft or request has it."""
        if path.startswith("appointments/"):
            return own(self.client, path.removeprefix("appointments/"), self.language)
        return path if path.startswith("/") else f"/{self.language}/{path}"

    def search(self, change=str, **more):
        """For the first word of the treatment's title, as this visitor writes it."""
        word = TreatmentContent.objects.get(treatment__slug=TREATMENT, language=self.language).title.split()[0]
        return self.get("search/", q=change(word), **more)

    def begin(self):
        """The form is open; the pages of questions can be asked for."""
        begin(self.client, self.language)
        return self

    def answered(self, **answers):
        """The page to check, everything filled in."""
        contact = {"full_name": NAMES[self.language], "email": "", "call_language": self.language}
        about = {"reason": REASONS[self.language], "department": factories.Department.objects.first().pk}
        return fill(self.client, language=self.language, contact=contact | answers, about=about)

    def sends_other_answers_again(self):
        page = self.answered()
        factories.request(idempotency_key=carried(page.text)["idempotency_key"], language=self.language)
        return send(self.client, page)

    def sends_older_answers(self):
        """The page to check, left open while an answer was changed in another tab."""
        older = self.answered()
        self.post("appointments/about/", {"reason": NAMES[self.language]})
        return send(self.client, older, follow=True)

    def asks(self):
        """A request that has arrived; the visitor may look at it."""
        send(self.client, self.answered(), phone_messages="on")
        return self.appointment()

    def appointment(self):
        return AppointmentRequest.objects.latest("pk")

    def asks_and_is(self, answer):
        """A patient whose request the desk has answered."""
        ANSWERS[answer](self.asks())
        return self

    def staff(self, username):
        self.client.force_login(get_user_model().objects.get(username=username))
        return self


NAMES = {"en": "Fathima Sample", "ml": "ഫാത്തിമ മാതൃക", "hi": "फ़ातिमा नमूना", "ar": "فاطمة نموذج"}
REASONS = {
    "en": "Stiff neck after a stroke; my hand shakes when I write.",
    "ml": "പക്ഷാഘാതത്തിനു ശേഷം കഴുത്ത് പിടിച്ചുപോകുന്നു; എഴുതുമ്പോൾ കൈ വിറയ്ക്കുന്നു.",
    "hi": "लकवे के बाद गर्दन अकड़ जाती है; लिखते समय हाथ काँपता है।",
    "ar": "تيبّس في الرقبة بعد جلطة، ويدي ترتجف عند الكتابة.",
}


def front_desk():
    return get_user_model().objects.get(username="frontdesk")


def free():
    tomorrow = timezone.localdate() + timedelta(days=1)
    return [each.time for each in free_times(Doctor.objects.listed().first(), tomorrow, days=100)]


def book(appointment_request):
    services.book(appointment_request.pk, time=free()[0], by=front_desk(), version=appointment_request.version)


def offer(appointment_request):
    until = timezone.now() + timedelta(hours=6)
    services.offer(
        appointment_request.pk, times=free()[:2], until=until, by=front_desk(), version=appointment_request.version
    )


def close(appointment_request):
    """Booked so long ago that the appointment is over."""
    with time_machine.travel(timezone.now() - timedelta(days=100), tick=False):
        book(appointment_request)
    services.close(appointment_request.pk)


def no_longer_fits(visitor, look):
    """What `look` finds while the doctor of the visitor's appointment is on leave that day."""
    appointment = visitor.asks_and_is("booked").appointment().booked
    leave = Leave.objects.create(doctor=appointment.doctor, first_day=appointment.day, last_day=appointment.day)
    answer = look()
    leave.delete()
    return answer


def decline(appointment):
    services.decline(appointment.pk, reason="not_offered", by=front_desk(), version=appointment.version)


ANSWERS = {
    "booked": book,
    "offered": offer,
    "closed": close,
    "declined": decline,
    "cancelled": lambda appointment: services.cancel(appointment.pk),
}
