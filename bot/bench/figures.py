"""A figure of a benchmark, beside the limit that was measured in the same run."""

from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """What was measured, and the bare limit of it; both in `unit`. ratio: figure through limit, rounded."""

    name: str
    figure: float
    limit: float
    unit: str
    limit_is: str
    details: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As `bench --json` prints it, with the command that measures it again."""
        command = f"budkavle bench {self.name.split(':')[0]} --json"
        rounded = {"figure": tidy(self.figure), "limit": tidy(self.limit), "ratio": tidy(self.figure / self.limit)}
        return {**asdict(self), **rounded, "command": command}


def per_second(count: int, seconds: list[float]) -> float:
    """How many a second, in the median of several runs of `count`."""
    return count / median(seconds)


def tidy(value: float) -> float:
    """A number with three figures that say something."""
    return float(f"{value:.3g}")
