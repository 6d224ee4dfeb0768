"""budkavle broadcast: a text to a segment; how it is doing; pause, resume, cancel."""

import getpass
import secrets
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NoReturn

import typer
from sqlalchemy import Connection, Row

from bot import broadcasting
from bot.cli.common import database, fail, now, organization, print_json, settings, tell
from bot.cli.texts import TEXTS
from bot.config import Settings
from bot.service import house_of, owner_name
from flows.broadcast_text import problem_text, problems
from flows.hours import Impossible, to_utc
from storage import broadcast_plans, broadcast_replies, broadcasts, installation
from storage.broadcast_ledger import ledger
from storage.broadcasts import AT_ONCE, UNDO, Draft, Gone, Refused
from storage.segments import SegmentError, error_text, reach
from storage.session import Database

app = typer.Typer(help="Broadcasts: send, list, show, pause, resume, cancel.", no_args_is_help=True)

Org = Annotated[str, typer.Option("--org", help="The organization.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Id = Annotated[int, typer.Argument(metavar="ID")]
ENDS = ("delivered", "undelivered", "refused", "suppressed", "too_late", "cancelled", "uncertain")


@app.command()
def send(
    org: Org, text: Annotated[str, typer.Option(help="What is said; {förnamn} and {organisation} are filled in.")],
    segment: Annotated[str | None, typer.Option(help="To whom: an expression; without one to everybody.")] = None,
    text_en: Annotated[str | None, typer.Option(help="The same in English.")] = None,
    kind: Annotated[Literal["organizing", "political"], typer.Option(help="What it is.")] = "organizing",
    at: Annotated[str | None, typer.Option(help="When, by the organization's clock: 2026-08-29T11:00")] = None,
    spare: Annotated[bool, typer.Option("--spare", help="Leave out those who had three texts in seven days.")] = False,
    key: Annotated[str | None, typer.Option(help="A word of yours: run again with it, nothing is sent twice.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask back, and send at once.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Send a text to a segment; it says itself who sends it and how to stop."""
    found = settings()
    with database(found) as base:
        here = base.read(lambda db: organization(db, org))
        nonce = f"cli:{here.id}:{key or secrets.token_hex(8)}"
        row = base.read(lambda db: broadcasts.of_key(db, nonce))
        if row is None:
            draft = Draft(_texts(here, text, text_en), segment, kind, spare=spare, send_at=_moment(here, at))
            row = _sent(base, found, here, draft, nonce, yes)
        document = base.read(lambda db: document_of(db, row, found.currency))
    _print(document, as_json)


def _texts(here: Row[Any], text: str, text_en: str | None) -> dict[str, str]:
    """By language; ends the command when one of them cannot be sent."""
    texts = {here.language: text} if text_en is None else {"sv": text, "en": text_en}
    for problem in problems(texts, here.name):
        _give_up(problem_text(problem, "en"))
    return texts


def _moment(here: Row[Any], at: str | None) -> datetime | None:
    """Without an offset it is the organization's wall time."""
    if at is None:
        return None
    try:
        said = datetime.fromisoformat(at)
    except ValueError:
        fail("bad_time", time=at)
    moment = said.astimezone(UTC) if said.tzinfo else to_utc(said, here.timezone)
    if isinstance(moment, Impossible):
        fail("impossible_time", time=at, suggestion=moment.suggestion.isoformat(timespec="minutes"))
    return moment if moment > now() else fail("past_time", time=at)


def _sent(base: Database, found: Settings, here: Row[Any], draft: Draft, key: str, yes: bool) -> Row[Any]:
    """Confirmed, planned, and begun if its time has come; ends the command when it is not to be."""
    manner = broadcasts.manner_of(draft, found.channels)
    reached = base.read(lambda db: reach(db, here.id, draft.segment, now(), **manner))
    if isinstance(reached, SegmentError):
        _give_up(error_text(reached, "en"))
    typed = None if yes else _typed(reached.recipients)
    owner = owner_name()
    row = base.change(lambda db: _order(db, here, draft, key, (typed, reached.recipients), owner))
    if isinstance(row, Refused):
        fail(f"broadcast_{row.reason}", id=key)
    broadcasting.plan(base, house_of(found, base), row.id, owner)
    broadcasting.begin(base)
    after = base.read(lambda db: broadcasts.get(db, row.id))
    return after if after is not None and after.returned is None else fail("broadcast_changed")


def _typed(recipients: int) -> int:
    """The number that whoever sits at the terminal types, having read it; ends the command when nobody does."""
    if not sits_there():
        fail("broadcast_needs_yes", n=recipients)
    return int(typer.prompt(TEXTS["broadcast_type"].format(n=recipients), type=int))


def sits_there() -> bool:
    """Somebody is at the terminal."""
    return sys.stdin.isatty()


def _order(db: Connection, here: Row[Any], draft: Draft, key: str, counts: tuple[int | None, int], owner: str) -> Gone:
    """Make it and confirm it, as one. The operator needs no second approver; the audit says so."""
    (typed, reaches), moment, by = counts, now(), operator()
    if refused := broadcasts.objection(typed, reaches):
        return refused
    broadcast_id, new = broadcasts.make(db, here.id, draft, key=key, by=by, now=moment)
    if not new:
        return broadcasts.get(db, broadcast_id) or Refused("missing")
    undo = AT_ONCE if typed is None else UNDO
    row = broadcasts.confirm(db, broadcast_id, version=1, typed=typed, reaches=reaches, by=by, now=moment, undo=undo)
    if isinstance(row, Refused):
        return row
    broadcast_plans.take(db, row, owner, moment)  # before a worker sees it
    _note(db, row, "send", {"recipients": reaches, "without_approver": reaches > here.approval_limit})
    return row


def document_of(db: Connection, row: Row[Any], currency: str) -> dict[str, Any]:
    """A broadcast as `broadcast show --json` prints it; row: as it is in its table."""
    found = ledger(db, row)
    return {
        "id": row.id, "state": row.state, "recipients": found.recipients, "accepted": found.accepted,
        **{state: found.states.get(state, 0) for state in ENDS},
        "waiting": found.waiting, "unknown": found.states.get("unknown", 0), "parts": found.parts,
        "price": float(found.price), "currency": currency, "replies": broadcast_replies.count(db, row.id),
        "left_out": row.left_out or {},
    }  # fmt: skip


@app.command()
def show(broadcast_id: Id, as_json: Json = False) -> None:
    """What has become of it, number by number counted."""
    found = settings()
    with database(found) as base:
        row = base.read(lambda db: broadcasts.get(db, broadcast_id)) or fail("broadcast_missing", id=broadcast_id)
        document = base.read(lambda db: document_of(db, row, found.currency))
    _print(document, as_json)


def _print(document: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        return print_json(document)
    for name, value in document.items():
        typer.echo(f"{name}\t{value}")
    return None


@app.command("list")
def list_(as_json: Json = False) -> None:
    """The latest, newest first."""
    with database() as base:
        rows = [_line(row) for row in base.read(broadcasts.listed)]
    if as_json:
        return print_json(rows)
    for row in rows:
        typer.echo("\t".join(str(row[name]) for name in ("id", "state", "recipients", "organization", "text")))
    return None


def _line(row: Row[Any]) -> dict[str, Any]:
    recipients = row.recipients if row.recipients is not None else row.recipients_expected
    return {
        "id": row.id, "organization": row.organization, "state": row.state, "kind": row.kind, "segment": row.segment,
        "text": next(iter(row.texts.values())), "recipients": recipients or 0, "created_at": row.created_at,
        "send_at": row.send_at,
    }  # fmt: skip


@app.command()
def pause(broadcast_id: Id) -> None:
    """Send nothing more of it for now."""
    _through(broadcasts.pause, broadcast_id, "pause")


@app.command()
def resume(broadcast_id: Id) -> None:
    """Go on sending it."""
    _through(broadcasts.resume, broadcast_id, "resume")


@app.command()
def cancel(broadcast_id: Id) -> None:
    """Send nothing more of it, ever."""
    _through(broadcasts.cancel, broadcast_id, "cancel")


def _through(door: Callable[[Connection, int], Gone], broadcast_id: int, action: str) -> None:
    """Through a door, with a line in the audit; ends the command when it is shut."""

    def unit(db: Connection) -> Gone:
        row = door(db, broadcast_id)
        if not isinstance(row, Refused):
            _note(db, row, action)
        return row

    with database() as base:
        row = base.change(unit)
        if isinstance(row, Refused):
            fail(f"broadcast_{row.reason}", id=broadcast_id, state=row.state)
        if row.state == "cancelled":
            broadcasting.end(base, row)
    tell("broadcast_is", id=broadcast_id, state=row.state)


def _note(db: Connection, row: Row[Any], action: str, detail: Mapping[str, Any] | None = None) -> None:
    about = {"organization_id": row.organization_id, "object": f"broadcast:{row.id}", "detail": detail}
    installation.note(db, operator(), f"broadcast {action}", now(), **about)


def operator() -> str:
    """Whoever is signed in at this machine, as the audit names them."""
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError, ImportError):  # a user without a name, as in a container
        return "cli"


def _give_up(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
