"""Naming what an unclear reply may have meant, so that it can be answered with a word."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flows import dates
from flows.core import Turn
from flows.reading.question import Question
from flows.reading.reading import Reading
from flows.shifts import either


def yes_or_no(turn: Turn, reading: Reading) -> str:
    """ "Menar du ja eller nej?" to a reply that leans to one or says both; empty when it leans to none."""
    labels = {value: turn.text(value).lower() for value in ("yes", "no")}
    return _named(turn, reading, labels)


def choices(turn: Turn, reading: Reading, question: Question) -> str:
    """The options of a question that a reply may have meant; empty when it names none."""
    return _named(turn, reading, {choice.key: choice.label for choice in question.choices})


def days(turn: Turn, reading: Reading) -> str:
    """The dates that a reply may have meant: "nästa lördag"."""
    found = [str(value) for value in reading.get("candidates") or () if _is_date(str(value))]
    labels = {day: dates.date_words(date.fromisoformat(day), turn.language, turn.now.date()) for day in found}
    return _named(turn, reading, labels)


def numbers(turn: Turn, reading: Reading) -> str:
    """The numbers that a reply may have meant."""
    found = [value for value in reading.get("candidates") or () if isinstance(value, int | float)]
    return _named(turn, reading, {value: f"{value:g}" for value in found})


def _named(turn: Turn, reading: Reading, labels: Mapping[Any, str]) -> str:
    meant = [labels[value] for value in reading.get("candidates") or () if value in labels]
    return turn.text("did_you_mean", names=either(meant, turn)) if meant else ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
