"""What a treatment page still lacks, and which of its claims a clinician must look at, in plain words."""

import re

from common.text.sentences import sentences

from . import promises

COUNTRIES = re.compile(
    r"\b(?:United States|United Kingdom|US|U\.S\.|USA|UK|EU|America|Britain|India|Europe|European Union)\b|"
    r"അമേരിക്ക|യുഎസ്|യു\.എസ്|ഇന്ത്യ|യൂറോപ്|ബ്രിട്ട|अमेरिका|भारत|यूरोप|ब्रिटेन|الولايات المتحدة|أمريكا|الهند|أوروبا|بريطانيا"
)
AUTHORITY = r"\b(?:US ?FDA|FDA|CDSCO|DCGI|EMA|MHRA)\b|എഫ് ?ഡി ?എ|एफ ?डी ?ए"
APPROVAL = rf"\b(?:approved|approval)\b|{AUTHORITY}"
OTHER_SCRIPTS = re.compile("[\u0600-\u06ff\u0900-\u097f\u0d00-\u0d7f]")
BESIDE = 200  # signs on each side of a claim that are looked at
PURPOSE = re.compile(r"\b(?:for|to|as an?|in (?:people|adults|children))\b", re.IGNORECASE)


def what_is_missing(page):
    """What the publish gate will ask for, as a person would say it."""
    kinds = {question.kind for question in page.questions}
    needed = [
        ("department", page.department),
        ("last reviewed date", page.last_reviewed),
        ("next review date", page.next_review),
        ("references", page.references),
        ("who should not have it", "who_should_not" in kinds or page.who_should_not_not_applicable),
        ("urgent help", page.urgent_signs or page.urgent_not_applicable),
        ("the opening sentence", page.lead),
        *((f"an answer to “{question.question}”", question.answer) for question in page.questions),
    ]
    return [name for name, there in needed if not there]


def what_needs_care(page):
    """Approvals without their country, and promises, each with the words around it."""
    return claims_in(_texts(page))


def claims_in(texts):
    found = []
    for text in texts:
        for sentence in (sentence for line in text.split("\n") for sentence in sentences(line)):
            found += _approvals(sentence) + _claims(sentence)
    return list(dict.fromkeys(found))


def _texts(page):
    """Everything a patient reads, except the titles of other people's pages."""
    yield from (page.title, page.lead, page.overview, page.conditions_heading, page.closing_title, page.closing_text)
    yield from (page.urgent_not_applicable, page.who_should_not_not_applicable, *page.urgent_signs)
    yield from (f"{line.name} {line.note}" for line in page.conditions)
    yield from (f"{fact.label}: {fact.value}" for fact in page.facts)
    for question in page.questions:
        yield question.question
        yield question.answer


def _approvals(sentence):
    found = re.search(APPROVAL, sentence, re.IGNORECASE)
    if not found or re.search(r"\binsur", sentence, re.IGNORECASE):
        return []
    if not COUNTRIES.search(sentence):
        return [f"{_around(sentence, found)}: say which country approved it, and for what"]
    if not OTHER_SCRIPTS.search(sentence) and not PURPOSE.search(sentence):
        return [f"{_around(sentence, found)}: say what it is approved for"]
    return []


def _claims(sentence):
    notes = []
    for promise in promises.ENGLISH:
        for found in promise.words.finditer(sentence):
            before, after = _beside(sentence, found)
            if not _settled(promise.before, before) and not _settled(promise.after, after):
                notes.append(f"{_around(sentence, found)}: {promise.why}")
    for found in promises.OTHER_LANGUAGES.finditer(sentence):
        notes.append(f"{_around(sentence, found)}: a claim to check")
    return notes


def _beside(sentence, found):
    """As much as a person reads at once: a text of odd signs without an end stays quick to look through."""
    return sentence[max(found.start() - BESIDE, 0) : found.start()], sentence[found.end() : found.end() + BESIDE]


def _settled(pattern, text):
    return bool(pattern and pattern.search(text))


def _around(sentence, found):
    """The word with up to five words on each side."""
    left, right = _beside(sentence, found)
    before, after = left.split(), right.split(" ")
    start = "… " if len(before) > 5 else ""
    end = " …" if len(after) > 6 else ""
    gap = " " if left.endswith(" ") else ""
    return f"“{start}{' '.join(before[-5:])}{gap}{found[0]}{' '.join(after[:6]).rstrip()}{end}”"


# How a treatment turned out is no patient's to promise to the next one.
OUTCOMES = re.compile(
    r"\b(?:heal(?:ed|s)?|recover(?:y|ed|s|ing)?|sav(?:ed|ing) my life|life-saving|changed my life|"
    r"(?:no|without) (?:more )?pain|pain (?:is|was|has|went)|(?:is|are|was|were|has|have|all|completely) gone|"
    r"went away|disappear(?:ed|s)?|"
    r"work(?:ed|s) (?:well|wonders|for me|perfectly|at once)|it worked|success\w*|results?|reliev\w+|relief|improv\w+|"
    r"(?:feel(?:ing)?|am|is|are|got|much|so much) better|back to normal|like new|fit again|well again|effective|"
    r"(?:can|could) (?:now )?(?:walk|run|see|hear|eat|sleep)|(?:walk|run|see|hear)(?:ing)? again|"
    r"best (?:\w+ )?(?:doctor|hospital))\b"
    r"|സുഖമായി|സുഖപ്പെട്ട|ഭേദമായി|ഭേദപ്പെട്ട|മാറിക്കിട്ടി|(?:വേദന|രോഗം|അസുഖം)\s+(?:\S+\s+)?(?:മാറി|പോയി)"
    r"|ഫലം|ഫലപ്രദ|ആശ്വാസം കിട്ടി|രക്ഷിച്ചു"
    r"|ठीक हो|स्वस्थ हो|आराम (?:मिल|हो|आ)|राहत|फ़?फायदा|फ़ायदा|लाभ|असर|दर्द (?:\S+ )?(?:चला|खत्म|नहीं)|जान बच"
    r"|شُ?في[تُ]|شفاء|تعاف\S+|تحس\S+|اختف\S+|زال(?:ت)?\b|نجح\S*|نتيجة|نتائج|أنقذ\S*|فع[اّ]ل\S*",
    re.IGNORECASE,
)
MARKS = re.compile(
    r"[★☆⭐🌟]"
    r"|\b(?:\d+|one|two|three|four|five|ten)[ -]?stars?\b|\b\d+\s?/\s?(?:5|10)\b|\b\d+ out of (?:5|10|five|ten)\b"
    r"|സ്റ്റാർ|सितार|نجوم",
    re.IGNORECASE,
)


def what_a_patient_may_not_promise(text):
    """Why these words of a patient cannot stand on a page; nothing when they can."""
    found = []
    for sentence in (sentence for line in text.split("\n") for sentence in sentences(line)):
        found += _claims(sentence)
        found += [f"{_around(sentence, each)}: no stars and no marks" for each in MARKS.finditer(sentence)]
        found += [
            f"{_around(sentence, each)}: says how the treatment turned out; keep to how people were looked after"
            for each in OUTCOMES.finditer(sentence)
        ]
    return list(dict.fromkeys(found))
