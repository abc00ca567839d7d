"""Words for medicines and doses, and for starting and stopping them, in the languages of the site.

Where they stand in words that no clinician signs otherwise (a notice, a biography), a clinician signs those too.
"""

import re

UNIT = r"(?<!\d)\d{1,9}(?:[.,]\d{1,6})?\s?(?:mg|mcg|µg|ml|IU|units?|മി\.?\s?ഗ്രാം|मि\.?\s?ग्रा|मिलीग्राम|ملغ|مجم)(?![a-z])"
ENGLISH = (
    r"medicines?|medications?|drugs?|tablets?|pills?|capsules?|syrups?|injections?|insulin|antibiotics?|painkillers?|"
    r"blood thinners?|paracetamol|ibuprofen|aspirin|warfarin|metformin|steroids?|chemotherapy|(?:over)?doses?|dosages?|"
    r"stop|stopping|take|taking|swallow(?:s|ed|ing)?|inject(?:s|ed|ing)?|prescri(?:be[sd]?|bing|ptions?)"
)
MALAYALAM = (
    r"മരുന്ന|ഗുളിക|ഡോസ|ഇൻസുലിൻ|കുത്തിവ[യെ]|ആന്റിബയോട്ടിക്|"
    r"നിർത്ത(?:ുക|രുത|ണം)|കഴിക്ക(?:ുക|രുത|ണം)|എടുക്കണം"
)
HINDI = (
    r"दवा|औषध|गोली|गोलिय|टैबलेट|कैप्सूल|खुराक|इंसुलिन|इंजेक्शन|"
    r"एंटीबायोटिक|बंद कर|लेना (?:बंद|छोड़)|रोक(?:ें|िए|ना)|(?<!\S)(?:लें|लीजिए|न लें)(?!\S)"
)
ARABIC = (
    r"دواء|أدوية|الدواء|علاج دوائي|جرع|حبوب|أقراص|كبسول|إنسولين|أنسولين|حقن|مضاد حيوي|توقف|أوقف|إيقاف|تناول|(?<!\S)خذ"
)
SEEN = re.compile(rf"{UNIT}|\b(?:{ENGLISH})\b|{MALAYALAM}|{HINDI}|{ARABIC}", re.IGNORECASE)


def medicine_words(text: str) -> list[str]:
    """Those that stand in this text, each once, as they stand there."""
    return list(dict.fromkeys(found[0] for found in SEEN.finditer(text)))
