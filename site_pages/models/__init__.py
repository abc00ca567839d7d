"""What editors put around every page, and on the home page."""

from .extra_links import ExtraLink
from .home_blocks import HomeDoctors, HomeTreatments, HomeWords, OfficerAndRates, ReadyBlock
from .link_checks import LinkCheck
from .notices import Notice
from .page_checks import PageCheck, PageWriter

__all__ = [
    "ExtraLink",
    "HomeDoctors",
    "HomeTreatments",
    "HomeWords",
    "LinkCheck",
    "Notice",
    "OfficerAndRates",
    "PageCheck",
    "PageWriter",
    "ReadyBlock",
]
