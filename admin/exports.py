"""What leaves the panel as a file: the paper list of a shift, and calendars that others read by a link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from icalendar import Calendar, Event
from sqlalchemy import Connection, Row
from starlette.requests import Request
from starlette.responses import Response

from admin import paper
from admin.form import Posted
from admin.house import House, now
from admin.shift import Id, of
from admin.shift_people import look
from admin.texts import text
from admin.visit import Here, Visit, nothing_here
from flows import dates
from storage import calendars, people, phones, rosters
from storage.calendars import Entry
from storage.rosters import Attendee

router = APIRouter(prefix="/o/{organization_id}/shifts")
open_calendar = APIRouter(prefix="/o/{organization_id}/bookings/calendar")
public = APIRouter()

LEAST_BLANK = 6  # rows for whoever turns up
AGAIN = timedelta(hours=1)  # how often a calendar is asked for
STATUS = {"sure": "CONFIRMED", "perhaps": "TENTATIVE", "off": "CANCELLED"}


# The paper list


@router.get("/{shift_id}/list.pdf")
def paper_list(visit: Here, shift_id: Id) -> Response:
    """The list of a shift, to print; whoever stands on it has been looked at."""
    visit.require("export")
    row = of(visit, shift_id)
    coming: list[Attendee] = visit.read(lambda db: rosters.roster(db, row, visit.now))
    ids = [each.row.person_id for each in coming]
    visit.noted("shift.list", lambda db: None, object=f"shift:{shift_id}", people=len(ids))
    look(visit, ids, "panel shift list")
    page = f"{visit.house.public_url}{visit.url(f'/shifts/{shift_id}')}"
    who = visit.read(lambda db: responsible_of(db, row))
    sheet = Sheet(visit.language, visit.now, who, visit.house.number, page)
    headers = {"Content-Disposition": f'inline; filename="list-{shift_id}.pdf"'}
    return Response(paper.pdf(roster_of(sheet, row, coming)), media_type="application/pdf", headers=headers)


@dataclass(frozen=True)
class Sheet:
    """What a paper list says beside its names. number: of ours, "" where none is known; page: of the shift."""

    language: str
    now: datetime
    responsible: str
    number: str
    page: str

    def text(self, key: str, **values: object) -> str:
        return text(self.language, key, **values)


def responsible_of(db: Connection, row: Row[Any]) -> str:
    """Who is responsible for a shift, by name and number."""
    if row.responsible is None:
        return ""
    known = people.at_address(db, row.responsible)
    name = people.name_of(known[0]) if len(known) == 1 and not known[0].protected else ""
    return f"{name} {phones.national(row.responsible)}".strip()


def roster_of(sheet: Sheet, row: Row[Any], coming: list[Attendee]) -> paper.Roster:
    """A shift on paper. Somebody whose identity is protected stands on it without name and number."""
    zone = ZoneInfo(row.zone)
    times = dates.span(row.starts_at.astimezone(zone), row.ends_at.astimezone(zone), sheet.language, sheet.now)
    printed = dates.day(sheet.now.astimezone(zone), sheet.language, sheet.now)
    clock = dates.clock(sheet.now.astimezone(zone), sheet.language)
    facts = [
        times, row.venue, sheet.text("paper_responsible", who=sheet.responsible) if sheet.responsible else "",
        sheet.text("paper_places", taken=row.taken, minimum=row.minimum, maximum=row.maximum),
    ]  # fmt: skip
    return paper.Roster(
        title=row.activity, facts=[fact for fact in facts if fact],
        heads=[sheet.text(f"paper_{name}") for name in ("came", "name", "phone", "note")],
        rows=[_line(sheet, each) for each in coming], blank=max(LEAST_BLANK, row.maximum - row.taken),
        code=_code(sheet), hint=sheet.text("paper_hint_sms" if sheet.number else "paper_hint_page",
                                           number=phones.national(sheet.number)),
        footer=sheet.text("paper_footer", organization=row.organization, when=f"{printed} {clock}"),
    )  # fmt: skip


def _line(sheet: Sheet, attendee: Attendee) -> tuple[str, str, str]:
    more = f" +{attendee.row.people - 1}" if attendee.row.people > 1 else ""
    name = attendee.name or sheet.text("shift_protected")
    return name + more, ", ".join(map(phones.national, attendee.numbers)), attendee.row.condition or attendee.words


def _code(sheet: Sheet) -> str:
    """A text to us that answers with the list as it stands then; without a number the page of the shift."""
    if not sheet.number:
        return sheet.page
    return f"sms:{sheet.number}?body={quote(sheet.text('paper_words'))}"


# Calendars


@router.post("/calendar")
def make_link(visit: Here, form: Posted) -> Response:
    """A link to the organization's shifts; made anew, the one before is dead."""
    return _renewed(visit, "calendar.make", "/shifts")


