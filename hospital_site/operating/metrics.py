"""Figures for Prometheus: requests as the processes of this machine counted them, and what the database says."""

import os
import time

from django.conf import settings
from django.db import Error as DatabaseError
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from . import attention

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

_ours = CollectorRegistry()
ANSWERS = Counter("hospital_answers", "Answers by page and status", ["page", "status"], registry=_ours)
SECONDS_OF_ANSWERS = Histogram("hospital_answer_seconds", "Time to answer", buckets=SECONDS, registry=_ours)


class CountAnswersMiddleware:
    """By the name of the page in the code, never by its address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        ANSWERS.labels(match.view_name if match else "", response.status_code).inc()
        SECONDS_OF_ANSWERS.observe(time.perf_counter() - began)
        return response


class Asked:
    """What is asked for when somebody looks, and not counted meanwhile."""

    def collect(self):
        free = attention.free_share(settings.VAR_DIR)
        yield GaugeMetricFamily("hospital_disk_free_ratio", "Free share of the disk of VAR_DIR", value=free)
        try:
            now = attention.figures()
        except DatabaseError:
            now = None
        yield GaugeMetricFamily("hospital_database_up", "Whether the database answers", value=int(now is not None))
        if now is None:
            return
        yield GaugeMetricFamily("hospital_oldest_due_seconds", "Task that is due the longest", value=now.oldest_due)
        yield GaugeMetricFamily(
            "hospital_oldest_unsent_seconds", "Message that waits the longest", value=now.oldest_unsent
        )
        yield GaugeMetricFamily("hospital_dead_tasks", "Tasks that were given up", value=now.dead_tasks)
        yield GaugeMetricFamily("hospital_dead_messages", "Messages that could not be sent", value=now.dead_messages)
        yield GaugeMetricFamily(
            "hospital_broken_promises", "Calls promised for the last day, not made", value=now.broken_promises
        )


def text():
    """Of all processes of this machine's web server, where they share a folder (PROMETHEUS_MULTIPROC_DIR)."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(_ours)
    registry.register(Asked())
    return generate_latest(registry)
