from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Treatment pages")

    def ready(self):
        from django.db.models.signals import post_save
        from djangocms_versioning.models import Version
        from filer.models import Image

        from common import queue
        from common.pictures import library
        from directory.two_person import lists

        from . import rich_text
        from .editing import grouper_admin_per_thread
        from .models.blocks import copy_what_is_shown
        from .page_kinds import register_page_kinds
        from .pages.directory_parts import register_page_parts
        from .pages.doctor_filters import register_doctor_filters
        from .publishing import reminders
        from .publishing.conditions import register_conditions
        from .publishing.kept_files import pages_that_keep
        from .publishing.lists import signed_texts
        from .publishing.publish_gate import check_before_publishing
        from .publishing.second_person import register_second_person
        from .publishing.treatments import register_treatments
        from .reviewing import digests, jobs, planning

        grouper_admin_per_thread.install()
        rich_text.narrow_the_cms_allow_list()
        register_doctor_filters()
        register_page_kinds()
        register_page_parts()
        register_treatments()
        register_conditions()
        register_second_person()
        lists.register(signed_texts)
        library.register_keeper(pages_that_keep)
        post_save.connect(copy_what_is_shown, sender=Image, dispatch_uid="copies of pictures in pages")
        # So that "Publish" is offered only where it would succeed, and a refusal is a message, not an error page.
        Version.check_publish.append(check_before_publishing)
        queue.register("remind_reviews", run=reminders.plan_reminders, every=timedelta(hours=24))
        queue.register(reminders.REMINDER, run=reminders.remind)
        queue.register("tend_reviews", run=jobs.tend_reviews, every=timedelta(minutes=5))
        queue.register("publish_planned", run=jobs.publish_planned, every=timedelta(minutes=1))
        queue.register(digests.DIGEST, run=digests.send_digest)
        queue.register(planning.REFUSAL_MAIL, run=planning.send_refusal)
