"""The fields of a shift, as an organizer fills them in, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row

from admin.form import Form
from admin.person_form import sentence
from admin.visit import Visit
from flows import dates, hours
from storage import addresses, finding, people, phones
from storage.finding import Wanted
from storage.importing.reasons import phone_reason
from storage.importing.texts import reason_text

LONGEST = 120  # characters of an activity or a venue
MOST = 999  # places
FEW = 8  # people of one name that are worth choosing from


@dataclass
class Entered:
    """What was filled in, as it was typed, and what is wrong with it: a sentence by field.

    picks: (number, who) pairs, when a name fits several people. number: of who is responsible, E.164; "" is nobody.
    """

    typed: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    picks: list[tuple[str, str]] = field(default_factory=list)
    number: str = ""

    def places(self) -> dict[str, int]:
        """The columns `minimum` and `maximum`."""
        return {name: int(self.typed[name] or "0") for name in ("minimum", "maximum")}


def read(visit: Visit, form: Form, names: Iterable[str]) -> Entered:
    """The fields of these names, with a sentence for each that cannot be so; who is responsible is found."""
    entered = Entered({name: " ".join(form.text(name).split()) for name in names})
    for name in ("activity", "venue"):
        _check_words(visit, entered, name)
    _check_places(visit, entered)
    _find_responsible(visit, entered, form.text("pick"))
    return entered


def _check_words(visit: Visit, entered: Entered, name: str) -> None:
    words = entered.typed.get(name)
    if words is not None and not 0 < len(words) <= LONGEST:
        entered.wrong[name] = visit.text(f"shift_wrong_{name}" if not words else "shift_wrong_long")


def _check_places(visit: Visit, entered: Entered) -> None:
    for name, least in (("minimum", 0), ("maximum", 1)):
        words = entered.typed[name] or "0"
        if not (words.isascii() and words.isdecimal() and len(words) < 5 and least <= int(words) <= MOST):
            entered.wrong[name] = visit.text("shift_wrong_places", most=MOST)
    if not entered.wrong.keys() & {"minimum", "maximum"} and int(entered.typed["minimum"] or "0") > int(
        entered.typed["maximum"]
    ):
        entered.wrong["maximum"] = visit.text("shift_wrong_crossed")


# Who is responsible


def _find_responsible(visit: Visit, entered: Entered, picked: str) -> None:
    words = entered.typed["responsible"]
    if words and not any(sign.isdigit() for sign in words):
        return _find_by_name(visit, entered, words, picked)
    found = phones.normal(words, visit.house.countries) if words else None
    if isinstance(found, phones.Phone):
        entered.number = found.e164
    elif found is not None:
        reason = reason_text(phone_reason(found, words), visit.language)
        entered.wrong["responsible"] = sentence(reason)
    return None


def _find_by_name(visit: Visit, entered: Entered, name: str, picked: str) -> None:
    known = visit.read(lambda db: _called(db, visit, name))
    numbers = [number for number, _ in known]
    if picked in numbers or len(numbers) == 1:
        entered.number = picked if picked in numbers else numbers[0]
    elif numbers:
        entered.picks, entered.wrong["responsible"] = known, visit.text("shift_wrong_several", name=name)
    else:
        entered.wrong["responsible"] = visit.text("shift_wrong_nobody", name=name)


def _called(db: Connection, visit: Visit, name: str) -> list[tuple[str, str]]:
    """The numbers of those who are called so, and whose each is."""
    rows = finding.page(db, visit.below, Wanted(name), limit=FEW)
    own = people.addresses_of(db, [row.id for row in rows])
    return [
        (one.address, f"{people.name_of(row)} {phones.national(one.address)}")
        for row in rows for one in own[row.id] if one.channel == "sms"
    ]  # fmt: skip


def responsible_id(db: Connection, number: str, now: datetime) -> int | None:
    """The column of who is responsible."""
    return int(addresses.find_or_make(db, "sms", number, now).id) if number else None


def responsible_name(db: Connection, visit: Visit, number: str | None) -> str:
    """Who a responsible number is, where that is known."""
    known = people.at_address(db, number, visit.below) if number else []
    return people.name_of(known[0]) if len(known) == 1 and not known[0].protected else ""


# Times


def times_of(start: datetime, end: datetime, zone: str) -> dict[str, datetime] | hours.Impossible:
    """The columns of a shift at these wall times; or which of them the clocks jump over."""
    begins, ends = hours.to_utc(start, zone), hours.to_utc(end, zone)
    if isinstance(begins, hours.Impossible):
        return begins
    if isinstance(ends, hours.Impossible):
        return ends
    return {"wall_start": start, "wall_end": end, "starts_at": begins, "ends_at": ends}


def impossible(visit: Visit, which: hours.Impossible) -> str:
    """That the clocks jump over a time, and which one to take instead."""
    said = {
        name: _clock(moment, visit.language) for name, moment in (("time", which.wall), ("other", which.suggestion))
    }
    return visit.text("shift_wrong_clock", day=dates.date_words(which.wall.date(), visit.language), **said)


def _clock(wall: datetime, language: str) -> str:
    return dates.clock(wall.replace(tzinfo=UTC), language)


def fields_of(row: Row[Any]) -> Mapping[str, str]:
    """A shift as its form shows it."""
    return {
        "start": f"{row.wall_start:%Y-%m-%dT%H:%M}", "end": f"{row.wall_end:%Y-%m-%dT%H:%M}", "venue": row.venue,
        "minimum": str(row.minimum), "maximum": str(row.maximum),
        "responsible": phones.national(row.responsible) if row.responsible else "",
    }  # fmt: skip
