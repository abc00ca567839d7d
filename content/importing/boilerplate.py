"""The words of a web page that belong to its menus, buttons and sidebars, not to the treatment it describes."""

import re

OVERVIEW_HEADINGS = {
    "overview",
    "introduction",
    "summary",
    "about",
    "about the treatment",
    "about the procedure",
}

LINES = set(
    """
    mobile header/desktop header/site header/header/mobile footer/desktop footer/footer/mobile menu/main menu/menu
    toggle navigation/toggle menu/navigation/skip to content/skip to main content/search/close/open/home
    view all/view more/view less/view all doctors/view profile/view details/see all/see more/show all/show more
    show less/load more/read more/read less/read full story/know more/learn more/explore/call now/call us/call us now
    book now/enquire now/enquiry/chat with us/chat now/whatsapp/whatsapp us/share/share this/share this page/print
    print this page/back to top/scroll to top/back/previous/prev/next/login/log in/sign in/register/subscribe/apply
    submit/tags/faq/faqs/frequently asked questions/common questions/table of contents/contents/on this page
    in this page/advertisement/image/logo/banner/follow us/facebook/twitter/instagram/youtube/linkedin/download
    video/play video/play/english/malayalam/hindi/arabic/emergency/loading/careers/blog/blogs/news
    """.strip()
    .replace("\n", "/")
    .replace("/    ", "/")
    .split("/")
)
OTHER_LINES = re.compile(
    r"(?:last |page |date )?(?:updated|reviewed|modified|published|posted)(?: on)?\b\W*\w*\W*\d.*"  # "Updated on 3 May"
    r"|\+?[\d\s().-]{7,}"  # a telephone number
    r"|\S+@\S+|https?://\S+|www\.\S+|[\W_]+|\d{1,2}|page \d+(?: of \d+)?",
    re.IGNORECASE,
)

# Sections that are not about the treatment: everything below such a heading is dropped.
SECTIONS = [
    r"(?:meet )?(?:our|the|your) (?:\w+ )?(?:doctors?|team|experts?|specialists?|surgeons?|consultants?)",
    r"our (?:\w+ )?(?:locations?|hospitals?|departments?|special(?:i)?ties|services|network|branches|facilities)",
    r"our (?:awards|accreditations|partners|gallery|patients|stories|testimonials)",
    r"doctors|find a doctor|real voices.*|(?:patient |video )?testimonials?|(?:patient|success) stories",
    r"(?:patient )?reviews|what (?:our|my) patients (?:say|have to say).*",
    r"(?:related|other|similar|popular|latest|recent|more|explore|featured) (?:\w+ )?"
    r"(?:treatments?|procedures?|articles?|blogs?|posts?|services|news|special(?:i)?ties|departments|links|pages|topics|videos)",
    r"(?:quick|useful|important) links|departments|special(?:i)?ties|locations|gallery|videos?|newsletter",
    r"awards(?: and accreditations)?|accreditations|insurance partners|contact details|opening hours",
    r"leave a (?:reply|comment)|comments|all rights reserved.*|privacy policy.*",
    r"terms (?:and|&|of) .*",
]

# The closing call when words follow, a button when none do.
CALLS = [
    r"connect with|our experts|appointment|get in touch|reach out|contact us|call us|visit us",
    r"(?:talk|speak) (?:to|with) (?:our|us|an?|your)",
    r"consult (?:our|us|with|an?|today)|(?:book|schedule) (?:a|an|your)",
    r"next step|take the first step|start your|we are here|here to help",
]
CALLS_THAT_ASK = r"(?:ready|have (?:any |more )?questions|need|looking for|still|want|considering|thinking)\b"


def is_debris(text):
    """A line that is never part of the page, wherever it stands."""
    return len(text) < 200 and (_bare(text) in LINES or bool(OTHER_LINES.fullmatch(text)))


def is_furniture_heading(text):
    copyright_line = re.match(r"©|copyright\b", text, re.IGNORECASE)
    return len(text) < 200 and bool(copyright_line or re.fullmatch("|".join(SECTIONS), _bare(text)))


def is_overview_heading(text, title=""):
    names = OVERVIEW_HEADINGS | {_bare(title), f"about {_bare(title)}"} if title else OVERVIEW_HEADINGS
    return len(text) < 200 and _bare(text) in names


def is_closing_heading(text):
    if text.endswith("?"):
        return bool(re.match(CALLS_THAT_ASK, text, re.IGNORECASE))
    asks = re.match(r"(?:when|what|how|who|why|which|where)\b", text, re.IGNORECASE)
    return not asks and bool(re.search(rf"\b(?:{'|'.join(CALLS)})\b", text, re.IGNORECASE))


def _bare(text):
    return re.sub(r"^[\W_]+|[\W_]+$", "", text.replace("’", "'")).casefold() or text
