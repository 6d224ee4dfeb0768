"""budkavle people access, erase, hold, release, looked: what the law gives everybody who stands in a list."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Connection, Row

from admin.access_report import access as dossier_of
from admin.access_report import readable
from bot.cli.common import confirmed, database, fail, now, print_json, settings, tell
from bot.cli.who import one, operator, whole_list
from bot.freed import tell_freed
from bot.service import house_of
from bot.turn import House
from storage import organizations, people, rights
from storage.erasing import Report
from storage.erasing import erase as erase_person
from storage.rights import Hold
from storage.session import Database

MaybeOrg = Annotated[str | None, typer.Option("--org", help="Only this organization and those below it.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def access(who: str, org: MaybeOrg = None, as_json: Json = False) -> None:
    """Everything there is about one person, to hand out to them: WHO is an id or an address."""
    with whole_list() as base:
        found = base.read(lambda db: one(db, who, org))
        base.change(lambda db: _handed_out(db, found.id, found.organization_id))
        document = base.read(lambda db: dossier_of(db, found.id, now()))
    if as_json:
        return print_json(document)
    return typer.echo(readable(document, found.language), nl=False)


def _handed_out(db: Connection, person_id: int, organization_id: int) -> None:
    rights.given(db, organization_id, "access", now(), by=operator())
    rights.looked(db, person_id, organization_id, now(), by=operator(), action="people access")


def erase(who: str, org: MaybeOrg = None, yes: Yes = False) -> None:
    """Erase everything about one person, for good: WHO is an id or an address. An opt-out stays."""
    config = settings()
    with whole_list() as base:
        found = base.read(lambda db: one(db, who, org))
        confirmed(yes, "erase_confirm", "erase_needs_yes", name=_name(found))
        house = house_of(config, base)
        zone = _zone(base, found)
        outcome = base.change(lambda db: _erase(db, house, found.id))
    if isinstance(outcome, Hold):
        fail("must_be_kept", name=_name(found), until=outcome.last_day(zone), reason=outcome.reason)
    for name, count in outcome.removed.items():
        typer.echo(f"{name}\t{count}")
    tell("erased")


def _erase(db: Connection, house: House, person_id: int) -> Report | Hold:
    moment = now()
    outcome = erase_person(db, person_id, moment, by=operator())
    if isinstance(outcome, Report):
        tell_freed(db, house, outcome.freed, moment)
    return outcome


def hold(
    who: str, until: Annotated[str, typer.Option(metavar="DATE", help="The last day, like 2027-06-30.")],
    reason: Annotated[str, typer.Option(help="Why. They are told it when they ask to be erased.")],
    org: MaybeOrg = None,
) -> None:  # fmt: skip
    """Keep what there is about one person, whatever its age, also when they ask to be erased. A STOP still holds."""
    if not reason.strip():
        fail("no_reason")
    with whole_list() as base:
        found = base.read(lambda db: one(db, who, org))
        what = Hold(_end_of(until, _zone(base, found)), reason.strip())
        base.change(lambda db: rights.hold(db, found.id, what, now(), by=operator()))
    tell("held", name=_name(found), until=until)


def release(who: str, org: MaybeOrg = None) -> None:
    """What there is about one person need not be kept any more: it goes when it is old, or when they ask."""
    with database() as base:
        found = base.read(lambda db: one(db, who, org))
        if not base.change(lambda db: rights.release(db, found.id, now(), by=operator())):
            fail("not_held", name=_name(found))
    tell("released", name=_name(found))


def looked(
    who: str, since: Annotated[str | None, typer.Option(metavar="DATE", help="Only from this day on.")] = None,
    org: MaybeOrg = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Who has looked at one person, when and how: WHO is an id or an address."""
    with database() as base:
        found = base.read(lambda db: one(db, who, org))
        zone = _zone(base, found)
        start = _beginning(_day(since), zone) if since else None
        rows = base.read(lambda db: rights.looks(db, found.id, start))
    if as_json:
        return print_json([{"at": row.at, "by": row.actor, "action": row.action} for row in rows])
    for row in rows:
        typer.echo(f"{row.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}\t{row.actor}\t{row.action}")
    return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return fail("bad_day", day=text)


def _end_of(text: str, zone: str) -> datetime:
    """The end of a day to come, by the clocks of a zone."""
    ends = _beginning(_day(text) + timedelta(days=1), zone)
    return ends if ends > now() else fail("past_day", day=text)


def _beginning(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _zone(base: Database, row: Row[Any]) -> str:
    """The zone whose clocks a person's organization goes by."""
    return str(base.read(lambda db: organizations.get(db, row.organization_id).timezone))


def _name(row: Row[Any]) -> str:
    return people.name_of(row) or str(row.id)
