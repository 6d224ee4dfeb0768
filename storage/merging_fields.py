"""What two rows of one human come to: whose name, whose town, whose legal basis."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from storage.importing.names import folded_name

FIELDS = ("first_name", "last_name", "language", "town", "email", "member_number", "protected")
STANDING = ("relation", "basis", "basis_source", "basis_at", "left_at")
BY_STRENGTH = (("relation", "member"), ("basis", "consent"), ("relation", "regular_contact"),
               ("relation", "former_member"))  # fmt: skip


NOT_SAID = (None, "", False)


@dataclass(frozen=True)
class Conflict:
    """A column in which the two differed: what stands now, and what does not."""

    column: str
    stands: Any
    left: Any


def united(kept: Row[Any], dropped: Row[Any], now: datetime) -> tuple[dict[str, Any], tuple[Conflict, ...]]:
    """The columns of the merged person, and those in which the two differed.

    What somebody set by hand stands; else what the kept one has; else what the other has.
    """
    values = {name: _stands(name, kept, dropped) for name in FIELDS} | _standing(kept, dropped)
    conflicts = [_conflict(name, values[name], kept, dropped) for name in (*FIELDS, "relation", "basis")]
    corrected = sorted({*(kept.corrected or ()), *(dropped.corrected or ())})
    values["folded_name"] = folded_name(values["first_name"], values["last_name"])
    values |= {"corrected": corrected or None, "updated_at": now}
    values["created_at"] = min(kept.created_at, dropped.created_at)
    return values, tuple(conflict for conflict in conflicts if conflict)


def _stands(name: str, kept: Row[Any], dropped: Row[Any]) -> Any:
    mine, theirs = getattr(kept, name), getattr(dropped, name)
    if _by_hand(kept, name):
        return mine
    return theirs if _by_hand(dropped, name) or mine in NOT_SAID else mine


def _by_hand(row: Row[Any], *names: str) -> bool:
    return any(name in (row.corrected or ()) for name in names)


def _standing(kept: Row[Any], dropped: Row[Any]) -> dict[str, Any]:
    """Relation and basis, with source and date, are taken whole from one of the two, never mixed."""
    chosen = kept if _strength(kept) <= _strength(dropped) else dropped
    by_hand = [row for row in (kept, dropped) if _by_hand(row, "relation", "basis")]
    chosen = by_hand[0] if by_hand else chosen
    return {name: getattr(chosen, name) for name in STANDING}


def _strength(row: Row[Any]) -> int:
    """Where a person's standing comes in the order of strength; 0 is the strongest."""
    fits = (place for place, (column, value) in enumerate(BY_STRENGTH) if getattr(row, column) == value)
    return next(fits, len(BY_STRENGTH))


def _conflict(name: str, stands: Any, kept: Row[Any], dropped: Row[Any]) -> Conflict | None:
    others = [value for value in (getattr(kept, name), getattr(dropped, name)) if value not in (*NOT_SAID, stands)]
    return Conflict(name, stands, others[0]) if others else None
