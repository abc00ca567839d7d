"""The words by which the desk finds a request: of the patient's name and of who asks, as written and as they sound."""

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Q

from common.sort_fields import prefix_tsquery
from common.text.folding import tokenize
from common.text.name_sounds import sounds_of

SOUND = "~"  # in front of what is no word but how one sounds
LONGEST = 60


class PatientNameWordsField(SearchVectorField):
    """Filled on every save, so that a correction and an erasure need not think of it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": "", "editable": False, **kwargs})

    def pre_save(self, instance, add):
        vector = vector_of(f"{instance.full_name} {instance.contact_name}")
        setattr(instance, self.attname, vector)
        return vector


def vector_of(names: str) -> str:
    found = {word[:LONGEST] for word in tokenize(names)} | {f"{SOUND}{sound}"[:LONGEST] for sound in sounds_of(names)}
    return " ".join(f"'{word}'" for word in sorted(found))


def named(typed: str) -> Q | None:
    """Who is called so: each word may be only begun, or written in another script. None: no word to look for."""
    words = tokenize(typed)
    words = [word[:LONGEST] for word in words if len(word) > 1] or words
    if not words:
        return None
    query = " & ".join(f"({_word_or_sound(word)})" for word in words)
    return Q(name_words=SearchQuery(query, search_type="raw", config="simple"))


def _word_or_sound(word: str) -> str:
    sounds = [f"'{SOUND}{sound}'{':*' if len(sound) > 2 else ''}" for sound in sounds_of(word)]
    return " | ".join([prefix_tsquery([word]), *sounds])
