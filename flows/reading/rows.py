"""Labelled rows as questions, for `budkavle understand`."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flows.reading.calendar import days
from flows.reading.clock import clocks
from flows.reading.digits import digits
from flows.reading.lexicon import lexicon
from flows.reading.normal import normalise
from flows.reading.question import Choice, Kind, Question, ShiftShown

_KINDS: Mapping[str, Kind] = {
    "survey_yesno": "yesno",
    "survey_multi": "many",
    "survey_many": "many",
    "survey_one": "one",
    "survey_number": "number",
    "survey_day_time": "when",
    "survey_text": "text",
    "survey_language": "language",
    "shift_claim": "claim",
    "shift_cancel": "cancel",
    "reminder_confirm": "reminder",
    "booking_request": "booking",
}
_SHOWN = re.compile(r"(?<!\S)(\d) ([^\d.?!]+?)(?=\s+\d |[.?!]|$)")


def question_of_row(given: Mapping[str, Any], context: str) -> Question:
    """The question that a row's `given` describes; contexts without one give what the last text asked, if anything."""
    kind = _KINDS.get(context)
    text = given.get("question") or given.get("prompt") or given.get("last_outbound") or ""
    if kind is None:
        return _of_last_text(given, text)
    shifts = given.get("open_shifts") or given.get("booked") or _one(given)
    return Question(
        kind=kind,
        text=text,
        choices=tuple(
            Choice(o["key"], o["n"], o["label"], tuple(o.get("words", ()))) for o in given.get("options", ())
        ),
        shifts=_shifts(shifts, given),
        low=given.get("min"),
        high=given.get("max"),
        cancelled=_shifts(given.get("just_cancelled") or (), given),
        settled="accepted" in given,
        whole=bool(given.get("integer")),
    )


def _one(given: Mapping[str, Any]) -> Sequence[Any]:
    found = given.get("shift") or given.get("request") or given.get("accepted")
    return [found] if found else []


def _shifts(rows: Sequence[Any], given: Mapping[str, Any]) -> tuple[ShiftShown, ...]:
    zone = datetime.fromisoformat(given["now"]).tzinfo
    return tuple(_shift(row, number, zone) for number, row in enumerate(rows, 1) if isinstance(row, Mapping))


def _shift(row: Mapping[str, Any], number: int, zone: Any) -> ShiftShown:
    start, end = (datetime.fromisoformat(f"{row['date']}T{row[edge]}").replace(tzinfo=zone) for edge in ("from", "to"))
    activity = row.get("activity") or row.get("event") or ""
    return ShiftShown(row["id"], row.get("n", number), start, end, activity, row.get("place", ""))


def _of_last_text(given: Mapping[str, Any], text: str) -> Question:
    """What the last text asked, read off the text itself."""
    pending = tuple(question["id"] for question in given.get("pending", ()))
    words, plain, now = lexicon("sv"), normalise(text).plain, datetime.fromisoformat(given["now"])
    if given.get("booked"):
        return Question(kind="reminder", text=text, shifts=_told_of(given["booked"], text, now))
    if words.has("report_question", plain):
        return Question(kind="report", text=text)
    if words.has("asks_day", plain):
        return Question(kind="when", text=text)
    shown = tuple(Choice(_key(m[2].strip()), int(m[1]), m[2].strip()) for m in _SHOWN.finditer(text))
    kind: Kind = "many" if len(shown) > 1 else "none"
    return Question(kind=kind, text=text, choices=shown if kind == "many" else (), pending=pending)


def _key(label: str) -> str:
    plain = normalise(label).plain
    return next((concept for concept, kin in lexicon("sv").kin.items() if plain in kin), plain)


def _told_of(ids: Sequence[Any], text: str, now: datetime) -> tuple[ShiftShown, ...]:
    """The shift that a reminder tells of, with the day and times of the reminder."""
    words = lexicon("sv")
    plain, times = clocks(digits(normalise(text).plain, words), words)
    day = next((d for found in days(plain, words, now) for d in found.dates), now.date())
    span = next(((c.begins, c.ends) for c in times if c.begins and c.ends), None)
    start, end = (datetime.combine(day, moment, tzinfo=now.tzinfo) for moment in span) if span else (now, now)
    return tuple(ShiftShown(str(id), 1, start, end, "", "") for id in ids)


def read_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The reading of one labelled row: {"id", "intent", slots…}."""
    from flows.reading import read

    given = row["given"]
    language = row.get("lang") if row.get("lang") in ("sv", "en") else "sv"
    question = question_of_row(given, row.get("context", ""))
    found = read(row["text"], question, now=datetime.fromisoformat(given["now"]), language=str(language))
    return {"id": row["id"], **found.to_json()}
