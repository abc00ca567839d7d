"""Names of people: what to call somebody, and which names are the same. Titles and initials count for neither."""

import unicodedata

from .folding import tokenize
from .typed import clean_text, has_letter

# As tokenize() has them. A word that is a title here and a name somewhere costs little: the next word is used.
TITLES = frozenset(
    tokenize(
        """
        Dr Doctor Mr Mister Mrs Ms Miss Master Mx Prof Professor Smt Shri Sri Shree Shrimati Srimati Kumari Kum Adv
        Advocate Er Rev Fr Father Sr Sister Br Capt Captain Col Colonel Maj Major Lt Haji Hajj Sheikh Shaikh Sir Madam
        ഡോ ഡോക്ടർ ശ്രീ ശ്രീമതി കുമാരി മിസ്റ്റർ മിസ്സിസ് മിസിസ് മിസ് മാസ്റ്റർ പ്രൊഫ പ്രൊഫസർ അഡ്വ അഡ്വക്കേറ്റ് ഫാ ഫാദർ സിസ്റ്റർ ഹാജി
        डॉ डा डॉक्टर श्री श्रीमान श्रीमती सुश्री कुमारी मिस्टर मिसेज़ मिस मास्टर प्रो प्रोफ़ेसर एडवोकेट हाजी
        د دكتور دكتورة الدكتور الدكتورة أ أستاذ أستاذة الأستاذ الأستاذة السيد السيدة الآنسة آنسة م المهندس المهندسة
        الشيخ الشيخة الحاج الحاجة
        """
    )
)
# English letters as they are spoken; those of one letter need no list.
SPOKEN_LETTERS = frozenset(
    tokenize(
        """
        എഫ് എച്ച് എൽ എൻ എസ് ആർ ക്യു ക്യൂ ഡബ്ല്യു ഡബ്ല്യൂ എക്സ് ഇസഡ്
        एफ एच एल एम एन एस आर आई क्यू डब्ल्यू एक्स वाई ज़ेड
        """
    )
)


def short_name(full_name: str) -> str:
    """ "Smt. K. M. Lakshmi Nair" as "Lakshmi": the first word that is a name, or else the whole."""
    name = clean_text(full_name)
    words = name.replace(".", ". ").split()
    names = [word for word in words if has_letter(word) and not _is_title(word) and not _is_initial(word, words)]
    return names[0] if names else name


def comparable(full_name: str) -> str:
    """The letters of a name without titles, spaces and signs: the same for two spellings of one name."""
    words = tokenize(clean_text(full_name))
    return "".join(word for word in words if word not in TITLES) or "".join(words)


def _is_title(word: str) -> bool:
    return all(part in TITLES for part in tokenize(word))


def _is_initial(word: str, words: list[str]) -> bool:
    letters = [sign for sign in word if unicodedata.category(sign)[0] == "L"]
    if len(letters) == 1 or set(tokenize(word)) <= SPOKEN_LETTERS:
        return True
    if word.endswith("."):
        return len(letters) <= 3
    # "KM Thomas", but not "OM PRAKASH": where all is written in capitals, they say nothing.
    return len(letters) == 2 and word.isupper() and not all(other.isupper() for other in words)
