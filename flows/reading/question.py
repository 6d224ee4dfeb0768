"""What was asked, as data: all that reading a reply may know about the question it answers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

Kind = Literal[
    "yesno",
    "one",
    "many",
    "number",
    "when",
    "text",
    "language",
    "claim",
    "cancel",
    "reminder",
    "booking",
    "report",
    "none",
]


_PLAIN = ("kind", "text", "low", "high", "required", "settled", "whole", "named")


@dataclass(frozen=True)
class Choice:
    """One thing that was shown: `number` is what the person saw beside it, `words` are other names for it."""

    key: str
    number: int
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShiftShown:
    """A shift or booking as it was shown; `start` and `end` are aware and in its own zone."""

    id: str
    number: int
    start: datetime
    end: datetime
    activity: str
    venue: str


@dataclass(frozen=True)
class Question:
    """A question as the person saw it. `kind="none"` means that nothing was asked.

    text: the words that were sent. choices: for one, many. shifts: on offer (claim), booked (cancel), the
    one reminded of (reminder) or asked for (booking). low, high: bounds of a number. required: no skipping.
    cancelled: shifts that were just given back. settled: the booking was accepted already. pending: ids of
    several yes-or-no questions that stand open at once. whole: a number without fractions. named: its choices are
    named in the words that were sent, and not numbered below.
    """

    kind: Kind = "none"
    text: str = ""
    choices: tuple[Choice, ...] = ()
    shifts: tuple[ShiftShown, ...] = ()
    low: float | None = None
    high: float | None = None
    required: bool = False
    cancelled: tuple[ShiftShown, ...] = ()
    settled: bool = False
    pending: tuple[str, ...] = ()
    whole: bool = False
    named: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is stored beside the conversation; times as ISO 8601."""
        data = asdict(self)
        for shift in [*data["shifts"], *data["cancelled"]]:
            shift["start"], shift["end"] = shift["start"].isoformat(), shift["end"].isoformat()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> "Question":
        """Read back what `to_json` wrote; an unknown key is passed over, a missing one has its default."""
        data = data or {}
        known = {
            name: data[name] for name in _PLAIN if name in data
        }
        return cls(
            **known,
            choices=tuple(
                Choice(c["key"], c["number"], c["label"], tuple(c["words"])) for c in data.get("choices", ())
            ),
            shifts=tuple(_shift(s) for s in data.get("shifts", ())),
            cancelled=tuple(_shift(s) for s in data.get("cancelled", ())),
            pending=tuple(data.get("pending", ())),
        )


def _shift(data: Mapping[str, Any]) -> ShiftShown:
    start, end = datetime.fromisoformat(data["start"]), datetime.fromisoformat(data["end"])
    return ShiftShown(data["id"], data["number"], start, end, data["activity"], data["venue"])
