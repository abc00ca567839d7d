"""Guesses what kind of question a heading of a plain page asks."""

import re

# The first that fits wins: "risks after surgery" asks about risks, "how long do results last" about results.
WORDS = {
    "who_should_not": [
        r"should(?: not|n't)",
        r"who (?:can ?not|can't|must not|should avoid)",
        r"(?:not |un)suitable",
        r"not recommended",
        r"contraindicat",
    ],
    "alternatives": [r"alternative", r"other (?:treatment|option|way|choice)", r"instead of"],
    "cost": [r"\bcosts?\b", r"price", r"charges", r"insurance", r"afford"],
    "prepare": [r"prepar", r"get ready", r"before (?:the|my|your|a|an|surgery|treatment|having|i)\b"],
    "long_term": [r"long[ -]term", r"for years", r"life-?long"],
    "risks": [r"risk", r"side[ -]effect", r"complication", r"dangerous", r"\bsafe\b", r"safety"],
    "aftercare": [
        r"after ?care",
        r"recover",
        r"follow[ -]up",
        r"discharge",
        r"at home",
        r"go home",
        r"(?<!soon )after (?:the|my|your|a|an|surgery|treatment|having|i)\b",
        r"return to|resume|go back",
    ],
    "results": [
        r"how (?:long|soon|quickly) does it take .*\bto work",
        r"how (?:long|soon|quickly) (?:do|does|will) .*\b(?:results?|effects?|relief|work|improve)",
        r"how long .*\b(?:results?|effects?|relief|benefits?|it|they|this)\b.* last",
        r"how effective",
        r"\bresults?\b",
        r"success",
        r"outcome",
    ],
    "benefits": [r"\bbenefits?\b(?! from)", r"advantage"],
    "how_it_works": [r"how (?:do|does|can|will) .*\b(?:work|help)\b", r"\bhow .*\bworks?$", r"mechanism"],
    "session": [
        r"what (?:happens|to expect|should i expect|can i expect|is involved)",
        r"^during\b|\bduring (?:a|an|the|my|your|each)\b",
        r"\bsession\b",
        r"how (?:is|are) .*\b(?:done|performed|given|carried out|fitted|inserted)\b",
        r"(?:procedure|surgery|operation|treatment) (?:take|steps)",
        r"^(?:is|are|will|does|do) .*\b(?:pain|painful|hurt)\b",
        r"an(?:a)?esthe",
    ],
}


def guess_kind(heading):
    """The kind of question a heading asks, or "" when its words do not tell."""
    heading = heading.replace("’", "'").rstrip(" ?.:")
    for kind, patterns in WORDS.items():
        if any(re.search(pattern, heading, re.IGNORECASE) for pattern in patterns):
            return kind
    return ""
