"""The part of a page where people are chosen: the segment as a sentence, how many it is, who, and who is left out."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from admin.segment_builder import PLACES, Asking, Choice, choices, kinds
from admin.segment_words import Chip, chips, joined, labels_of
from admin.visit import Visit
from storage import organizations, people, todays
from storage.segments import SegmentError, error_text, reach, sample, seen_from

SHOWN = 10  # names
AT_ONCE = 5_000  # people that are counted while the page is drawn


@dataclass(frozen=True)
class Chosen:
    """A segment as a page shows it.

    wrong: what is wrong with the expression, for reading. adding: the kind of condition that is being added, with
    its `values`. names: ten of those who would be written to. left_out: (reason, people) pairs. is_counted: False
    when there are so many people that they are counted beside the page, not while it is drawn.
    """

    expression: str
    chips: list[Chip] = field(default_factory=list)
    is_counted: bool = True
    wrong: str = ""
    kinds: list[Choice] = field(default_factory=list)
    adding: str = ""
    values: list[Choice] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    count: int = 0
    recipients: int = 0
    often: int = 0
    names: list[str] = field(default_factory=list)
    left_out: list[tuple[str, int]] = field(default_factory=list)


def written(query: Any) -> str:
    """The expression that the fields of the part make: what stood there, and the condition that was added."""
    expression, added = query.get("segment", "").strip(), query.get("add", "").strip()
    if not added:
        return str(expression)
    return joined(expression, f"not {added}" if query.get("negated") else added)


def chosen(
    visit: Visit, expression: str, *, adding: str = "", political: bool = False, spare: bool = False,
    patient: bool = True,
) -> Chosen:  # fmt: skip
    """All that the part shows of an expression; one that cannot be read says what is wrong, and counts nobody.

    patient: count however many there are; else a large organization is counted by the page part that asks for it.
    """
    found: Chosen = visit.read(lambda db: _chosen(db, visit, expression, adding, political, spare, patient))
    return found


def _chosen(
    db: Connection, visit: Visit, expression: str, adding: str, political: bool, spare: bool, patient: bool
) -> Chosen:
    line = (*visit.below, *organizations.above(db, visit.id))
    asking = Asking(db, visit.id, visit.language, labels_of(db, line, visit.language), visit.now, visit.zone)
    shown: dict[str, Any] = {
        "kinds": kinds(asking, PLACES if political else ()), "adding": adding, "values": choices(asking, adding),
        "saved": [row.name for row in seen_from(db, visit.id)],
    }  # fmt: skip
    manner: dict[str, Any] = {"kind": "political" if political else "organizing", "spare": spare}
    manner["channels"] = visit.house.channels
    said = chips(expression, visit.language, asking.labels)
    if isinstance(said, list) and not patient and todays.is_large(db, visit.below, AT_ONCE):
        return Chosen(expression, said, is_counted=False, **shown)
    found = reach(db, visit.id, expression or None, visit.now, **manner)
    if isinstance(found, SegmentError) or isinstance(said, SegmentError):
        error = found if isinstance(found, SegmentError) else said
        assert isinstance(error, SegmentError)
        words = said if isinstance(said, list) else []
        return Chosen(expression, chips=words, wrong=error_text(error, visit.language), **shown)
    some = sample(db, visit.id, expression or None, visit.now, n=SHOWN, **manner)
    names = [] if isinstance(some, SegmentError) else [people.name_of(row) for row in some]
    left_out = [(visit.text(f"left_out_{reason}"), count) for reason, count in found.left_out.items()]
    return Chosen(expression, said, count=found.count, recipients=found.recipients, often=found.often,
                  names=names, left_out=left_out, **shown)  # fmt: skip
