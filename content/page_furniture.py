"""The words of a web page that belong to its menus, buttons and sidebars, not to the treatment it describes."""

import re

OVERVIEW_NAMES = frozenset(
    {"overview", "introduction", "summary", "about", "about the treatment", "about the procedure"}
)

# Lines of their own: dropped wherever they stand.
LINES = frozenset(
    """mobile header|desktop header|site header|header|mobile footer|desktop footer|footer|mobile menu|main menu|menu|
    toggle navigation|toggle menu|navigation|skip to content|skip to main content|search|close|open|home|view all|
    view more|view less|view all doctors|view profile|view details|see all|see more|show all|show more|show less|
    load more|read more|read less|read full story|know more|learn more|explore|call now|call us|call us now|
    enquire now|enquiry|chat with us|chat now|whatsapp|whatsapp us|share|share this|share this page|print|
    print this page|back to top|scroll to top|back|previous|prev|next|login|log in|sign in|register|subscribe|apply|
    submit|book now|tags|faq|faqs|frequently asked questions|common questions|table of contents|contents|on this page|in this page|
    advertisement|image|logo|banner|follow us|facebook|twitter|instagram|youtube|linkedin|download|video|play video|
    play|english|malayalam|hindi|arabic|emergency|loading|careers|blog|blogs|news""".replace("\n", "").split("|")
)
LINES = frozenset(line.strip() for line in LINES)

# Buttons when nothing follows them, the closing call when words follow.
CALLS = re.compile(
    r"\b(?:connect with|our experts|appointment|get in touch|reach out|talk to (?:our|us|an?)|speak (?:to|with) (?:our|us|an?)|"
    r"contact us|consult (?:our|us|with|an?|today)|schedule (?:a|an|your)|book (?:a|an|your)|next step|take the first step|"
    r"visit us|call us|we are here|here to help|start your)\b",
    re.IGNORECASE,
)
CALLS_THAT_ASK = re.compile(
    r"^(?:ready|have (?:any |more )?questions|need|looking for|still|want|considering|thinking)\b", re.IGNORECASE
)

SECTIONS = re.compile(
    r"(?:meet )?(?:our|the|your) (?:\w+ )?(?:doctors?|team|experts?|specialists?|surgeons?|consultants?|locations?|hospitals?|"
    r"departments?|special(?:i)?ties|services|patients|network|branches|facilities|awards|accreditations|partners|gallery)|"
    r"doctors|find a doctor|real voices.*|(?:patient |video |our )?testimonials?|(?:patient|success|our) stories|"
    r"(?:patient )?reviews|what (?:our|my) patients (?:say|have to say).*|"
    r"(?:related|other|similar|popular|latest|recent|more|explore|featured) (?:\w+ )?(?:treatments?|procedures?|articles?|blogs?|"
    r"posts?|services|news|specialities|specialties|departments|links|pages|topics|videos)|"
    r"quick links|useful links|important links|departments|specialities|specialties|locations|gallery|videos?|newsletter|"
    r"awards(?: and accreditations)?|accreditations|insurance partners|contact details|opening hours|leave a (?:reply|comment)|"
    r"comments|(?:©|copyright\b).*|all rights reserved.*|privacy policy.*|terms (?:and|&|of) .*",
    re.IGNORECASE,
)

OTHER_LINES = re.compile(
    r"(?:last |page |date )?(?:updated|modified|published|posted)(?: on)?\b[\s:-]*\W*\w*\d.*|"
    r"(?:\+?[\d\s().-]{7,})|\S+@\S+|https?://\S+|www\.\S+|[\W_]+|\d{1,2}|page \d+(?: of \d+)?",
    re.IGNORECASE,
)


def is_debris(text):
    """A line that is never part of the page, wherever it stands."""
    return len(text) < 200 and (_bare(text) in LINES or bool(OTHER_LINES.fullmatch(text)))


def is_furniture_heading(text):
    """The title of a section that is not about the treatment; everything in it is dropped."""
    return len(text) < 200 and bool(SECTIONS.fullmatch(_bare(text)))


def is_overview_heading(text, title=""):
    return _bare(text) in OVERVIEW_NAMES or (bool(title) and _bare(text) in {_bare(title), f"about {_bare(title)}"})


def is_closing_heading(text):
    if text.endswith("?"):
        return bool(CALLS_THAT_ASK.search(text))
    asks = re.match(r"(?:when|what|how|who|why|which|where)\b", text, re.IGNORECASE)
    return not asks and bool(CALLS.search(text))


def _bare(text):
    return re.sub(r"^[\W_]+|[\W_]+$", "", text.replace("’", "'")).casefold() or text
