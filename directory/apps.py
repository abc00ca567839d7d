from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self):
        from datetime import timedelta

        from common import queue

        from .page_kinds import register_page_kinds
        from .two_person import alarms, take_down
        from .two_person.hospital_facts import register_hospital_facts

        register_page_kinds()
        register_hospital_facts()
        take_down.register_own()
        queue.register(take_down.TOLD, run=take_down.tell)
        queue.register(alarms.ALARM, run=alarms.send_alarm)
        queue.register("tell_of_alarms", run=alarms.tell, every=timedelta(minutes=5))
