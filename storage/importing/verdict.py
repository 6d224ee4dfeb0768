"""What an import comes to: the verdict on each row, and all of them counted."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from storage.importing.reasons import Reason, Refused
from storage.importing.texts import reason_text

Outcome = Literal["created", "updated", "unchanged", "refused"]


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

    def counts(self) -> dict[str, int]:
        """How many there were of each, nobody named."""
        names = ("created", "updated", "unchanged", "households", "suppressed")
        return {**{name: getattr(self, name) for name in names}, "refused": len(self.refused)}

    def to_json(self, language: str) -> dict[str, Any]:
        """As `people import --json` prints it, reasons in `language`; `notes` are on rows that were taken."""
        noted = [(verdict.row, note) for verdict in self.verdicts for note in verdict.notes]
        refused = [(refused.row, refused.reason) for refused in self.refused]
        return {
            **self.counts(),
            "refused": [{"row": row, "reason": reason_text(reason, language)} for row, reason in refused],
            "notes": [{"row": row, "reason": reason_text(reason, language)} for row, reason in noted],
        }


def result_of(verdicts: Collection[Verdict], households: int, suppressed: int) -> ImportResult:
    """The verdicts in order of row, and counted."""
    ordered = sorted(verdicts, key=lambda verdict: verdict.row)
    counts = Counter(verdict.outcome for verdict in ordered)
    refused = tuple(Refused(verdict.row, verdict.reason) for verdict in ordered if verdict.reason)
    taken = counts["created"], counts["updated"], counts["unchanged"]
    return ImportResult(*taken, refused, households, suppressed, tuple(ordered))
