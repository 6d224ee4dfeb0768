"""budkavle booking: ask for a candidate or speaker, see what came of it, call it off."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Connection, Row

from bot.cli.common import database, fail, now, organization, print_json, settings
from bot.cli.who import one
from flows import hours
from storage import addresses, booking_choice, booking_moves, booking_placing, bookings, organizations, people, phones
from storage.booking_record import Times, Wanted

app = typer.Typer(help="Bookings of candidates and speakers: request, list, show, cancel.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Time = Annotated[str, typer.Option(metavar="TIME")]


@app.command()
def request(
    org: Annotated[str, typer.Option("--org", help="The organization that asks.")],
    host: Annotated[str, typer.Option(help="Who is told: a number.")],
    title: Annotated[str, typer.Option()], start: Time, end: Time, venue: Annotated[str, typer.Option()],
    candidate: Annotated[str | None, typer.Option(help="Who is asked: an address or an id.")] = None,
    topic: Annotated[str | None, typer.Option(help="Or anyone who can: housing, Somali.")] = None,
    answer_by: Annotated[str | None, typer.Option("--answer-by", metavar="TIME")] = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Ask for a candidate by address, or for anyone who can speak about a topic."""
    found, moment = settings(), now()
    with database(found) as base:
        wanted = base.read(lambda db: _wanted(db, org, title, venue, (start, end), topic, answer_by))
        number = phones.normal(host, found.allowed_countries)
        if not isinstance(number, phones.Phone):
            fail("bad_number", number=host)
        if wanted.times.starts_at <= moment:
            fail("booking_past")
        here = wanted.organization_id
        wished = base.read(lambda db: _candidate(db, here, candidate, moment)) if candidate else None

        def place(db: Connection) -> int:
            address = addresses.find_or_make(db, "sms", number.e164, moment)
            values = {**vars(wanted), "host_address_id": address.id, "wished_id": wished}
            return booking_placing.place(db, Wanted(**values), moment, by="command line")

        booking_id = base.change(place)
        row = base.read(lambda db: document(db, booking_id))
    _print(row, as_json)


def _wanted(
    db: Connection, org: str, title: str, venue: str, times: tuple[str, str], topic: str | None, answer_by: str | None
) -> Wanted:
    here = organization(db, org)
    start, end = (_wall(time, here.timezone) for time in times)
    if end <= start:
        fail("booking_ends_first")
    moments = _moment(start, here.timezone), _moment(end, here.timezone)
    due = _moment(_wall(answer_by, here.timezone), here.timezone) if answer_by else None
    span = Times(start, end, here.timezone, *moments)
    return Wanted(here.id, title.strip(), venue.strip(), span, topic=topic, answer_by=due, source="command line")


def _wall(text: str, zone: str) -> datetime:
    """A time on the wall there; one with an offset is that moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        fail("bad_time", time=text)
    return found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if found.tzinfo is not None else found


def _moment(wall: datetime, zone: str) -> datetime:
    found = hours.to_utc(wall, zone)
    if isinstance(found, hours.Impossible):
        fail("impossible_time", time=wall.isoformat(), suggestion=found.suggestion.isoformat())
    return found


def _candidate(db: Connection, organization_id: int, who: str, moment: datetime) -> int:
    """Somebody of the association's own, or a candidate of its party or union; anybody else is not found."""
    own, tree = organizations.below(db, organization_id), booking_choice.tree(db, organization_id)
    row = one(db, who, tree, lambda each: each.organization_id in own or booking_choice.is_candidate(db, each.id))
    if not booking_choice.can_be_asked(db, row.id, moment):
        fail("booking_unreachable", name=people.name_of(row))
    return int(row.id)


@app.command("list")
def list_(org: Annotated[str | None, typer.Option("--org")] = None, as_json: Json = False) -> None:
    """All bookings, the earliest first."""
    with database() as base:
        rows = base.read(lambda db: [_document(db, row) for row in bookings.listed(db, _below(db, org))])
    if as_json:
        return print_json(rows)
    for row in rows:
        _print(row, as_json=False)
    return None


def _below(db: Connection, org: str | None) -> list[int] | None:
    return organizations.below(db, organization(db, org).id) if org else None


@app.command()
def show(booking_id: Annotated[int, typer.Argument(metavar="ID")], as_json: Json = False) -> None:
    """One booking, and what happened to it."""
    with database() as base:
        row = base.read(lambda db: document(db, booking_id))
    _print(row, as_json)


@app.command()
def cancel(booking_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Call a booking off: both sides are told once."""
    with database() as base:
        base.read(lambda db: document(db, booking_id))
        outcome = base.change(lambda db: booking_moves.cancel(db, booking_id, now(), by="command line"))
    if outcome == "gone":
        fail("booking_is_over")


def document(db: Connection, booking_id: int) -> dict[str, Any]:
    """A booking as `booking show --json` prints it; ends the command when there is none."""
    row = bookings.get(db, booking_id) or fail("no_booking", id=booking_id)
    events = [
        {"kind": each.kind, "by": each.actor, "at": each.at.isoformat()} for each in bookings.events(db, booking_id)
    ]
    return {**_document(db, row), "events": events}


def _document(db: Connection, row: Row[Any]) -> dict[str, Any]:
    zone = ZoneInfo(row.zone)
    own = addresses.of_person(db, row.candidate_id) if row.candidate_id is not None else []
    name = f"{row.first_name} {row.last_name}".strip() if row.candidate_id is not None else None
    return {
        "id": row.id, "title": row.title, "candidate": own[0].address if own else None, "name": name,
        "organization": row.organization, "start": row.starts_at.astimezone(zone).isoformat(),
        "end": row.ends_at.astimezone(zone).isoformat(), "venue": row.venue, "state": row.state,
        "answer_by": row.answer_by.astimezone(zone).isoformat() if row.answer_by is not None else None,
        "host": row.host, "topic": row.topic, "word": row.word,
    }  # fmt: skip


def _print(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        return print_json(row)
    shown = (str(row[name] or "") for name in ("id", "start", "title", "venue", "organization", "name", "state"))
    return typer.echo("\t".join(shown))
