"""What we say, by key and language: `text("sv", "booked", shift="lör 28/11")`.

A text is a format string. `{n:plats|platser}` takes the first word for one and the second for any other number.
Values are put in as they stand: nothing in a name or a reply is ever read as a format.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

from flows.catalogs import bookings_en, bookings_sv, en, sv

CATALOGS = {"sv": {**sv.TEXTS, **bookings_sv.TEXTS}, "en": {**en.TEXTS, **bookings_en.TEXTS}}
FALLBACK = "sv"


class _Plural(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if value == 1 else many
        return str(super().format_field(value, format_spec))


_FORMATTER = _Plural()


def text(language: str, key: str, **values: object) -> str:
    """The text of a key; a language that we have no catalog for reads Swedish. KeyError for an unknown key."""
    return filled(CATALOGS.get(language, CATALOGS[FALLBACK])[key], values)


def filled(template: str, values: Mapping[str, object]) -> str:
    """A format string of ours with its values."""
    return _FORMATTER.vformat(template, (), values)


def spoken(language: str) -> str:
    """The language that somebody who prefers `language` is written to in."""
    return language if language in CATALOGS else FALLBACK
