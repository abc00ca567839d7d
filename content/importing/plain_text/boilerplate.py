"""The words of a web page that belong to its menus, buttons and sidebars, not to the treatment it describes."""

import re

LONGEST_ASIDE = 300  # signs; a cookie line is long
OVERVIEW_HEADINGS = {
    "overview",
    "introduction",
    "summary",
    "about",
    "about the treatment",
    "about the procedure",
    "conclusion",
    "final thoughts",
    "the bottom line",
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
    accept/accept all/accept all cookies/accept cookies/reject all/decline/cookie settings/cookie policy/got it/i agree
    manage preferences/whatsapp expert/ask an expert/chat with expert/chat with an expert/talk to an expert/get a callback
    request a callback/request a call back/request callback/get a call back/book appointment/book an appointment
    book online/book a consultation/make an appointment/request an appointment/find a doctor/find doctors/get directions
    directions/send enquiry/send message/send/enter your name/phone number/mobile number/email
    your name/your email/select department/select doctor/select location/choose file/captcha/author/about the author
    written by/reviewed by/medically reviewed by/medically reviewed/fact checked/disclaimer/share article/share on
    copy link/link copied/comments/post comment/add a comment/leave a comment/reply/likes/bookmark
    listen/listen to this article/pause/mute/unmute/zoom in/zoom out/full screen/next article/previous article/next post
    previous post/older posts/newer posts/recent posts/categories/category/archives/all posts/popular tags/sitemap
    select language/change language/language/languages/skip/continue reading/continue/subscribe now/sign up
    sign up now/join now/get started/install app/download app/download the app/app store/google play/get the app
    was this helpful/was this page helpful/was this article helpful/was this information helpful/yes no
    rate this article/rate this page/report an error/give feedback/feedback/international patients/patients
    patient portal/pay online/pay bills/lab reports/view reports/home care/health packages/health checkup
    medical tourism/our hospitals/about us/about/contact/patient care/visitors/patients & visitors
    patients and visitors/departments/doctors/specialities/specialties/academics/gallery
    live chat/need help/need assistance/faq's/toll free/helpline/24x7 emergency/24/7
    emergency services/key takeaways/in this article/on this page/quick summary/jump to/scroll
    """.strip()
    .replace("\n", "/")
    .replace("/    ", "/")
    .split("/")
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\.?,?\s+"
DATE = (
    rf"(?:{DAY})?(?:\d{{1,2}}(?:st|nd|rd|th)?[\s.,-]+{MONTH}[\s.,-]+\d{{2,4}}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|"
    rf"{MONTH}\s+\d{{4}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
MINUTES = (
    r"(?:reading time:?\s*)?(?:about |approx\w*\.? )?\d{1,3}\s*-?\s*min(?:ute)?s?\.?(?:\s+read(?:ing)?(?: time)?)?"
)
PHONE = r"\(?\+?\d[\d\s().–/-]{5,}\d"
ASIDE = r"(?:\s*[|·•,/–-]\s*)"
OTHER_LINES = re.compile(
    r"(?:last |page |date |first )?(?:updated|reviewed|modified|published|posted|written)(?: on)?\b\W*\w*\W*\d.*"
    rf"|(?:by [^.?!]{{2,60}}{ASIDE})?{DATE}(?:{ASIDE}?{MINUTES}|{ASIDE}[^.?!]{{0,60}}|\s+\d{{1,2}}:\d\d.*)?|{MINUTES}(?:{ASIDE}[^.?!]{{0,60}})?"
    r"|reading time.*|\d[\d,.]*\s?[km]?\+?\s+(?:views?|likes?|shares?|comments?|followers|reads?)\W*|(?:views?|likes?|shares?|comments?)\W*\(?\d+\)?"
    r"|(?:tags?|categor(?:y|ies)|topics?|posted in|filed under|keywords?|labels?)\s*:.*"
    r"|(?:by|author|written by|posted by|edited by|authored by|article by|(?:medically |clinically |fact[- ])?(?:reviewed|checked|verified|approved) by)"
    r"\s*:?\s+(?:the )?(?:dr|prof|mr|ms|mrs|team|editorial|content|medical|admin|staff|[A-Z])[^?!]{0,120}"
    rf"|{PHONE}|[^.?!]{{0,80}}?\b(?:call|phone|ph|tel|mob(?:ile)?|helpline|toll[- ]?free|whats ?app|contact|enquir(?:y|ies)|reach us|appointments?|bookings?)\b"
    rf"[^.?!]{{0,60}}?{PHONE}[^?!]{{0,40}}"
    r"|(?:download|get|install) (?:our|the) .{0,20}\bapp\b.{0,30}|rate us\b.{0,40}|e-?mail\s*:.*"
    r"|\S+@\S+|https?://\S+|www\.\S+|[\W_]+|\d{1,2}|page \d+(?: of \d+)?"
    r"|(?:subscribe|sign up|register|join)\b.{0,80}\b(?:blogs?|newsletters?|updates?|channel|mailing list|inbox|alerts|community)\b.{0,40}"
    r"|(?:chat|talk|speak|connect|ask|whats ?app)\b.{0,30}\b(?:expert|whats ?app|online|now|live)\b.{0,20}"
    r"|.{0,80}\b(?:uses?|using|store|accept(?:ing)?) (?:\w+ )?cookies\b.{0,250}|by (?:continuing|clicking|using).{0,200}|cookies? .{0,60}(?:policy|preferences|settings|consent).*"
    r"|(?:©|\(c\)|copyright\b).*|.*all rights reserved.*|powered by .*|designed (?:and developed )?by .*"
    r"|(?:share|follow|like|find)\b.{0,30}\b(?:facebook|twitter|whats ?app|linkedin|instagram|youtube|social|us on|x)\b.*"
    r"|(?:(?:english|malayalam|hindi|arabic|tamil|kannada|മലയാളം|हिन्दी|हिंदी|العربية|தமிழ்|ಕನ್ನಡ)[\s|/,·•]*){2,}"
    r"|(?:next|previous|prev)(?: (?:article|post|page|story))?\s*[:›»→←‹«].*|[←‹«»→›].*"
    r"|(?:image|photo|picture|video|source|caption|credit)s?(?: (?:source|credits?|courtesy))?\s*:.*"
    r"|disclaimer\s*[:–-].*|(?:this|the) (?:information|article|content|page|blog|website) (?:is|was|does|should|cannot).{0,60}\b(?:informational|information purposes|educational|"
    r"substitute|medical advice|general information|awareness)\b.*"
    r"|(?:was|did|is) (?:this|you find this|the)\b.{0,40}\b(?:helpful|useful)\b.*|(?:rate|share|print|save|download|email) this\b.{0,40}"
    r"|(?:have|got|still have) (?:a |an |any |more )?(?:questions?|quer(?:y|ies)|doubts?)\b[^.]{0,60}\?|(?:need|want|looking for|can(?:'|’)?t find|find(?:ing)?)\b"
    r"[^.]{0,60}\b(?:help|appointment|doctor|expert|second opinion|looking for|know more|hospital|callback|assistance)\b[^.]{0,30}\?"
    r"|(?:get|request|avail|take)\b.{0,30}\b(?:second opinion|call ?back|free quote|estimate|quote|directions|demo)\b.{0,20}"
    r"|(?:select|choose|enter|type|upload) (?:your |a |an |the )?(?:\w+ )?(?:name|number|date|time|slot|department|doctor|speciality|location|email|city|country|file|gender|age)\b.{0,20}"
    r"|(?:opd|consultation|visiting) (?:timings?|hours)\s*:?.{0,80}|(?:mon|tue|wed|thu|fri|sat|sun)\w*\s*(?:-|–|to)\s*(?:mon|tue|wed|thu|fri|sat|sun)\w*\b.{0,60}"
    r"|(?:location|address|branch|unit)s?\s*:.{0,120}|loading\W*",
    re.IGNORECASE,
)
NAMES_PART = r"(?:[A-Z][\w.'’-]*|[A-Z]\.?|bin|al|von|de|van|K\.|P\.)"
DOCTOR = re.compile(
    rf"(?:Dr|Prof|DR|PROF|Doctor)\b\.?\s*(?:\(?[A-Za-z]+\)?\.?\s+)?{NAMES_PART}(?:[ .]+{NAMES_PART}){{0,5}}(?:\s*[,(–|-].{{0,120}})?"
)
DEGREES = r"(?:M\.?B\.?B\.?S|MD|M\.D|MS|M\.S|DM|D\.M|M\.?Ch|DNB|DrNB|FRCS|FRCP|MRCP|MRCS|DGO|DCH|PhD|BDS|MDS|FACC|FNB|DA|DLO|FICS|FIAGES|Fellow\w*)"
CARD_LINES = re.compile(
    rf"{DEGREES}\b.*|(?:(?:senior|chief|junior|visiting|associate|additional|lead|assistant|clinical|managing|medical|deputy) )*"
    r"(?:consultant|surgeon|professor|director|head|hod|specialist|physician|registrar|resident)\b[^.?!]{0,100}"
    r"|[\w &,]{0,60}ologist\b[^.?!]{0,40}|\d{1,2}\+?\s*(?:years?|yrs?)\b[^.?!]{0,40}|(?:overall )?experience\s*:?.{0,40}"
    r"|(?:languages?|speaks|qualifications?|speciali[sz]ation|department|designation|reg(?:istration)? no|fee|consultation fee)\b.{0,100}"
    r"|(?:department of|centre for|institute of) [\w ,&]{3,60}|[\w ]{0,40}\bhospitals?\b[^.?!]{0,60}|₹.*|rs\.? ?\d.*|available\b.{0,60}",
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
    r"about (?:the )?author.*|author(?:'s)? (?:bio|profile|details)|written by.*|meet the (?:author|doctors?|team|experts?)",
    r"(?:you )?(?:may|might) also (?:like|read|be interested).*|people also (?:ask|read|search).*|(?:also|must) read.*|trending.*",
    r"(?:quick |send )?(?:enquiry|enquire|inquiry)(?: form)?",
    r"why patients (?:choose|trust).*|our (?:facilities|infrastructure|technology|achievements|strengths)",
    r"(?:our )?(?:blogs?|news|events|health tips|health library)",
    r"(?:our )?(?:address|contact)(?: details| info\w*)|insurance(?: and| &) (?:tpa|cashless).*|cashless .*",
    r"(?:cookie|privacy).{0,30}|health packages?.*",
    r"specialists? (?:available|near you)|(?:top|best|available) (?:\w+ ){0,3}(?:doctors?|specialists?|surgeons?|hospitals?)\b.*",
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
    if len(text) >= LONGEST_ASIDE or is_furniture_heading(text):
        return False
    parts = [part for part in re.split(r"\s+[|·•/]\s+", text) if part.strip()]
    if len(parts) > 1 and all(is_debris(part) for part in parts):
        return True  # buttons in a row
    return _bare(text) in LINES or (not text[:1].islower() and bool(OTHER_LINES.fullmatch(text)))


def is_doctor(text):
    """The name of a doctor, with a post behind it or not, and no sentence about one."""
    return len(text) < 160 and bool(DOCTOR.fullmatch(text)) and not re.search(r"[.!?]$", text)


def is_card_line(text):
    return len(text) < 120 and bool(CARD_LINES.fullmatch(text))


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
