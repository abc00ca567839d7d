"""Who saw whose request is written down, and not twice for one look."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from bookings.access_journal import forget_old_records, record_access
from bookings.models import AccessRecord
from tests import factories

pytestmark = pytest.mark.django_db


def test_one_look_is_one_line_for_each_request(roles):
    asha, requests = factories.staff("Front desk"), [factories.request(), factories.request(phone="+919847012346")]

    for _refreshed in range(3):
        record_access(asha, requests, AccessRecord.Way.INBOX)
    record_access(asha, requests[:1], AccessRecord.Way.OPENED)

    lines = set(AccessRecord.objects.values_list("user", "appointment_request", "way"))
    assert lines == {
        (asha.pk, requests[0].pk, "inbox"), (asha.pk, requests[1].pk, "inbox"), (asha.pk, requests[0].pk, "opened")
    }  # fmt: skip
    assert AccessRecord.objects.count() == 3


def test_another_look_hours_later_is_another_line(roles):
    asha, requests = factories.staff("Front desk"), [factories.request()]
    record_access(asha, requests, AccessRecord.Way.INBOX)

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        record_access(asha, requests, AccessRecord.Way.INBOX)

    assert AccessRecord.objects.count() == 2


def test_lines_are_kept_for_a_year_and_no_longer(roles):
    asha = factories.staff("Front desk")
    record_access(asha, [factories.request()], AccessRecord.Way.OPENED)

    with time_machine.travel(timezone.now() + timedelta(days=364)):
        assert forget_old_records() == 0
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert forget_old_records() == 1
