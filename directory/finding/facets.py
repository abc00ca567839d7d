"""Which of some doctors fit which filters, and how many would fit each choice.

The database keeps what the filters look at as words in `Doctor.facets`: "department:7", "language:ml", "day:3",
"day:3@7" (on Thursdays at the place 7). Here each word has a number with one bit for each doctor, so that counting
every choice beside the others that were made takes next to no time.
"""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ..models import OpdSession

FILTERS = ("department", "location", "language", "gender", "day", "accepting")


class FacetTokens:
    """The words for what is chosen in the form, which knows departments and places by their addresses."""

    def __init__(self, departments, locations):
        self.ids = {
            "department": {place.slug: place.pk for place in departments},
            "location": {place.slug: place.pk for place in locations},
        }

    def of(self, name, choice, wanted):
        choice = self.ids.get(name, {}).get(choice, choice)
        if name == "day" and "location" in wanted:
            # On that day in that place, not on that day in another.
            return f"day:{choice}@{self.ids['location'][wanted['location']]}"
        return f"{name}:{choice}"

    def of_all(self, wanted):
        return [self.of(name, choice, wanted) for name, choice in wanted.items()]


class Facets:
    """About these doctors, in their order; about nobody when they are more than `most`."""

    def __init__(self, doctors, most, words):
        self.words, self.ids, self.bits = words, [], defaultdict(int)
        # Where there are too many, the database finds out from the first of them and reads no more.
        too_many = Exists(doctors.order_by()[most : most + 1])
        today = timezone.localdate().isoformat()
        for place, (pk, tokens) in enumerate(doctors.filter(~too_many).values_list("pk", "facets")):
            self.ids.append(pk)
            for word in still_true(tokens, today):
                self.bits[word] |= 1 << place

    def fitting(self, wanted):
        found = (1 << len(self.ids)) - 1
        for word in self.words.of_all(wanted):
            found &= self.bits.get(word, 0)
        return found

    def ids_fitting(self, wanted):
        found = self.fitting(wanted)
        return [pk for place, pk in enumerate(self.ids) if found >> place & 1]

    def count(self, name, choices, wanted):
        """{choice: how many there are with it and everything else that is wanted}."""
        return {choice: self.fitting({**wanted, name: choice}).bit_count() for choice in choices}


def still_true(tokens, today):
    """The words, those for days only of sessions that are not over for good."""
    words = set()
    for word in tokens:
        if word.startswith("until:"):
            _until, last_day, session = word.split(":", 2)
            if not last_day or last_day >= today:
                words |= {f"day:{session}", f"day:{session.partition('@')[0]}"}
        elif not word.startswith("day:"):
            words.add(word)
    return words


def in_the_database(doctors, wanted, words):
    """The same filters for a hospital with very many doctors."""
    if wanted:
        doctors = doctors.filter(facets__contains=words.of_all(wanted))
    if "day" in wanted:
        # The words for days are those of past sessions too, which few doctors have.
        held = OpdSession.objects.filter(doctor=OuterRef("pk"), weekday=wanted["day"])
        if "location" in wanted:
            held = held.filter(location__slug=wanted["location"])
        is_over = Q(valid_until__lt=timezone.localdate())
        doctors = doctors.filter(~Exists(held.filter(is_over)) | Exists(held.exclude(is_over)))
    return doctors
