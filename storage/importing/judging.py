"""The judgement of an import: whom each row means, and what becomes of it, from what the list holds now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from storage import addresses, erased, organizations, suppression
from storage.importing.entry import Entry, combined
from storage.importing.matching import Index, is_somebody_else
from storage.importing.names import fold
from storage.importing.people_file import Candidate
from storage.importing.reasons import Reason, Refused
from storage.importing.stored import Stored, sharing, stored_people
from storage.importing.verdict import Verdict


class Desk:
    """What is known while the rows of one file are judged, in order. Reads only.

    basis: that of new people where no row says. index: the people met, those stored and those new in the file.
    """

    def __init__(self, db: Connection, organization_id: int, basis: str | None, now: datetime) -> None:
        self.db, self.organization_id, self.basis, self.now = db, organization_id, basis, now
        self.organizations = organizations.below(db, organization_id)
        self.related = {*self.organizations, *organizations.above(db, organization_id)}
        here = set(self.organizations)
        self.homes = {fold(row.name): row.id for row in organizations.listed(db) if row.id in here}
        self.zone = ZoneInfo(organizations.get(db, organization_id).timezone)
        self.index = Index()
        self.phones: set[str] = set()
        self.silenced: set[str] = set()
        self.is_anybody_erased = erased.is_any(db, self.related)
        self.erased: dict[tuple[str, str], datetime] = {}

    def judge(self, rows: Iterable[Candidate | Refused]) -> list[Verdict]:
        """The verdicts on a slice of rows."""
        rows = list(rows)
        candidates = [row for row in rows if isinstance(row, Candidate)]
        numbers = {candidate.member_number for candidate in candidates if candidate.member_number}
        phones = {phone for candidate in candidates for phone in candidate.phones}
        self.meet(candidates, stored_people(self.db, self.organizations, numbers, phones, self.index.ids))
        return [_refusal(row) if isinstance(row, Refused) else self._take(row) for row in rows]

    def meet(self, candidates: list[Candidate], people: Iterable[Stored]) -> None:
        """Get to know stored people whom the candidates may be, and whoever must be left in peace."""
        texts = {text: text for candidate in candidates for text in candidate.texts()}
        phones = {phone for candidate in candidates for phone in candidate.phones}
        for stored in people:
            phones.update(stored.phones)
            self.index.add(Entry(stored.organization_id, sharing(stored, texts)))
        self.leave_in_peace(candidates, phones)

    def leave_in_peace(self, candidates: list[Candidate], phones: Iterable[str]) -> None:
        """Learn which of the phones have said stop, and which of the candidates have asked to be erased."""
        hashes = {addresses.hash_of(self.db, "sms", phone): phone for phone in phones}
        self.silenced.update(hashes[silent] for silent in suppression.of_hashes(self.db, hashes, self.now))
        if self.is_anybody_erased:
            pairs = [(phone, candidate.folded_name) for candidate in candidates for phone in candidate.phones]
            whose = {erased.hash_of(self.db, phone, name): (phone, name) for phone, name in pairs}
            known = erased.known(self.db, self.related, whose)
            self.erased |= {whose[hash_]: at for hash_, at in known.items()}

    def home_of(self, candidate: Candidate) -> int | None:
        """The association that a row names; one that has none below it takes all rows as its own."""
        if not candidate.association or len(self.organizations) == 1:
            return self.organization_id
        return self.homes.get(fold(candidate.association))

    def _take(self, candidate: Candidate) -> Verdict:
        home = self.home_of(candidate)
        if home is None:
            return Verdict(candidate.row, "refused", _unknown_association(candidate))
        return self.hear(candidate, self.index.find(candidate, home), home)

    def hear(self, candidate: Candidate, entry: Entry | None, home: int) -> Verdict:
        """What a row says about a person, added to what is known; `entry` is None for somebody new."""
        if problem := self._nobody(candidate) if entry is None else _taken(entry, candidate):
            return Verdict(candidate.row, "refused", problem)
        if entry is None:
            return self._hear_of_somebody_new(candidate, Entry(home))
        before, earlier = entry.effect(), (entry.home, entry.said)
        notes = self._listen(candidate, entry, home)
        if not entry.is_lawful(self.basis):
            entry.home, entry.said = earlier
            return Verdict(candidate.row, "refused", Reason("no_basis"))
        self._remember(candidate, entry, home)
        kept = [Reason("kept", {"field": field}) for field in entry.kept()]
        return Verdict(candidate.row, "unchanged" if entry.effect() == before else "updated", notes=(*notes, *kept))

    def _hear_of_somebody_new(self, candidate: Candidate, entry: Entry) -> Verdict:
        notes = self._listen(candidate, entry, entry.home)
        if not entry.is_lawful(self.basis):
            return Verdict(candidate.row, "refused", Reason("no_basis"))
        self.index.add(entry)
        self._remember(candidate, entry, entry.home)
        return Verdict(candidate.row, "created", notes=notes)

    def _listen(self, candidate: Candidate, entry: Entry, home: int) -> tuple[Reason, ...]:
        """Add what the row says; what of it was left out."""
        audible, left_out = self._audible(candidate, entry)
        entry.said = combined(entry.said, audible)
        if candidate.association and entry.said.association == candidate.association:
            entry.home = home
        return (*candidate.notes, *left_out)

    def _remember(self, candidate: Candidate, entry: Entry, home: int) -> None:
        self.phones.update(entry.phones & {*candidate.phones})
        self.index.learn(entry, home if candidate.association else entry.home, candidate.phones)

    def _nobody(self, candidate: Candidate) -> Reason | None:
        """Why somebody new is not taken in."""
        asked = [self.erased.get((phone, candidate.folded_name)) for phone in candidate.phones]
        if dates := [at.astimezone(self.zone).date() for at in asked if at]:
            return Reason("erased", {"date": max(dates).isoformat()})
        return missing(candidate)

    def _audible(self, candidate: Candidate, entry: Entry) -> tuple[Candidate, list[Reason]]:
        """Who has said stop is not written to at another number instead: that one is left out."""
        if not self.silenced & {*entry.phones, *candidate.phones}:
            return candidate, []
        old = entry.stored.phones if entry.stored else ()
        left_out = [phone for phone in candidate.phones if phone not in old and phone not in self.silenced]
        taken = tuple(phone for phone in candidate.phones if phone not in left_out)
        return replace(candidate, phones=taken), [Reason("said_stop", {"number": phone}) for phone in left_out]


def missing(candidate: Candidate) -> Reason | None:
    """What somebody new must have; a row without it can only be about somebody known."""
    if not candidate.phones:
        return Reason("no_phone")
    return None if candidate.folded_name else Reason("no_name")


def _taken(entry: Entry, candidate: Candidate) -> Reason | None:
    if not is_somebody_else(entry, candidate):
        return None
    return Reason("number_taken", {"number": candidate.member_number or ""})


def _refusal(row: Refused) -> Verdict:
    return Verdict(row.row, "refused", row.reason)


def _unknown_association(candidate: Candidate) -> Reason:
    return Reason("unknown_association", {"association": (candidate.association or "")[:60]})
