"""What is filled in to ask for a speaker or to move a visit: the fields as they were typed, and what is wrong."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from admin.form import Form
from admin.moments import date_of, time_of, wall_of
from admin.person_form import sentence
from admin.shift_form import impossible
from admin.visit import Visit
from flows import hours
from storage import addresses, phones, suppression
from storage.booking_record import Times, Wanted
from storage.booking_slots import Span
from storage.importing.reasons import phone_reason
from storage.importing.texts import reason_text

LONGEST = {"title": 80, "venue": 120, "topic": 120, "whom": 120, "note": 400}  # characters
LONGEST_NIGHT = timedelta(hours=12)  # what ends before it starts ends the next day, if it is no longer than this
MOST_TRAVEL = 12 * 60  # minutes
SOURCES = ("panel", "mail", "phone")


@dataclass
class Entered:
    """What was filled in, as it was typed, and a sentence by field for what is wrong.

    times: None as long as they cannot be read. host: whom to tell, E.164.
    """

    typed: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    organization_id: int = 0
    times: Times | None = None
    answer_by: datetime | None = None
    host: str = ""

    @property
    def travel(self) -> int:
        words = self.typed.get("travel", "")
        return int(words) if words.isascii() and words.isdecimal() and len(words) < 5 else 30

    @property
    def span(self) -> Span | None:
        """When and where, as far as it can be looked whether somebody can."""
        times = self.times
        return Span(times.starts_at, times.ends_at, self.typed["venue"], self.travel) if times is not None else None

    def wanted(self, topic: str, wished_id: int | None, host_address_id: int) -> Wanted:
        """The request that it makes. Only when nothing is wrong."""
        assert self.times is not None  # what cannot be read stands in `wrong`
        typed = self.typed
        return Wanted(
            self.organization_id, typed["title"], typed["venue"], self.times, host_address_id, wished_id,
            topic or None, typed["note"], self.travel, self.answer_by, typed["source"],
        )  # fmt: skip


def read(visit: Visit, form: Form) -> Entered:
    """The whole form."""
    names = ("title", "day", "start", "end", "venue", "travel", "topic", "whom", "answer_by", "host", "source")
    entered = Entered({name: " ".join(form.text(name).split()) for name in names} | {"note": form.text("note")})
    entered.organization_id = form.number("association") or 0
    if entered.organization_id not in visit.below:
        entered.organization_id = visit.id
    _check_words(visit, entered)
    _read_times(visit, entered, visit.tree[entered.organization_id].timezone)
    _read_answer_by(visit, entered)
    _read_host(visit, entered)
    return entered


def read_move(visit: Visit, form: Form, zone: str) -> Entered:
    """The fields of a move: when and where."""
    entered = Entered({name: " ".join(form.text(name).split()) for name in ("day", "start", "end", "venue")})
    _check_long(visit, entered, "venue", needed=True)
    _read_times(visit, entered, zone)
    return entered


def _check_words(visit: Visit, entered: Entered) -> None:
    for name in LONGEST:
        _check_long(visit, entered, name, needed=name in ("title", "venue"))
    travel = entered.typed["travel"]
    if not (travel.isascii() and travel.isdecimal() and len(travel) < 5 and int(travel) <= MOST_TRAVEL):
        entered.wrong["travel"] = visit.text("booking_wrong_travel", most=MOST_TRAVEL)
    if entered.typed["source"] not in SOURCES:
        entered.typed["source"] = SOURCES[0]


def _check_long(visit: Visit, entered: Entered, name: str, *, needed: bool) -> None:
    words = entered.typed[name]
    if needed and not words:
        entered.wrong[name] = visit.text(f"booking_wrong_{name}")
    elif len(words) > LONGEST[name]:
        entered.wrong[name] = visit.text("booking_wrong_long", longest=LONGEST[name])


# Times


def _read_times(visit: Visit, entered: Entered, zone: str) -> None:
    """`times`, or what is wrong with them."""
    day, start, end = date_of(entered.typed["day"]), time_of(entered.typed["start"]), time_of(entered.typed["end"])
    for name, value in (("day", day), ("start", start), ("end", end)):
        if value is None:
            entered.wrong[name] = visit.text(f"booking_wrong_{name}")
    if day is None or start is None or end is None:
        return
    walls = datetime.combine(day, start), datetime.combine(day if end > start else day + timedelta(days=1), end)
    if end <= start and walls[1] - walls[0] > LONGEST_NIGHT:
        entered.wrong["end"] = visit.text("booking_wrong_order")
        return
    begins, ends = read_wall(visit, entered, "start", walls[0], zone), read_wall(visit, entered, "end", walls[1], zone)
    if begins is None or ends is None:
        return
    if begins <= visit.now:
        entered.wrong["day"] = visit.text("booking_wrong_past")
    elif begins >= ends:  # the clocks go back
        entered.wrong["end"] = visit.text("booking_wrong_order")
    else:
        entered.times = Times(*walls, zone, begins, ends)


def read_wall(visit: Visit, entered: Entered, name: str, wall: datetime, zone: str) -> datetime | None:
    """The moment of a wall time; None, and why, when the clocks jump over it."""
    moment = hours.to_utc(wall, zone)
    if isinstance(moment, hours.Impossible):
        entered.wrong[name] = impossible(visit, moment)
        return None
    return moment


def _read_answer_by(visit: Visit, entered: Entered) -> None:
    typed = entered.typed["answer_by"]
    if not typed:
        return
    wall = wall_of(typed)
    if wall is None:
        entered.wrong["answer_by"] = visit.text("booking_wrong_moment")
        return
    moment = read_wall(visit, entered, "answer_by", wall, visit.tree[entered.organization_id].timezone)
    if moment is not None and (moment <= visit.now or (entered.times and moment >= entered.times.starts_at)):
        entered.wrong["answer_by"] = visit.text("booking_wrong_answer_by")
    entered.answer_by = moment


# Whom to tell


def _read_host(visit: Visit, entered: Entered) -> None:
    typed = entered.typed["host"]
    found = phones.normal(typed, visit.house.countries)
    if not isinstance(found, phones.Phone):
        reason = sentence(reason_text(phone_reason(found, typed), visit.language))
        entered.wrong["host"] = reason if typed else visit.text("booking_wrong_host")
    elif visit.read(lambda db: _is_silent(db, visit, entered, found.e164)):
        entered.wrong["host"] = visit.text("booking_wrong_silent")
    else:
        entered.host = found.e164


def _is_silent(db: Connection, visit: Visit, entered: Entered, number: str) -> bool:
    """Whether a number must not be written to, or cannot be."""
    known = addresses.find(db, "sms", number)
    if known is None:
        return False
    asks = entered.organization_id
    return known.state != "ok" or bool(suppression.of_hashes(db, [known.hash], visit.now, "", organization_id=asks))
