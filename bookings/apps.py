from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Appointment requests")

    def ready(self):
        from common import queue
        from directory import plan_effects

        from . import access_journal, deadlines, no_longer_fits, retention, services
        from .day_lists import by_mail
        from .desk import presence
        from .desk.access import NotMine
        from .desk.answering.not_mine import page_of_what_left
        from .figures import counting
        from .messaging import broken_promises, outbox
        from .models.red_flags import READ_AGAIN
        from .records import MESSAGE
        from .services import reading_again

        NotMine.register(page_of_what_left)
        plan_effects.register(no_longer_fits.count)
        queue.register(MESSAGE, run=outbox.send_message, given_up=outbox.give_up)
        queue.register("expire_requests", run=deadlines.expire_unanswered, every=timedelta(hours=1))
        queue.register("close_requests", run=deadlines.close_over, every=timedelta(hours=1))
        queue.register("send_reminders", run=deadlines.remind, every=timedelta(minutes=10))
        queue.register("put_desk_lists", run=by_mail.put_what_is_due, every=timedelta(minutes=10))
        queue.register(by_mail.TASK, run=by_mail.send_lists)
        queue.register("erase_old_requests", run=retention.erase_past_retention, every=timedelta(hours=24))
        queue.register("forget_old_accesses", run=access_journal.forget_old_records, every=timedelta(hours=24))
        queue.register("decline_set_aside", run=services.decline_set_aside, every=timedelta(minutes=1))
        queue.register(READ_AGAIN, run=reading_again.read_some)
        queue.register("forget_kept_forms", run=retention.forget_kept_forms, every=timedelta(minutes=1))
        queue.register("forget_open_pages", run=presence.forget_old, every=timedelta(hours=1))
        queue.register("count_days", run=counting.recount_lately, every=timedelta(hours=1))
        queue.register("count_all_days", run=counting.recount_all, every=timedelta(days=7))
        queue.register("note_broken_promises", run=broken_promises.note_and_plan, every=timedelta(minutes=5))
        queue.register(broken_promises.DIGEST, run=broken_promises.send_digest)
