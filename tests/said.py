"""What was said in a performance: written down as a person reads it, and found again by whoever answers it."""

import re
from typing import Any

from sqlalchemy import Connection, Row, select

from flows.text import CATALOGS
from storage import outbox
from storage.tables import outbox as outbox_table
from tests.scene import Play, somebody


def note_said(play: Play) -> None:
    """Write down what has been sent since we looked last."""
    rows = [row for row in play.database.read(_all_sent) if row.id not in play.shown]
    play.shown |= {row.id for row in rows}
    play.written += "\n\n".join(_block(play, row) for row in rows).split("\n") if rows else []


def _all_sent(db: Connection) -> list[Row[Any]]:
    taken = outbox_table.c.state.in_(tuple(outbox.RANK))
    return list(db.execute(select(outbox_table).where(taken).order_by(outbox_table.c.accepted_at, outbox_table.c.id)))


def _block(play: Play, row: Row[Any]) -> str:
    mark = "" if row.channel == play.home else f"[{row.channel}] "
    name = _name_at(play, row.channel, row.address)
    return "\n".join(f"{name}< {line}".rstrip() for line in (mark + _as_text(row)).split("\n"))


def _name_at(play: Play, channel: str, address: str) -> str:
    """Whose an address is; empty for the first person, as when they write."""
    names = [name for name, who in play.world.people.items() if who.address(channel) == address]
    return "" if somebody(play, "").address(channel) == address else names[0]


def _as_text(row: Row[Any]) -> str:
    """A message as it would stand in an SMS: buttons as numbered lines, or as the words to answer with."""
    body = re.sub(r"start=[\w-]+", "start=...", row.body)
    body = re.sub(r"/calendar/[\w-]+", "/calendar/...", body)
    body = re.sub(r"(koden|code) \d{4}", r"\1 ....", body)
    labels = [label for label, _ in row.buttons or ()]
    for catalog in CATALOGS.values():
        if labels == [catalog["yes"], catalog["no"]]:
            if str(row.buttons[0][1]).startswith("b"):  # a request says how to answer in its own words
                return body
            return f"{body} {catalog['yes_or_no']}"
    if labels and all(label in body for label in labels):  # named in the words already
        return body
    lines = [(shown, label) for (shown, _), label in zip(buttons(row), labels, strict=True)]
    return "\n".join([body, *(f"{n} {label}" if n.isdigit() else f"[{label}]" for n, label in lines)])


def buttons(row: Row[Any]) -> list[tuple[str, str]]:
    """What one would text instead of tapping each button: its number, or ja and nej."""
    numbers = [(label, str(value), str(value).rpartition(".")[2]) for label, value in row.buttons or ()]
    return [(number if number.isdigit() else label.casefold(), value) for label, value, number in numbers]


def sent_to(play: Play, chat: str) -> list[Row[Any]]:
    return play.database.read(lambda db: outbox.reached(db, "telegram", chat, 0))


def last_token(play: Play) -> str:
    """The token of the link that we sent last."""
    holds_link = outbox_table.c.body.contains("?start=")
    wanted = select(outbox_table.c.body).where(holds_link).order_by(outbox_table.c.id.desc()).limit(1)
    body = play.database.read(lambda db: db.execute(wanted).scalar_one())
    return str(re.findall(r"start=([\w-]+)", body)[0])


def last_code(play: Play) -> str:
    """The code that we sent last."""
    wanted = select(outbox_table.c.body).where(outbox_table.c.flow == "rights").order_by(outbox_table.c.id.desc())
    body = play.database.read(lambda db: db.execute(wanted.limit(1)).scalar_one())
    return str(re.findall(r"\d{4}", body)[0])