@router.post("/calendar/end")
def end_link(visit: Here, form: Posted) -> Response:
    """Nobody reads the organization's shifts by the link any more."""
    return _ended(visit, "calendar.end", "/shifts")


@open_calendar.post("")
def make_open_link(visit: Here, form: Posted) -> Response:
    """A link to when candidates are busy, and to what is agreed; made anew, the one before is dead."""
    return _renewed(visit, "open_calendar.make", "/bookings/calendar", of_candidates=True)


@open_calendar.post("/end")
def end_open_link(visit: Here, form: Posted) -> Response:
    """Nobody reads by the link any more when candidates are busy."""
    return _ended(visit, "open_calendar.end", "/bookings/calendar", of_candidates=True)


def _renewed(visit: Visit, deed: str, page: str, **which: bool) -> Response:
    visit.require("edit")

    def renew(db: Connection) -> None:
        calendars.end_link(db, organization_id=visit.id, **which)
        calendars.link(db, visit.now, organization_id=visit.id, **which)

    visit.noted(deed, renew)
    return visit.go(page, said="calendar_made")


def _ended(visit: Visit, deed: str, page: str, **which: bool) -> Response:
    visit.require("edit")
    visit.noted(deed, lambda db: calendars.end_link(db, organization_id=visit.id, **which))
    return visit.go(page, said="calendar_ended")


@public.get("/calendar/{token}.ics")
def calendar(request: Request, token: str) -> Response:
    """What stands behind a link, for a calendar program: no sign-in, and nobody's number."""
    house: House = request.app.state.house
    moment = now()
    feed: calendars.Feed | None = house.read(lambda db: calendars.feed(db, token, moment))
    if feed is None:
        nothing_here()
    return Response(ics(feed, house.public_url, moment), media_type="text/calendar; charset=utf-8")


def ics(feed: calendars.Feed, public_url: str, moment: datetime) -> bytes:
    """A feed as iCalendar, with the time zones that its entries are in."""
    made = Calendar()
    for name, value in (("prodid", "-//Budkavle//SV"), ("version", "2.0"), ("method", "PUBLISH")):
        made.add(name, value)
    for name in ("name", "x-wr-calname"):
        made.add(name, feed.name)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", AGAIN)
    host = urlsplit(public_url).hostname or "budkavle"
    for entry in feed.entries:
        made.add_component(_event(feed, entry, host, moment))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(feed: calendars.Feed, entry: Entry, host: str, moment: datetime) -> Event:
    event, say, zone = Event(), _speaker(feed.language), ZoneInfo(entry.zone)
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", moment.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", _summary(entry, say))
    event.add("status", STATUS[entry.stands])
    if entry.venue:
        event.add("location", entry.venue)
    if entry.turn is not None:  # by these a program sees that something has changed
        event.add("description", entry.title)
        event.add("sequence", entry.turn)
        event.add("last-modified", entry.changed_at)
    return event


def _summary(entry: Entry, say: Callable[..., str]) -> str:
    if entry.name:
        return say("calendar_busy", name=entry.name)
    if entry.stands == "off":
        return say("calendar_off", title=entry.title)
    places = "" if entry.taken is None else say("calendar_places", taken=entry.taken, maximum=entry.maximum)
    return f"{entry.title} {places}".strip()


def _speaker(language: str) -> Callable[..., str]:
    return lambda key, **values: text(language, key, **values)
