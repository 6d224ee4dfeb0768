"""budkavle inbox: what the bot could not settle, read and answered by a person."""

from typing import Annotated, Any

import typer
from sqlalchemy import Connection, Row

from bot.cli.common import database, fail, now, print_json, settings, tell
from flows import parts
from storage import addresses, inbox, inbox_answer, people
from storage.inbox_answer import Answer, Refusal

REFUSED = {"silenced": "silenced", "paused": "silenced", "closed": "closed"}

app = typer.Typer(help="What waits for a person: list, reply.", no_args_is_help=True)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """Messages that wait for a person, the oldest first."""
    with database() as base:
        rows = [document(row) for row in base.read(inbox.asking)]
    if as_json:
        return print_json(rows)
    for row in rows:
        typer.echo("\t".join([str(row["id"]), row["reason"], row["name"] or row["address"], row["text"]]))
    return None


def document(row: Row[Any]) -> dict[str, Any]:
    """A message as `inbox list --json` prints it."""
    name = people.name_of(row) if row.first_name is not None else None
    return {
        "id": row.id, "at": row.received_at, "channel": row.channel, "address": row.address, "name": name,
        "organization": row.organization, "text": row.body, "reason": row.asks_for, "state": row.state,
    }  # fmt: skip


@app.command()
def reply(message_id: Annotated[int, typer.Argument(metavar="ID")], text: str) -> None:
    """Answer a message as the association; what waited from that address is settled by it."""
    if not text.strip():
        fail("empty_text")
    found = settings()
    with database(found) as base:
        outcome = base.change(lambda db: _reply(db, message_id, text.strip(), found))
    if outcome != "replied":
        fail(outcome, id=message_id)
    tell("replied")


def _reply(db: Connection, message_id: int, text: str, found: Any) -> str:
    row, moment = inbox.get(db, message_id), now()
    if row is None:
        return "no_message"
    address = addresses.find_or_make(db, row.channel, row.address, moment)
    counted = parts.count(text).parts if row.channel == "sms" else 0
    # The same answer twice is a double click; another one is another answer.
    once, price = f"message:{row.id}", parts.price(counted, found.sms_price_per_part)
    answer = Answer(text, once, counted, price, row.organization_id, row.person_id)
    queued = inbox_answer.answer(db, address, answer, moment)
    if isinstance(queued, Refusal):
        return REFUSED[queued.why]
    inbox.settle(db, row.channel, row.address, moment)
    return "replied"
