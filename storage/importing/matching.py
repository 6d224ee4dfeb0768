"""Which person a row means: by member number, else by phone and name together, never by name alone."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from storage.importing.entry import Entry
from storage.importing.people_file import Candidate


class Index:
    """The people that an import has met, those stored and those new in the file."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.ids: set[int] = set()
        self._by_number: defaultdict[str, tuple[tuple[int, Entry], ...]] = defaultdict(tuple)
        self._by_phone_and_name: defaultdict[str, tuple[Entry, ...]] = defaultdict(tuple)
        self._left_out: defaultdict[int, set[str]] = defaultdict(set)  # phones of an entry, by its id in memory

    def add(self, entry: Entry) -> None:
        """A person not met before."""
        self.entries.append(entry)
        if entry.stored:
            self.ids.add(entry.stored.id)
        self.learn(entry, entry.home, entry.phones)

    def learn(self, entry: Entry, home: int, phones: Iterable[str]) -> None:
        """What a row has told finds the person from now on: where it put them, and phones that were left out too."""
        for number in entry.member_numbers:
            if not any(place == home and known is entry for place, known in self._by_number[number]):
                self._by_number[number] += ((home, entry),)
        theirs = entry.phones
        if left_out := {*phones} - theirs:
            self._left_out[id(entry)] |= left_out
        for phone in theirs | self._left_out.get(id(entry), set()):
            for name in entry.names:
                self._learn_name(_key(phone, name), entry)

    def _learn_name(self, key: str, entry: Entry) -> None:
        if not any(known is entry for known in self._by_phone_and_name[key]):
            self._by_phone_and_name[key] += (entry,)

    def shared(self, phones: Collection[str]) -> int:
        """How many of the phones several people have."""
        owned = Counter(phone for entry in self.entries for phone in entry.phones)
        return sum(owned[phone] > 1 for phone in phones)

    def find(self, candidate: Candidate, home: int) -> Entry | None:
        """The person whom the candidate is, or None; in the organization `home` rather than in another."""
        by_number = self._by_its_number(candidate, home) if candidate.member_number else None
        return by_number or _likeliest(self._namesakes(candidate), candidate, home)

    def _by_its_number(self, candidate: Candidate, home: int) -> Entry | None:
        """Associations number their members alike: elsewhere a number counts only when no association is named."""
        known = self._by_number[candidate.member_number or ""]
        here = [entry for place, entry in known if place == home and not _has_left(entry, place)]
        if here or candidate.association:
            return here[0] if here else None
        return known[0][1] if len({id(entry) for _, entry in known}) == 1 else None

    def _namesakes(self, candidate: Candidate) -> list[Entry]:
        name = candidate.folded_name
        keys = [_key(phone, name) for phone in candidate.phones if name]
        at = [entry for key in keys for entry in self._by_phone_and_name.get(key, ())]
        return [entry for entry in at if not _are_two(entry, candidate)]


def _key(phone: str, name: str) -> str:
    """One phone may be that of hundreds, where an association has put its own for those who gave none."""
    return f"{phone} {name}"


def _has_left(entry: Entry, place: int) -> bool:
    """The number that somebody had in the association they are moved from may be another's by now."""
    return entry.stored is not None and entry.stored.organization_id == place != entry.home


def _are_two(entry: Entry, candidate: Candidate) -> bool:
    """Father and son may share name and phone; their member numbers tell them apart."""
    number = candidate.member_number
    return number is not None and bool(entry.member_numbers) and number not in entry.member_numbers


def is_somebody_else(entry: Entry, candidate: Candidate) -> bool:
    """A member number met again under another name with another phone: two lists that number their members alike."""
    words = {word for name in entry.names for word in name.split()}
    can_tell = bool(words and candidate.folded_name and candidate.phones)
    shares_word = bool(words & set(candidate.folded_name.split()))
    return can_tell and not shares_word and not entry.phones & set(candidate.phones)


def _likeliest(entries: Collection[Entry], candidate: Candidate, home: int) -> Entry | None:
    """Of several with one name: who is in the same organization, then whose phones agree best, then who came first."""
    said = set(candidate.phones)

    def likeness(entry: Entry) -> tuple[bool, float]:
        return entry.home == home, len(said & entry.phones) / len(said | entry.phones)

    return max(entries, key=likeness, default=None)
