"""What a treatment page still lacks, and which of its claims a clinician must look at, in plain words."""

import re

from common.text.sentences import sentences

COUNTRIES = re.compile(
    r"\b(?:United States|United Kingdom|US|U\.S\.|USA|UK|EU|America|Britain|India|Europe|European Union)\b|"
    r"അമേരിക്ക|യുഎസ്|യു\.എസ്|ഇന്ത്യ|യൂറോപ്|ബ്രിട്ട|अमेरिका|भारत|यूरोप|ब्रिटेन|الولايات المتحدة|أمريكا|الهند|أوروبا|بريطانيا"
)
AUTHORITY = r"\b(?:US ?FDA|FDA|CDSCO|DCGI|EMA|MHRA)\b|എഫ് ?ഡി ?എ|एफ ?डी ?ए"
APPROVAL = rf"\b(?:approved|approval)\b|{AUTHORITY}"
OTHER_SCRIPTS = re.compile("[\u0600-\u06ff\u0900-\u097f\u0d00-\u0d7f]")
PURPOSE = re.compile(r"\b(?:for|to|as an?|in (?:people|adults|children))\b", re.IGNORECASE)

NOT = (
    r"(?:(?:\bnot\b(?! only| just)|n't\b|\bnever\b|\bnothing\b|\bcannot\b|\bwhether\b)(?:\s+\w+){0,3}"
    r"|\bno\b(?:\s+\w+)?)\s+"
)
HEDGE = (
    r"\b(?:generally|usually|may be|might be|could be|considered|whether (?:it|this|they) (?:is|are)|"
    r"(?:if|until|when) (?:it|this) is|as|how)\s+$"
)
SAFE_FOR = r"^\s+(?:to|enough|for (?:most|many|you|some)|for your \w+ to|place|distance|level|limit|dose)\b"
BEST_IN = r"\b(?:at|as|works?|do (?:their|our|your)|what is|what's|which is)\s+$"
BEST_FOR = r"^\s+(?:for (?:you|your|each)|suits?|suited|time|done|way|discussed|known|before|after|\w+ for you)\b"

# The claim, why it needs care, words before it that settle it, words after it that settle it.
CLAIMS = [
    (r"\bcur(?:e|es|ed|able|ing)\b", "say what it does and how often, not “cure”", f"{NOT}$", ""),
    (r"\b100\s?%|\b(?:100|hundred) per ?cent\b", "nothing in medicine is certain", f"{NOT}$", ""),
    (r"\bpain(?:less(?:ly)?|[- ]free)\b", "say how it feels to most people", f"{NOT}$", ""),
    (r"\bguarante\w*", "nothing in medicine is guaranteed", f"{NOT}$", ""),
    (r"\brisk[- ]free\b|\b(?:no|without(?: any)?) (?:risks?|side effects)\b", "every treatment has risks", "", ""),
    (r"\bmirac\w+", "say what it does", "", ""),
    (r"\bsafe(?:ly|st)?\b", "say for whom and how often problems happen", f"(?:{NOT}$|{HEDGE})", SAFE_FOR),
    (r"\bbest\b", "say for whom, or compared with what", BEST_IN, BEST_FOR),
]
CLAIMS_IN_OTHER_LANGUAGES = re.compile(
    r"(?:100|നൂറു?)\s?ശതമാനം|വേദനയില്ലാത്ത|വേദനരഹിത|ഗ്യാരണ്ടി|ഗ്യാരന്റി|സുരക്ഷിത\S*|ഏറ്റവും മികച്ച|"
    r"പൂർണ്ണ?മായും? (?:ഭേദ|സുഖ)\S*|"
    r"(?:100|शत)[ -]?प्रतिशत|गारंटी|गारन्टी|दर्द ?रहित|सुरक्षित|सबसे अच्छ\S|पूरी तरह (?:ठीक|स्वस्थ)|"
    r"مضمون\S*|بدون ألم|بلا ألم|غير مؤلم\S*|شفاء تام|الأفضل|\bآمنة?\b|100 ?٪"
)


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
    found = []
    for text in _texts(page):
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
    for word, why, before, after in CLAIMS:
        for found in re.finditer(word, sentence, re.IGNORECASE):
            if not _settled(before, sentence[: found.start()]) and not _settled(after, sentence[found.end() :]):
                notes.append(f"{_around(sentence, found)}: {why}")
    for found in CLAIMS_IN_OTHER_LANGUAGES.finditer(sentence):
        notes.append(f"{_around(sentence, found)}: a claim to check")
    return notes


def _settled(pattern, text):
    return bool(pattern) and bool(re.search(pattern, text, re.IGNORECASE))


def _around(sentence, found):
    """The word with up to five words on each side."""
    before, after = sentence[: found.start()].split(), sentence[found.end() :].split(" ")
    start = "… " if len(before) > 5 else ""
    end = " …" if len(after) > 6 else ""
    gap = " " if sentence[: found.start()].endswith(" ") else ""
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
