"""People from a file into the list of an organization: what would happen to each row, and making it so."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection

from storage import addresses, organizations, suppression
from storage.importing.entry import Entry, combined
from storage.importing.matching import Index, is_somebody_else
from storage.importing.names import fold
from storage.importing.people_file import Candidate
from storage.importing.reasons import Reason, Refused
from storage.importing.stored import sharing, stored_people
from storage.importing.take_over import take_over
from storage.importing.texts import reason_text

T = TypeVar("T")
Outcome = Literal["created", "updated", "unchanged", "refused"]

SLICE = 1000  # rows


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row. reason: why it is refused. notes: what in it was left out or kept."""

    row: int
    outcome: Outcome
    reason: Reason | None = None
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class ImportResult:
    """households: numbers in the file that several people have. suppressed: numbers in it that have said stop."""

    created: int
    updated: int
    unchanged: int
    refused: tuple[Refused, ...]
    households: int
    suppressed: int
    verdicts: tuple[Verdict, ...]

    def to_json(self, language: str) -> dict[str, Any]:
        """As `people import --json` prints it, reasons in `language`; `notes` are on rows that were taken."""
        noted = [(verdict.row, note) for verdict in self.verdicts for note in verdict.notes]
        refused = [(refused.row, refused.reason) for refused in self.refused]
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [{"row": row, "reason": reason_text(reason, language)} for row, reason in refused],
            "households": self.households,
            "suppressed": self.suppressed,
            "notes": [{"row": row, "reason": reason_text(reason, language)} for row, reason in noted],
        }


@dataclass(frozen=True)
class Plan:
    """The verdict on each row and the people to be written; nothing has been."""

    result: ImportResult
    entries: Sequence[Entry]


def import_people(
    db: Connection, candidates: Iterable[Candidate | Refused], *, organization_id: int, basis: str | None, source: str,
    now: datetime, dry_run: bool,
) -> ImportResult:  # fmt: skip
    """Take people into an organization and those below it, all in this transaction; with `dry_run` only say how.

    basis: that of new people where no row says, `member`, `consent`, `contact` or None for what follows from their
    relation. source: where the list comes from, kept as the source of their legal basis.
    """
    plan = plan_people(db, candidates, organization_id=organization_id, basis=basis, now=now)
    if not dry_run:
        for entries in _slices(plan.entries, SLICE):
            take_over(db, entries, basis=basis, source=source, now=now)
    return plan.result


def plan_people(
    db: Connection, candidates: Iterable[Candidate | Refused], *, organization_id: int, basis: str | None, now: datetime
) -> Plan:
    """What an import would do, read only; the same arguments as `import_people`."""
    desk = _Desk(db, organization_id, basis, now)
    verdicts: list[Verdict] = []
    partial: list[Candidate | Refused] = []
    for rows in _slices(candidates, SLICE):
        partial.extend(row for row in rows if _is_partial(row))
        verdicts.extend(desk.judge([row for row in rows if not _is_partial(row)]))
    for rows in _slices(partial, SLICE):
        verdicts.extend(desk.judge(rows))
    return Plan(_result(sorted(verdicts, key=lambda verdict: verdict.row), desk), desk.index.entries)


def _is_partial(row: Candidate | Refused) -> bool:
    """Can only be about somebody known, perhaps from another row; so those come first."""
    return isinstance(row, Candidate) and _missing(row) is not None


def _result(verdicts: list[Verdict], desk: "_Desk") -> ImportResult:
    counts = Counter(verdict.outcome for verdict in verdicts)
    return ImportResult(
        counts["created"],
        counts["updated"],
        counts["unchanged"],
        tuple(Refused(verdict.row, verdict.reason) for verdict in verdicts if verdict.reason),
        households=sum(desk.index.at_phone(phone) > 1 for phone in desk.phones),
        suppressed=len(desk.phones & desk.silenced),
        verdicts=tuple(verdicts),
    )


