"""What happens in a transcript, line by line: people write and tap, organizers act, and time passes."""

import re
from collections.abc import Callable
from datetime import UTC
from typing import Any

from bot import shift_changes
from bot.handle import handle
from bot.sandbox import incoming
from bot.turns import receive
from tests import world
from tests.said import buttons, last_code, last_token, sent_to
from tests.scene import Play, shift_id, somebody
from tests.ticking import let_pass, tick
from tests.transcript import CHANNELS, duration, fields, times
from tests.world import HOUSE, Somebody, wall

WRITES = re.compile(r"(\w*)> ?(.*)")
BRACKETS = re.compile(r"\[([^\]]*)\] ?(.*)")


def do(play: Play, line: str) -> None:
    """One line of what happens."""
    if line.startswith("#"):
        return
    if line.startswith("@"):
        _let_pass(play, line[1:].strip())
    elif line.startswith("*"):
        _order(play, line[1:].strip())
    else:
        match = WRITES.fullmatch(line)
        assert match, f"what is this? {line}"
        _write(play, somebody(play, match[1]), match[2])
    tick(play.world, play.now)


def _write(play: Play, who: Somebody, text: str) -> None:
    """Somebody writes, taps, or does one of DEEDS."""
    bracket = BRACKETS.fullmatch(text)
    channel = play.home
    if bracket and bracket[1] in CHANNELS:
        channel, text = bracket[1], bracket[2]
        bracket = BRACKETS.fullmatch(text)
    if bracket:
        name, _, value = bracket[1].partition(" ")
        return _come(play, who, channel, *DEEDS[name](play, who, value))
    if channel == "telegram" and text == "/start":  # what the button sends that opens a bot
        return _come(play, who, channel, "start", text, {"token": ""})
    tapped = _button(play, who, text) if channel == "telegram" else None
    if tapped:
        return _come(play, who, channel, "tap", "", {"value": tapped})
    return _come(play, who, channel, "text", text, {})


Deed = tuple[str, str, dict[str, object]]  # kind, body and data of what comes in

DEEDS: dict[str, Callable[[Play, Somebody, str], Deed]] = {
    "picture": lambda play, who, value: ("media", "", {}),
    "nothing": lambda play, who, value: ("text", "", {}),
    "python": lambda play, who, value: ("text", str(eval(value)), {}),
    "contact": lambda play, who, value: ("contact", "", {"phone": who.number, "own": True}),
    "contact_of": lambda play, who, value: ("contact", "", {"phone": somebody(play, value).number, "own": False}),
    "code": lambda play, who, value: ("text", last_code(play), {}),
    "link": lambda play, who, value: ("start", "/start", {"token": last_token(play)}),
    "tap": lambda play, who, value: ("tap", "", {"value": _old_button(play, who, *value.split(" below "))}),
}


def _come(play: Play, who: Somebody, channel: str, kind: Any, body: str, data: dict[str, object]) -> None:
    """A message comes in, and its turn is run, each in a transaction of its own, as the web process does it."""
    message, address = incoming(channel, who.address(channel), body, kind, **data), who.address(channel)
    assert play.database.change(lambda db: receive(db, message, play.now)) is not None
    assert play.database.change(lambda db: handle(db, channel, address, play.now, HOUSE))


def _button(play: Play, who: Somebody, text: str) -> str | None:
    """The value of the button on the last message in the chat that shows exactly this number or word."""
    sent = sent_to(play, who.chat)
    return next((value for shown, value in buttons(sent[-1]) if shown == text.casefold()), None) if sent else None


def _old_button(play: Play, who: Somebody, shown: str, words: str) -> str:
    """The value of a button on the latest message in the chat that holds these words."""
    row = [row for row in sent_to(play, who.chat) if words in row.body][-1]
    return dict(buttons(row))[shown.casefold()]


def _order(play: Play, line: str) -> None:
    verb, _, rest = line.partition(" ")
    ORDERS[verb](play, rest)


def _move(play: Play, rest: str) -> None:
    number, _, when = rest.partition(" to ")
    moved = play.database.change(
        lambda db: shift_changes.move(db, HOUSE, shift_id(play, number), times(when), play.now)
    )
    assert isinstance(moved, int), moved


def _call_off(play: Play, number: str) -> None:
    told = play.database.change(lambda db: shift_changes.call_off(db, HOUSE, shift_id(play, number), play.now))
    assert isinstance(told, int), told


def _ask(play: Play, names: str) -> None:
    world.ask_survey(play.world, [somebody(play, name) for name in fields(names)], play.now)


def _ask_again(play: Play, line: str) -> None:
    """`again Karin, 30d`: whoever was asked that long ago, or longer."""
    *names, ago = fields(line)
    world.ask_survey(play.world, [somebody(play, name) for name in names], play.now, play.now - duration(ago))


def _broadcast(play: Play, line: str) -> None:
    """`broadcast yesno: TEXT`, or `broadcast yesno in Solna: TEXT`."""
    how, _, text = line.partition(": ")
    asks, _, name = how.partition(" in ")
    world.send_broadcast(play.world, asks, text, play.now, name)


def _book(play: Play, line: str) -> None:
    """`book torgmöte, Kista, 2026-11-28 13:00-14:00, Amina, Lisa, a note`."""
    title, venue, when, whom, host, *note = fields(line)
    world.ask_speaker(play.world, title, venue, times(when), whom, somebody(play, host), play.now, ", ".join(note))


ORDERS: dict[str, Callable[[Play, str], None]] = {
    "move": _move, "cancel": _call_off, "ask": _ask, "again": _ask_again, "broadcast": _broadcast,
    "book": _book,
}  # fmt: skip


def _let_pass(play: Play, text: str) -> None:
    until = play.now + duration(text) if text.startswith("+") else wall(text)
    until = until.astimezone(UTC)
    assert until > play.now, f"time goes forward: {text}"
    let_pass(play.world, play.now, until)
    play.now = until
