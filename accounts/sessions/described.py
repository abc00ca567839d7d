"""What a person sees of a session, and what we keep: the kind of browser and the neighbourhood, no more."""

from django.http import HttpRequest

from common.rate_limits import UnknownVisitor, network_of

# The first that is named counts: all of them name others as well.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def browser_of(request: HttpRequest) -> str:
    """Such as “Firefox, Windows”; empty where it does not say."""
    says = request.META.get("HTTP_USER_AGENT", "")
    named = (next((name for mark, name in kinds if mark in says), "") for kinds in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, named))


def place_of(request: HttpRequest) -> str:
    """The neighbourhood of the address, never the address itself; empty where it is unknown."""
    try:
        return network_of(request) or ""
    except UnknownVisitor:
        return ""
