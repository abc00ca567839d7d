from django.core.management.base import BaseCommand

from ...reviewing import jobs


class Command(BaseCommand):
    help = "Publish and take down the pages whose planned time has come. Run it every minute."

    def handle(self, **options):
        for done in jobs.publish_planned():
            self.stdout.write(f"{done.get_action_display()}, version {done.version_id}: {done.get_state_display()}")
