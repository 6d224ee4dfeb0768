"""The made-up association that `make demo` starts on: its members, an inventory, a week of shifts, and its speakers."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from io import StringIO
from itertools import cycle
from typing import Any

from sqlalchemy import Connection, Row

from admin.sign_in_link import DEMO_EMAIL
from bot import asking, notices, shift_changes
from bot.config import Settings
from bot.demo_bookings import ask_speakers
from bot.panel import demo_link
from bot.phone import phone_link
from flows import survey_file
from flows.hours import wall_time
from flows.surveys import Survey
from storage import addresses, organizations, organizers, people, shifts, surveys, threads
from storage.importing.columns import guess
from storage.importing.people import import_people
from storage.importing.people_file import read_people
from storage.importing.reasons import BadFile
from storage.importing.sheet import read_sheet
from storage.importing.shift_file import ShiftRow
from storage.session import Database

DISTRICT = "Solidaritet Storstockholm"
ASSOCIATION = "Solidaritet Solna"
SOURCE = "demo"
NO_QUIET = "00:00-00:00"  # so that everything can be tried at night, too
SURVEY = "inventering"
ASKED = 10  # how many members the inventory has been started for
TIED = 5  # one member in five has Telegram from the start
COUNTRY = ("+46",)
ORGANIZER = "Kim Ek"  # whoever the demo's link signs in


class BadDemo(Exception):
    """A file of the demo cannot be read: the package is broken."""


def fill(database: Database, settings: Settings, now: datetime) -> None:
    """Make the association, unless there is an organization already. Raises BadDemo when its files are broken."""
    database.change(lambda db: _fill(db, settings, now))


def links(settings: Settings, host: str, port: int) -> dict[str, str]:
    """What start prints, by name: `panel`, where one is signed in, and `phone`."""
    return {"panel": demo_link(settings, host, port), "phone": phone_link(settings, host, port)}


def _fill(db: Connection, settings: Settings, now: datetime) -> None:
    if organizations.listed(db):
        return
    district = organizations.add(db, DISTRICT, None, settings.timezone, NO_QUIET, now)
    organization_id = organizations.add(db, ASSOCIATION, district, settings.timezone, NO_QUIET, now)
    organization = organizations.get(db, organization_id or 0)
    organizers.give_role(db, organizers.add(db, DEMO_EMAIL, now, name=ORGANIZER), district or 0, "admin")
    _take_in_people(db, organization, now)
    _tie_some_chats(db, now)
    _load_survey(db, organization, now)
    _load_shifts(db, organization, now)
    _ask_inventory(db, organization, now)
    ask_speakers(db, organization, now)


def _take_in_people(db: Connection, organization: Row[Any], now: datetime) -> None:
    sheet = read_sheet(_file("people.csv").encode(), "people.csv")
    if isinstance(sheet, BadFile):
        raise BadDemo("people.csv")
    rows = read_people(sheet, guess(sheet), COUNTRY)
    result = import_people(db, rows, organization_id=organization.id, basis=None, source=SOURCE, now=now, dry_run=False)
    if result.refused:
        raise BadDemo("people.csv")


def _tie_some_chats(db: Connection, now: datetime) -> None:
    for member in threads.members(db)[0][::TIED]:
        chat = addresses.find_or_make(db, "telegram", threads.sandbox_chat(member.number), now)
        addresses.tie(db, member.id, chat.id)


def _load_survey(db: Connection, organization: Row[Any], now: datetime) -> None:
    survey = survey_file.parse(_file("inventory.yaml"))
    if not isinstance(survey, Survey):
        raise BadDemo("inventory.yaml")
    surveys.load(db, organization.id, survey.name, survey.to_json(), now)


@dataclass(frozen=True)
class Planned:
    """A shift of the demo, and how many places in it are taken."""

    row: ShiftRow
    taken: int


def _load_shifts(db: Connection, organization: Row[Any], now: datetime) -> None:
    planned = list(_planned(wall_time(now, organization.timezone).date()))
    loaded = shift_changes.load(db, organization, [each.row for each in planned], now)
    if isinstance(loaded, shift_changes.Refusal):
        raise BadDemo("shifts.csv")
    members = [row for row in people.listed(db) if row.relation == "member"]
    helpers = cycle(members[::-1])
    for shift in shifts.listed(db, [organization.id]):
        taken = next(each.taken for each in planned if _is_same(each.row, shift))
        _claim(db, shift, [next(helpers) for _ in range(taken)], now)


def _planned(today: date) -> Iterator[Planned]:
    for number, row in enumerate(csv.DictReader(StringIO(_file("shifts.csv"))), 2):
        day = today + timedelta(days=int(row["in_days"]))
        start, end = (datetime.combine(day, time.fromisoformat(row[name])) for name in ("start", "end"))
        places = int(row["minimum"]), int(row["maximum"])
        yield Planned(
            ShiftRow(number, row["activity"], row["venue"], start, end, *places, row["responsible"]), int(row["taken"])
        )


def _ask_inventory(db: Connection, organization: Row[Any], now: datetime) -> None:
    """The first members have the inventory waiting when they are chosen on the phone."""
    survey_id = surveys.find(db, organization.id, SURVEY)
    version = surveys.newest_version(db, survey_id or 0)
    if version is not None:
        members = [row.id for row in people.listed(db)][:ASKED]
        asking.ask(db, version, organization.id, members, now)


def _is_same(row: ShiftRow, shift: Row[Any]) -> bool:
    return (row.activity, row.venue, row.start) == (shift.activity, shift.venue, shift.wall_start)


def _claim(db: Connection, shift: Row[Any], who: Sequence[Row[Any]], now: datetime) -> None:
    """These people have a place in the shift, and are reminded of it as anybody is."""
    for person in who:
        shifts.take_place(db, shift.id, 1, now)
        values = {"shift_id": shift.id, "person_id": person.id, "state": "confirmed", "people": 1}
        claim_id = shifts.make_claim(db, {**values, "created_at": now, "updated_at": now})
        if claim_id is not None:
            notices.set_reminders(db, claim_id, shift, now)


def _file(name: str) -> str:
    return files("bot").joinpath("demo_data", name).read_text("utf-8")
