"""Tells the words that send a patient to help at once from the closing call of a page ("call us to book")."""

import re

from common.text.sentences import sentences

from .plain_text_lines import BULLET, NUMBERED, PARAGRAPH

GO = (
    r"(?:call|phone|ring|dial|contact|reach|go|come|rush|head|get|seek|visit|see|report|consult|return|tell|inform|alert|"
    r"take|bring|need|needs|require)"
)
AT_ONCE = (
    r"(?:immediate(?:ly)?|at once|urgent(?:ly)?|emergenc(?:y|ies)|right away|straight ?away|without (?:any )?delay|"
    r"instantly|as soon as possible|promptly|ER|A&E|casualty|ambulance|108|112|999|911|now)"
)
IF = r"(?:if|when|whenever|in case of|should you|for)"
CALL = re.compile(rf"\b{GO}\b[^.:;!?]{{0,90}}?\b{AT_ONCE}\b", re.IGNORECASE)
ASKS_FOR_SIGNS = re.compile(
    rf"\b(?:{GO}|when|if)\b.{{0,90}}?\b{AT_ONCE}\b"
    r"|\b(?:urgent|emergency|immediate) (?:medical )?(?:care|help|attention|signs?|symptoms?|warning|treatment)\b"
    r"|\b(?:danger|warning|red[- ]flag|alarm) (?:signs?|symptoms?)\b|\bred flags?\b",
    re.IGNORECASE,
)
CALL_IF = re.compile(rf"{CALL.pattern}[^.:;!?]{{0,60}}?\b{IF}\b:?\s*(?P<signs>.*)", re.IGNORECASE | re.DOTALL)
IF_CALL = re.compile(
    rf"^(?:please )?{IF}\s+(?P<signs>.+?),?\s+(?:please |you should |then |do )?{CALL.pattern}", re.IGNORECASE
)
WHO_HAS = re.compile(
    r"^(?:you|your child|your baby|the child|the patient|he|she|they|there|someone|anyone)? ?"
    r"(?:or your child |or your baby )?(?:are|is|should|may|might|were to)? ?"
    r"(?:have|has|had|having|notices?|develops?|experienc(?:e|es|ing)|observe|see|show|suffer)\b ?(?:from )?"
    r"(?:any of (?:these|the following)(?: signs| symptoms| problems)?|the following(?: signs| symptoms)?)?"
    r" ?(?:after \w+ \w+)?[:,]? ?|^any of (?:these|the following)(?: signs| symptoms)? ?:? ?"
    r"|^(?:the following|these) ?:? ?$",
    re.IGNORECASE,
)
OFFERS = re.compile(
    r"\b(?:appointments?|book(?:ing)?|enquir\w+|quer(?:y|ies)|price|costs?|package|available|24 ?[x/] ?7|"
    r"round the clock|consultations?|more (?:details|information)|facilit\w+)\b",
    re.IGNORECASE,
)


def is_urgent_heading(text: str) -> bool:
    """ "When to seek emergency care", "Call us immediately if", not "Emergency services" nor "Call now"."""
    asks = bool(ASKS_FOR_SIGNS.search(text)) and not OFFERS.search(text)
    calls_for_nothing = re.fullmatch(
        r"(?:please )?(?:call|contact|visit)(?: us)?(?: now| today)?\W*", text, re.IGNORECASE
    )
    return asks and not calls_for_nothing


def signs_of(text: str) -> tuple[str, bool]:
    """The signs that this sentence names, and whether it is one that sends to help at once."""
    if OFFERS.search(text):
        return "", False
    found = CALL_IF.search(text) or IF_CALL.search(text)
    if not found:
        return "", False
    signs = WHO_HAS.sub("", found["signs"].strip(), count=1).strip(" .:;!–—-")
    return signs, True


def take_signs(blocks: list) -> tuple[list[str], list]:
    """The signs among these blocks: in sentences that send to help, in the lists below them. And the blocks left."""
    signs, rest, in_list = [], [], False
    for block in blocks:
        if in_list and block.kind in (BULLET, NUMBERED):
            signs.append(block.text.rstrip(" .;,"))
            continue
        in_list = False
        if block.kind != PARAGRAPH:
            rest.append(block)
            continue
        kept = []
        for sentence in sentences(block.text):
            named, is_call = signs_of(sentence)
            is_call = is_call or (sentence.endswith(":") and is_urgent_heading(sentence))
            if is_call:
                signs += [named] if named else []
                in_list = not named or sentence.rstrip().endswith(":")
            else:
                kept.append(sentence)
                in_list = False
        if kept:
            block.text = " ".join(kept)
            rest.append(block)
    return signs, rest
