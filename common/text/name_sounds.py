"""How a name sounds, so that one written in one script is found by somebody who types another.

Consonants are kept, vowels are not (but that a name begins with one), and what is often confused is one: ലക്ഷ്മി, लक्ष्मी,
"Lakshmi" and "Laxmi" are all "lksm". Good for finding, where a person then looks; never for saying that two are one.
"""

import re

from .folding import tokenize

# Which letters have one sound, script by script.
MALAYALAM = "k:കഖഗഘൿ n:ങഞണനൺൻം c:ചഛജഝ t:ടഠഡഢതഥദധ p:പബഭ f:ഫ m:മ y:യ r:രറർൃ l:ലളഴൽൾ v:വ s:ശഷസ h:ഹ a:അആഇഈഉഊഋഎഏഐഒഓഔ"
DEVANAGARI = "k:कखगघ n:ङञणनंँ c:चछजझ t:टठडढतथदध p:पबभ f:फ m:म y:य r:रृ l:लळ v:व s:शषस h:ह a:अआइईउऊऋएऐओऔ"
ARABIC = "k:كقغخگ n:ن c:جچ t:تطدضثذ p:بپ f:ف m:م y:ي r:ر l:ل v:وڤ s:سشصزظ h:هح a:اع"
LATIN = "k:gqkc t:dt p:bp c:j s:sz v:vw f:f h:h l:l m:m n:n r:r y:y a:aeiou"
SOUNDS = {
    letter: sound
    for script in (MALAYALAM, DEVANAGARI, ARABIC, LATIN)
    for sound, letters in (group.split(":") for group in script.split())
    for letter in letters
}
# More letters that are one sound, in Latin ones; the longer first.
TOGETHER = {"x": "ks", "sch": "s", "sh": "s", "ch": "j", "ph": "f", "zh": "l"}
TOGETHER_FOUND = re.compile("|".join(TOGETHER))
SILENT = re.compile("(?<=[kgtdbcj])h|h(?![aeiou\u0080-\uffff])")  # "dh", "Johnson": said or not, it is one name
SOFT_C = re.compile("c(?=[eiy])")
LAST_DOT = re.compile("[ംं]$")  # at the end an m, elsewhere an n
SHORTEST = 2  # one consonant alone would be half of all names


def sounds_of(name: str) -> list[str]:
    """Of each word of a name; words of too few sounds are left out."""
    sounds = (_sound_of(word) for word in tokenize(name))
    return [sound for sound in sounds if len(sound) >= SHORTEST]


def _sound_of(word: str) -> str:
    one_each = TOGETHER_FOUND.sub(lambda found: TOGETHER[found[0]], SOFT_C.sub("s", LAST_DOT.sub("m", word)))
    latin = SILENT.sub("", one_each)
    sounds = "".join(SOUNDS.get(letter, "") for letter in latin)
    # Y and v are vowels as often as not ("Mariyam", "Mariam"; و), and an h inside is hardly heard.
    first, rest = sounds[:1], re.sub("[ayv]", "", sounds[1:])
    once_each = re.sub(r"(.)\1+", r"\1", first + rest)
    return first + once_each[1:].replace("h", "")
