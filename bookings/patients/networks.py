"""A mark of the network that a request came from, by which the desk can see that many came together."""

from django.utils import timezone
from django.utils.crypto import salted_hmac

from common.rate_limits import network_of


def network_mark(request):
    """Under the site's key and that of the day: the mark of yesterday's request tells nobody who came back today."""
    network = network_of(request)
    if network is None:
        return ""
    return salted_hmac(f"bookings.network.{timezone.localdate()}", network, algorithm="sha256").hexdigest()[:32]
