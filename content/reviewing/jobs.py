"""What the queue does by the clock for reviews and planned changes."""

import logging
from datetime import timedelta

from django.utils import timezone
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from ..models import Review
from . import planning
from .digests import tell, tell_of_overdue
from .people import publishers_of
from .steps import tend
from .waiting import overdue_reviews

logger = logging.getLogger(__name__)

LATELY = timedelta(hours=1)  # longer than this job stands still; whoever was told is not told again


def tend_reviews():
    """Note edits that took pages out of review, pass reviews on, tell publishers what is overdue. Safe to repeat."""
    for review in Review.objects.filter(outcome=Review.Outcome.OPEN).order_by("pk"):
        tend(review)
    signed = Version.objects.filter(state=DRAFT, sign_offs__at__gte=timezone.now() - LATELY).distinct()
    tell(*(person for version in signed for person in publishers_of(version.content)))
    late = list(overdue_reviews())
    if late:
        tell_of_overdue(list(publishers_of(late[0].version.content)), late)


def publish_planned():
    """Publish and take down what is due."""
    done = planning.do_what_is_due()
    for each in done:
        logger.info("planned change %s of version %s: %s", each.pk, each.version_id, each.state)
    return done
