"""How gunicorn serves the site. `gunicorn hospital_site.wsgi` finds this file by itself."""

import os
import shutil
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from hospital_site.operating.logs import FORMATTERS, TOKEN
from hospital_site.proxy.listening import NotWithoutProxy, host_and_port

try:
    host, port = host_and_port()
except NotWithoutProxy as refused:
    sys.exit(f"error: {refused}")
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"  # a slow phone occupies one thread, not the whole worker
threads = 8  # while some wait for a database that does not answer, others say that the site is alive
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- a heartbeat must not wait for a disk

timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 20_000  # a worker is renewed now and then, and not all at the same moment
max_requests_jitter = 2_000

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190


class PrivacyLogger(Logger):
    """Which page somebody reads and what they search for is nobody's business."""

    def setup(self, cfg):
        super().setup(cfg)
        kind = os.environ.get("LOG_FORMAT") or ("json" if os.environ.get("SITE_MODE") == "production" else "line")
        for handler in self.error_log.handlers:
            handler.setFormatter(FORMATTERS[kind]())

    def warning(self, message, *arguments, **options):
        if str(message).startswith("Invalid request"):  # it would go on with the request itself
            message, arguments = "A request that is not valid HTTP was refused.", ()
        super().warning(message, *arguments, **options)

    def exception(self, message, *arguments, **options):
        super().exception(message, *(self._address_of_nobody(part) for part in arguments), **options)

    @staticmethod
    def _address_of_nobody(part):
        return TOKEN.sub(r"\1…", str(part).partition("?")[0])


logger_class = PrivacyLogger
accesslog = None
errorlog = "-"
loglevel = "warning"

# Each process keeps its figures in a file there, so that /metrics tells of all.
metrics = Path(os.environ.get("VAR_DIR") or Path(__file__).parent / "var") / "metrics"
raw_env = [f"PROMETHEUS_MULTIPROC_DIR={metrics}"]

control_socket_disable = True  # otherwise gunicorn opens one in the home folder


def on_starting(server):
    """Begin with no figures. Hold the embedded database, so that it does not stop when workers are renewed."""
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital_site.settings")
    from django.conf import settings

    import local_postgres

    local_postgres.hold(settings.DATABASES["default"])


def post_worker_init(worker):
    from django.core.exceptions import ImproperlyConfigured

    from hospital_site.operating import start_up, watch

    try:
        start_up.check_database()
    except ImproperlyConfigured as refused:
        print(f"error: {refused}", file=sys.stderr, flush=True)
        sys.exit(Arbiter.APP_LOAD_ERROR)
    watch.start()


def child_exit(server, worker):
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
