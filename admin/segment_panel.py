"""The part of a page where people are chosen: the segment as a sentence, how many it is, who, and who is left out."""

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from admin.render import and_all
from admin.segment_builder import PLACES, Asking, Choice, choices, kinds
from admin.segment_words import Chip, Labels, chips, is_new, joined, labels_of
from admin.visit import Visit
from storage import organizations, people, todays
from storage.segments import SegmentError, error_text, reach, sample
from storage.segments.standing import Manner

SHOWN = 10  # names
AT_ONCE = 5_000  # people that are counted while the page is drawn


@dataclass(frozen=True)
class Chosen:
    """A segment as a page shows it.

    wrong: what is wrong with the expression, for reading. adding: the kind of condition that is being added, with
    its `values`. names: ten of those who would be written to, whose ids are `seen`. left_out: (reason, people) pairs.
    is_counted: False when there are so many people that they are counted beside the page, not while it is drawn.
    """

    expression: str
    chips: list[Chip] = field(default_factory=list)
    is_counted: bool = True
    wrong: str = ""
    kinds: list[Choice] = field(default_factory=list)
    adding: str = ""
    values: list[Choice] = field(default_factory=list)
    count: int = 0
    recipients: int = 0
    often: int = 0
    names: list[str] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    left_out: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """It may be worth saving: it can be read, says something, and is no saved one already."""
        return not self.wrong and is_new(self.expression)


def written(query: Any) -> str:
    """The expression that the fields of the part make: what stood there, and the condition that was added.

    While another kind of condition is chosen nothing is added.
    """
    expression, added = query.get("segment", "").strip(), query.get("add", "").strip()
    if not added or query.get("choose"):
        return str(expression)
    return joined(expression, added, negated=bool(query.get("negated")))


def in_words(visit: Visit, expression: str) -> str:
    """Whom an expression describes, as a sentence says it; one that cannot be read stays as it is."""
    words: str = visit.read(lambda db: sentence(visit, expression, labels(db, visit)))
    return words


def sentence(visit: Visit, expression: str, named: Labels) -> str:
    """As `in_words`, for who has the labels already."""
    said = chips(expression, visit.language, named)
    if isinstance(said, SegmentError):
        return expression
    words = [chip.words for chip in said] or [visit.text("segment_everybody", organization=visit.organization.name)]
    return and_all(words, visit.text("and"))


def labels(db: Connection, visit: Visit) -> Labels:
    """What the questions that can be asked for here are called."""
    return labels_of(db, (*visit.below, *organizations.above(db, visit.id)), visit.language)


def chosen(
    visit: Visit, expression: str, *, adding: str = "", political: bool = False, spare: bool = False,
    patient: bool = True, topic: str = "",
) -> Chosen:  # fmt: skip
    """All that the part shows of an expression; one that cannot be read says what is wrong, and counts nobody.

    patient: count however many there are; else a large organization is counted by the page part that asks for it.
    topic: what they would be written to about, for those who want nothing of that.
    """
    manner: Manner = {
        "kind": "political" if political else "organizing", "spare": spare, "channels": visit.house.channels,
        "topic": topic,
    }  # fmt: skip
    found: Chosen = visit.read(lambda db: _chosen(db, visit, expression, adding, manner, patient))
    return found


def _chosen(db: Connection, visit: Visit, expression: str, adding: str, manner: Manner, patient: bool) -> Chosen:
    asking = Asking(db, visit.id, visit.language, labels(db, visit), visit.now, visit.zone)
    only = PLACES if manner["kind"] == "political" else ()
    offered = kinds(asking, only)
    adding = adding if adding in dict(offered) else ""
    shown: dict[str, Any] = {"kinds": offered, "adding": adding, "values": choices(asking, adding)}
    said = chips(expression, visit.language, asking.labels)
    if isinstance(said, SegmentError):
        return Chosen(expression, wrong=error_text(said, visit.language), **shown)
    if not patient and todays.is_large(db, visit.below, AT_ONCE):
        return Chosen(expression, said, is_counted=False, **shown)
    return _counted(db, visit, Chosen(expression, said, **shown), manner)


def _counted(db: Connection, visit: Visit, found: Chosen, manner: Manner) -> Chosen:
    expression = found.expression or None
    reached = reach(db, visit.id, expression, visit.now, **manner)
    some = sample(db, visit.id, expression, visit.now, n=SHOWN, **manner)
    if isinstance(reached, SegmentError) or isinstance(some, SegmentError):
        error = reached if isinstance(reached, SegmentError) else some
        return replace(found, wrong=error_text(error, visit.language))  # type: ignore[arg-type]
    return replace(
        found, count=reached.count, recipients=reached.recipients, often=reached.often,
        names=[people.name_of(row) for row in some], seen=[row.id for row in some],
        left_out=[(visit.text(f"left_out_{reason}"), count) for reason, count in reached.left_out.items()],
    )  # fmt: skip
