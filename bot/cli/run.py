"""budkavle serve, work, chat, migrate, status, halt, resume: the installation itself."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.cli.common import database, fail, giving_up, now, print_json, settings, tell
from bot.config import Settings
from bot.logs import set_up
from bot.service import running
from storage import inbox, installation, migrate, outbox, people, timers
from storage.session import Database
from storage.tables.outbox import STATES


def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1", port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Web only; run `budkavle work` beside it.")] = False,
) -> None:  # fmt: skip
    """Run the web, and unless told otherwise the worker."""
    from bot.cli import server
    from bot.web import make_app

    found = settings()
    if not server.is_free(host, port):
        fail("port_taken", port=port)
    set_up(found.log_level, found.log_format)
    with database(found):
        pass  # says what is wrong before a server stands half
    app = make_app(found, with_worker=not no_worker)
    tell("serving", url=f"http://{host}:{port}")
    if found.is_sandbox:
        from bot.demo import links

        tell("phone", url=links(found, host, port)["phone"])
    server.run(app, host, port)


def work(once: Annotated[bool, typer.Option("--once", help="Do what is due and stop.")] = False) -> None:
    """Run a worker alone."""
    found = settings()
    set_up(found.log_level, found.log_format)
    with database(found):
        pass
    asyncio.run(_work(found, once))


async def _work(found: Settings, once: bool) -> None:
    async with running(found) as service:
        if once:
            return await service.worker.once()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, service.worker.stop)
        return await service.worker.run()


def migrate_() -> None:
    """Bring the database up to date."""
    found = settings()
    with giving_up(found):
        base = Database(found.database_url, found.hashing_key)
        try:
            revision = migrate.migrate(base.engine)
            base.change(lambda db: installation.settle_in(db, found.fingerprint))
        finally:
            base.close()
    tell("migrated", revision=revision)


def status(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """How the installation is doing."""
    with database() as base:
        document = base.read(_status)
    if as_json:
        return print_json(document)
    for name, value in document.items():
        typer.echo(f"{name}\t{value}")
    return None


def _status(db: Connection) -> dict[str, Any]:
    counts, moment = outbox.counts(db), now()
    oldest = outbox.oldest_due(db, moment)
    return {
        "halted": installation.halted_at(db) is not None,
        "outbox": {state: counts.get(state, 0) for state in STATES},
        "oldest_due_s": round((moment - oldest).total_seconds(), 1) if oldest else None,
        "timers_due": timers.count_due(db, moment),
        "unknown": counts.get("unknown", 0),
        "last_inbound_at": inbox.last_at(db),
        "providers": installation.provider_states(db),
    }


def halt() -> None:
    """Stop all sending within two seconds; inbound goes on being stored."""
    with database() as base:
        base.change(lambda db: _note(db, "halt"))
        base.change(lambda db: installation.halt(db, now()))
    tell("halted")


def resume() -> None:
    """Go on sending."""
    with database() as base:
        base.change(lambda db: _note(db, "resume"))
        base.change(installation.resume)
    tell("resumed")


def _note(db: Connection, action: str) -> None:
    installation.note(db, "command line", action, now())


def understand(rows: Path) -> None:
    """Read labelled replies without sending anything: one reading a line on standard output."""
    from flows.reading.rows import read_row

    try:
        lines = rows.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        fail("no_file", file=rows)
    for number, line in enumerate(lines, 1):
        if line.strip():
            typer.echo(json.dumps(read_row(_row(rows, number, line)), ensure_ascii=False))


def _row(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    return row if isinstance(row, dict) and "text" in row else fail("bad_row_line", file=file.name, line=number)


def chat(
    who: Annotated[str | None, typer.Option("--as", help="Whose number to be.")] = None,
    channel: Annotated[str, typer.Option(help="sms or telegram")] = "sms",
) -> None:
    """Be a member, in the terminal: a line in, replies out; ends with the input."""
    from bot.cli.chatting import talk

    found = settings()
    if not found.is_sandbox:
        fail("chat_needs_sandbox")
    set_up("ERROR", found.log_format)
    with database(found) as base:
        number = who or base.read(_somebody) or fail("chat_nobody")
    with giving_up(found):
        asyncio.run(talk(found, channel, number, sys.stdin, typer.echo))


def _somebody(db: Connection) -> str | None:
    """The number of the first member who has one."""
    rows = people.listed(db)
    found = people.addresses_of(db, [row.id for row in rows])
    numbers = [address.address for row in rows for address in found[row.id] if address.channel == "sms"]
    return numbers[0] if numbers else None