class _Desk:
    """What is known while the rows of one file are judged, in order."""

    def __init__(self, db: Connection, organization_id: int, basis: str | None, now: datetime) -> None:
        self.db, self.organization_id, self.basis, self.now = db, organization_id, basis, now
        self.organizations = organizations.below(db, organization_id)
        here = set(self.organizations)
        self.homes = {fold(row.name): row.id for row in organizations.listed(db) if row.id in here}
        self.index = Index()
        self.phones: set[str] = set()
        self.silenced: set[str] = set()

    def judge(self, rows: list[Candidate | Refused]) -> list[Verdict]:
        """The verdicts on a slice of rows."""
        self._look_up([row for row in rows if isinstance(row, Candidate)])
        return [_refusal(row) if isinstance(row, Refused) else self._take(row) for row in rows]

    def _look_up(self, candidates: list[Candidate]) -> None:
        numbers = {candidate.member_number for candidate in candidates if candidate.member_number}
        phones = {phone for candidate in candidates for phone in candidate.phones}
        texts = {text: text for candidate in candidates for text in candidate.texts()}
        for stored in stored_people(self.db, self.organizations, numbers, phones, self.index.ids):
            phones.update(stored.phones)
            self.index.add(Entry(stored.organization_id, sharing(stored, texts)))
        hashes = {addresses.hash_of(self.db, "sms", phone): phone for phone in phones}
        self.silenced.update(hashes[silent] for silent in suppression.of_hashes(self.db, hashes, self.now))

    def _take(self, candidate: Candidate) -> Verdict:
        home = self._home(candidate)
        if home is None:
            return Verdict(candidate.row, "refused", _unknown_association(candidate))
        entry = self.index.find(candidate, home)
        if problem := _missing(candidate) if entry is None else _taken(entry, candidate):
            return Verdict(candidate.row, "refused", problem)
        return self._hear(candidate, entry or Entry(home), home, is_new=entry is None)

    def _home(self, candidate: Candidate) -> int | None:
        """The association that a row names; one that has none below it takes all rows as its own."""
        if not candidate.association or len(self.organizations) == 1:
            return self.organization_id
        return self.homes.get(fold(candidate.association))

    def _hear(self, candidate: Candidate, entry: Entry, home: int, *, is_new: bool) -> Verdict:
        """What a row says about a person, added to what is known."""
        audible, notes = self._audible(candidate, entry)
        before, earlier = entry.effect(), (entry.home, entry.said)
        entry.said = combined(entry.said, audible)
        entry.home = home if entry.said.association == candidate.association and candidate.association else entry.home
        if not entry.is_lawful(self.basis):
            entry.home, entry.said = earlier
            return Verdict(candidate.row, "refused", Reason("no_basis"))
        self.phones.update(audible.phones)
        if is_new:
            self.index.add(entry)
        self.index.learn(entry, home if candidate.association else entry.home, candidate.phones)
        outcome: Outcome = "created" if is_new else "unchanged" if entry.effect() == before else "updated"
        kept = tuple(Reason("kept", {"field": field}) for field in entry.kept())
        return Verdict(candidate.row, outcome, notes=(*candidate.notes, *notes, *kept))

    def _audible(self, candidate: Candidate, entry: Entry) -> tuple[Candidate, list[Reason]]:
        """Who has said stop is not written to at another number instead: that one is left out."""
        if not self.silenced & {*entry.phones, *candidate.phones}:
            return candidate, []
        old = entry.stored.phones if entry.stored else ()
        left_out = [phone for phone in candidate.phones if phone not in old and phone not in self.silenced]
        taken = tuple(phone for phone in candidate.phones if phone not in left_out)
        return replace(candidate, phones=taken), [Reason("said_stop", {"number": phone}) for phone in left_out]


def _refusal(row: Refused) -> Verdict:
    return Verdict(row.row, "refused", row.reason)


def _unknown_association(candidate: Candidate) -> Reason:
    return Reason("unknown_association", {"association": (candidate.association or "")[:60]})


def _missing(candidate: Candidate) -> Reason | None:
    """What somebody new must have."""
    if not candidate.phones:
        return Reason("no_phone")
    return None if candidate.folded_name else Reason("no_name")


def _taken(entry: Entry, candidate: Candidate) -> Reason | None:
    if not is_somebody_else(entry, candidate):
        return None
    return Reason("number_taken", {"number": candidate.member_number or ""})


def _slices(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    return iter(lambda: list(islice(rest, size)), [])
