"""Why something in a file was not taken: a key and values, put into words by `texts.reason_text`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.phones import BadPhone


@dataclass(frozen=True)
class Reason:
    """A key of the catalog in `texts` and what its sentence is filled with."""

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class BadFile:
    """The file as a whole cannot be used."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that was not taken; `row` as the spreadsheet shows it."""

    row: int
    reason: Reason


def phone_reason(bad: BadPhone, text: str) -> Reason:
    """Why `text` is no number that gets texts."""
    return Reason(f"phone_{bad.reason}", {"number": text[:40]})


class Unreadable(Exception):
    """Raised while a file is read, and turned into a `BadFile` by `read_sheet`."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.reason = Reason(key, values)
