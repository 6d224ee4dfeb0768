"""A made-up association in a real database: its people, their phones, its shifts and a survey."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, insert, select

from bot import asking, broadcasting, notices, shift_changes
from bot.turn import House
from flows import survey_file
from flows.surveys import Survey
from storage import (
    addresses,
    booking_placing,
    booking_record,
    bookings,
    broadcast_replies,
    broadcasts,
    conversations,
    inbox,
    installation,
    organizations,
    people,
    shifts,
    survey_rounds,
    surveys,
)
from storage.broadcasts import AT_ONCE, Draft
from storage.importing.names import folded_name, split_name
from storage.importing.shift_file import ShiftRow
from storage.session import Database
from storage.survey_rounds import Wanted
from storage.tables import (
    address,
    broadcast,
    metadata,
    organization,
    person,
    person_role,
    person_tag,
    suppression,
    survey_asked,
)
from storage.tables import inbox as inbox_table
from storage.threads import sandbox_chat

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOUSE = House(telegram_name="budkavle_bot", public_url="https://budkavle.example")
CLEAR = {
    "sqlite": (
        "PRAGMA defer_foreign_keys = ON",
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),
        "DELETE FROM sqlite_sequence",
    ),
    "postgresql": (f"TRUNCATE {', '.join(table.name for table in metadata.sorted_tables)} RESTART IDENTITY",),
}


@dataclass(frozen=True)
class Somebody:
    """A person with a phone. id: 0 for a stranger, whom no list holds."""

    id: int
    name: str
    number: str

    @property
    def chat(self) -> str:
        """The Telegram chat on that phone, tied or not."""
        return sandbox_chat(self.number)

    def address(self, channel: str) -> str:
        return self.chat if channel == "telegram" else self.number


@dataclass
class World:
    """An organization and what there is in it, by the names that a test uses: first names, and shifts from 1."""

    database: Database
    organization: Row[Any]
    people: dict[str, Somebody] = field(default_factory=dict)
    shifts: list[int] = field(default_factory=list)
    survey: str = ""


def clear(db: Connection) -> None:
    """Make it an installation in which nothing has happened yet: no rows, and the next id of everything is 1."""
    for statement in CLEAR[db.dialect.name]:
        db.exec_driver_sql(statement)
    installation.settle_in(db, "test")


def wall(text: str) -> datetime:
    """A moment as the clocks of Stockholm show it: `2026-11-28 11:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def found(database: Database, name: str, now: datetime, quiet_hours: str = "20:00-09:00") -> World:
    """A world with one organization and nobody in it."""
    organization_id = database.change(lambda db: organizations.add(db, name, None, STOCKHOLM.key, quiet_hours, now))
    return World(database, database.read(lambda db: organizations.get(db, organization_id or 0)))


def join(
    world: World, name: str, number: str, language: str, now: datetime, *, new: bool = False, at: str | None = None
) -> Somebody:
    """Somebody joins the organization (`at`: another one, by name); new: we have not written to them yet."""
    made = world.database.change(lambda db: _join(db, world, name, number, language, now, at, new))
    world.people[made.name] = made
    return made


def _join(
    db: Connection, world: World, name: str, number: str, language: str, now: datetime, at: str | None, new: bool
) -> Somebody:
    first, last = split_name(name)
    values = {
        "organization_id": _branch(db, world, at, now) if at else world.organization.id, "first_name": first,
        "last_name": last, "folded_name": folded_name(first, last), "relation": "member", "basis": "member",
        "basis_source": "test", "basis_at": now, "language": language, "created_at": now, "updated_at": now,
    }  # fmt: skip
    person_id = db.execute(insert(person).values(values).returning(person.c.id)).scalar_one()
    phone = addresses.find_or_make(db, "sms", number, now)
    addresses.tie(db, person_id, phone.id)
    if not new:
        addresses.introduced(db, phone.id, now)
    return Somebody(person_id, first, number)


def _branch(db: Connection, world: World, name: str, now: datetime) -> int:
    """Another organization, below the one of the world."""
    own = world.organization
    made = organizations.add(db, name, own.id, own.timezone, own.quiet_hours, now)
    return made or int(organizations.find(db, name).id)  # type: ignore[union-attr]


def tie_chat(world: World, who: Somebody, now: datetime, *, new: bool = False) -> None:
    """The person has Telegram, and used it last."""

    def tie(db: Connection) -> None:
        chat_id = addresses.find_or_make(db, "telegram", who.chat, now).id
        addresses.tie(db, who.id, chat_id)
        if not new:
            addresses.introduced(db, chat_id, now)
        addresses.heard_from(db, chat_id, "", now)

    world.database.change(tie)


def add_shift(
    world: World, activity: str, venue: str, start: datetime, end: datetime, now: datetime, *,
    minimum: int = 0, maximum: int = 4, responsible: str | None = None,
) -> int:  # fmt: skip
    """A shift at wall times; responsible: a number. Its id."""
    row = ShiftRow(2, activity, venue, start, end, minimum, maximum, responsible)
    loaded = world.database.change(lambda db: shift_changes.load(db, world.organization, [row], now))
    assert loaded == {"created": 1, "updated": 0, "unchanged": 0}, loaded
    listed = world.database.read(lambda db: shifts.listed(db, [world.organization.id]))
    world.shifts.append(max(row.id for row in listed))
    return world.shifts[-1]


def give_place(world: World, who: Somebody, shift_id: int, now: datetime, people: int = 1) -> None:
    """Somebody has a place in a shift, and is reminded of it as anybody is."""

    def give(db: Connection) -> None:
        assert shifts.take_place(db, shift_id, people, now)
        values = {"shift_id": shift_id, "person_id": who.id, "state": "confirmed", "people": people}
        claim_id = shifts.make_claim(db, {**values, "created_at": now, "updated_at": now})
        row = shifts.get(db, shift_id)
        assert claim_id is not None
        assert row is not None
        notices.set_reminders(db, claim_id, row, now)

    world.database.change(give)


def set_on_call(world: World, who: Somebody) -> None:
    """Somebody is called at once when a person may be in danger."""

    def put(db: Connection) -> None:
        on_call = addresses.find(db, "sms", who.number)
        assert on_call is not None
        organizations.set_on_call(db, world.organization.id, on_call.id)

    world.database.change(put)


def set_desk(world: World, who: Somebody) -> None:
    """Somebody settles the requests for speakers that nobody answers."""

    def put(db: Connection) -> None:
        desk = addresses.find(db, "sms", who.number)
        assert desk is not None
        organizations.change(db, world.organization.id, desk_id=desk.id)

    world.database.change(put)


def give_role(world: World, who: Somebody, role: str) -> None:
    """Somebody is something: candidate, styrelse."""
    world.database.change(lambda db: db.execute(insert(person_role).values(person_id=who.id, role=role)))


def make_speaker(world: World, who: Somebody, topics: Sequence[str]) -> None:
    """Somebody may be asked to speak, and about what."""
    give_role(world, who, "candidate")
    for topic in topics:
        world.database.change(partial(_tag, who.id, topic))


def _tag(person_id: int, tag: str, db: Connection) -> None:
    db.execute(insert(person_tag).values(person_id=person_id, tag=tag))


def ask_speaker(
    world: World, title: str, venue: str, wall_times: tuple[datetime, datetime], whom: str, host: Somebody,
    now: datetime, note: str = "", organization_id: int = 0,
) -> int:  # fmt: skip
    """A request for somebody by first name, or `? topic` for anyone who can; its id."""
    start, end = wall_times
    moments = (each.replace(tzinfo=STOCKHOLM) for each in wall_times)
    topic = whom.removeprefix("?").strip() if whom.startswith("?") else None
    wished = None if topic is not None else world.people[whom].id

    def place(db: Connection) -> int:
        host_id = addresses.find_or_make(db, "sms", host.number, now).id
        here = organization_id or world.organization.id
        span = booking_record.Times(start, end, STOCKHOLM.key, *moments)
        wanted = booking_record.Wanted(here, title, venue, span, host_id, wished, topic, note)
        return booking_placing.place(db, wanted, now, by="organizer:1")

    return int(world.database.change(place))


def load_survey(world: World, text: str, now: datetime) -> None:
    """The organization has this survey (YAML, see contract.md); nobody is asked yet."""
    survey = survey_file.parse(text)
    assert isinstance(survey, Survey), survey
    world.survey = survey.name
    world.database.change(lambda db: surveys.load(db, world.organization.id, survey.name, survey.to_json(), now))


def ask_survey(world: World, who: list[Somebody], now: datetime, before: datetime | None = None) -> None:
    """The survey is started for these people: it waits in their lines; before: asked then, asked again."""

    def ask(db: Connection) -> None:
        survey_id = surveys.find(db, world.organization.id, world.survey) or 0
        version = surveys.newest_version(db, survey_id)
        assert version is not None
        can_be = survey_rounds.people(db, Wanted(survey_id, world.organization.id, before=before), now)
        assert isinstance(can_be, list)
        people = [each.id for each in who if each.id in can_be]
        asking.ask(db, version, world.organization.id, people, now, before)

    world.database.change(ask)


def send_broadcast(world: World, asks: Any, text: str, now: datetime, name: str = "") -> int:
    """A text to everybody of the organization and below (or of another one, by name), on its way; its id.

    It is in the language of whoever was named first.
    """
    language = _language(world, next(iter(world.people.values())))

    def confirm(db: Connection) -> int:
        sender = organizations.find(db, name) if name else world.organization
        assert sender is not None, f"no organization: {name}"
        survey_id = surveys.find(db, world.organization.id, world.survey) if asks == "survey" else None
        draft = Draft({language: text}, asks=asks, survey_id=survey_id)
        key = f"{now.isoformat()} {text}"
        broadcast_id, _ = broadcasts.make(db, sender.id, draft, key=key, by="organizer:1", now=now)
        sure: Any = {"version": 1, "typed": None, "reaches": 1, "by": "organizer:1", "now": now, "undo": AT_ONCE}
        row = broadcasts.confirm(db, broadcast_id, **sure)
        assert isinstance(row, Row), row
        return broadcast_id

    made = world.database.change(confirm)
    with patch.object(broadcasting, "_now", lambda: now):
        broadcasting.plan(world.database, HOUSE, made, "planner")
        broadcasting.begin(world.database)
    return made


# What is true in it


def _has(world: World, who: Somebody) -> str:
    claims = world.database.read(lambda db: shifts.claims_of_person(db, who.id))
    held = [(world.shifts.index(row.shift_id) + 1, row.people) for row in claims if row.state == "confirmed"]
    return ", ".join(f"{n} for {count}" if count > 1 else str(n) for n, count in sorted(held)) or "nothing"


def _answers(world: World, who: Somebody) -> str:
    answers = world.database.read(lambda db: surveys.answers_for_show(db, who.id))
    return str(dict(sorted(answers.items()))) if answers else "nothing"


def _survey(world: World, who: Somebody) -> str:
    wanted = select(survey_asked.c.state).where(survey_asked.c.person_id == who.id)
    return str(world.database.read(lambda db: db.execute(wanted).scalar()))


def _talk(world: World, who: Somebody) -> str:
    row = world.database.read(lambda db: conversations.open_of_person(db, who.id))
    return row.flow if row is not None else "nothing"


def _silenced(world: World, who: Somebody) -> str:
    """Which of their addresses are not written to any more, or what else they want less of."""

    def look(db: Connection) -> tuple[dict[str, bool], list[Row[Any]]]:
        rows = list(db.execute(select(address).where(address.c.address.in_((who.number, who.chat)))))
        named = select(suppression, organization.c.name.label("by")).outerjoin_from(suppression, organization)
        wishes = list(db.execute(named.where(suppression.c.hash.in_([row.hash for row in rows]))))
        silent = {wish.hash for wish in wishes if wish.scope in ("all", "sms") and not wish.until and not wish.by}
        return {row.channel: row.hash in silent for row in rows}, wishes

    found, wishes = world.database.read(look)
    silent = sorted(channel for channel, silenced in found.items() if silenced)
    narrower = sorted({_wish(row) for row in wishes} - {""})
    return "everything" if len(silent) == len(found) else ", ".join(silent + narrower) or "nothing"


def _wish(row: Row[Any]) -> str:
    if row.by is not None:
        return str(row.by)
    if row.until is not None:
        return f"until {row.until.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"
    hours = f"outside {row.not_before or ''}-{row.not_after or ''}"
    return {"topic": str(row.topic), "hours": hours}.get(row.scope, "")


def _language(world: World, who: Somebody) -> str:
    row = world.database.read(lambda db: people.get(db, who.id))
    return str(row.language) if row is not None else "none"


FACTS: dict[str, Callable[[World, Somebody], str]] = {
    "has": _has, "answers": _answers, "survey": _survey, "open": _talk, "silenced": _silenced, "language": _language,
}  # fmt: skip


def _taken(world: World) -> str:
    rows = world.database.read(lambda db: [shifts.get(db, shift_id) for shift_id in world.shifts])
    return " ".join(str(row.taken) for row in rows if row is not None)


def _wanted(world: World) -> str:
    """Why people have to look at what was written."""
    rows = world.database.read(inbox.asking)
    return ", ".join(row.asks_for for row in rows) or "nobody"


def _unhandled(world: World) -> str:
    left = select(func.count()).where(inbox_table.c.state != "done")
    return str(world.database.read(lambda db: db.execute(left).scalar()))


def _replies(world: World) -> str:
    """How many have answered the last broadcast, by what they said."""
    last = select(func.max(broadcast.c.id)).scalar_subquery()
    told = world.database.read(lambda db: broadcast_replies.tally(db, db.execute(select(last)).scalar() or 0))
    return ", ".join(f"{told[name]} {name}" for name in broadcast_replies.MEANINGS if name in told) or "none"


def _bookings(world: World) -> str:
    """The states of all requests, in the order in which they were made."""
    rows = sorted(world.database.read(bookings.listed), key=lambda row: row.id)
    return " ".join(row.state for row in rows) or "none"


WHOLE: dict[str, Callable[[World], str]] = {
    "taken": _taken, "wanted": _wanted, "unhandled": _unhandled, "replies": _replies, "bookings": _bookings,
}  # fmt: skip
