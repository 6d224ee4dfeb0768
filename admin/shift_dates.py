"""The dates of a pattern of shifts, and what each of them would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

LONGEST = timedelta(days=366)
LONGEST_NIGHT = timedelta(hours=12)  # what ends before it starts ends the next day, if it is no longer than this


@dataclass(frozen=True)
class Pattern:
    """A time of day on some weekdays (0 is Monday) from one day to another; a single day is both."""

    first: date
    last: date
    weekdays: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True)
class Planned:
    """One date of a pattern, at wall times. state: new, there (or off: called off), past, or jumps.

    there: the id of the shift that is there already. jumps: what is wrong with a time that the clocks jump over.
    """

    start: datetime
    end: datetime
    state: str = "new"
    there: int = 0
    jumps: str = ""
    ticked: bool = True

    @property
    def is_made(self) -> bool:
        """It is to be made now."""
        return self.ticked and self.state == "new"


def times(pattern: Pattern) -> list[tuple[datetime, datetime]]:
    """Wall start and end of each date of a pattern, in order."""
    days = [pattern.first + timedelta(number) for number in range((pattern.last - pattern.first).days + 1)]
    fitting = [day for day in days if day.weekday() in pattern.weekdays]
    over_night = timedelta(days=1 if pattern.end <= pattern.start else 0)
    return [(datetime.combine(day, pattern.start), datetime.combine(day + over_night, pattern.end)) for day in fitting]


def shown(plan: Sequence[Planned]) -> str:
    """What a preview shows, in one word: the times of all its dates."""
    return " ".join(f"{each.start.isoformat()}/{each.end.isoformat()}" for each in plan)
