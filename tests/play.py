"""Whole conversations, read from a transcript and played against a real database, as SMS or as Telegram.

A transcript is a text file, and the documentation of what the bot says:

    # A sentence that says what happens here.
    now: 2026-11-25 12:00                     wall time in Stockholm, as all times here
    person: Karin Ek, sv, +46701740605        options: new (never written to), stranger, chat, in Solna
    shift: Valstuga, Centrum, 2026-11-28 11:00-14:00, 2-4, Ali
    on call: Ali                              is called when somebody may be in danger
    place: Karin, 1, 2                        Karin has the first shift, for two people
    survey: inventory.yaml                    from this folder
    asked: Karin                              the survey waits in her line
    on: sms                                   played on this channel only; without it on both
    end: Karin has: 1                         what must be true at the end, see FACTS
    wrong: why                                the bot does not do this yet: the text says what it should do

    > pass                                    the first person writes, or taps when that is what a button says
    < Lediga pass …                           what we say, exactly; a blank line begins another message
    Ali> vilka kommer                         somebody else, by first name
    > [telegram] 1                            the same person on another channel; see DEEDS for more in brackets
    @ +2h                                     time passes, and what is due happens; or @ 2026-11-27 18:00
    * move 1 to 2026-11-28 12:00-15:00        what organizers do, see ORDERS
    * broadcast yesno: Kan du på lördag?      is sent to everybody; nothing, me, yesno, shifts, survey: what it asks
    * broadcast nothing in Solna: Hej!        in the name of another organization

Playing a transcript gives its text back, with what was really said and what is really true: a test compares the two.
`python -m tests.play FILE…` writes that into the files; every changed line is then to be read as a person would.
"""

import difflib
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from bot import shift_changes
from bot.handle import handle
from bot.sandbox import incoming
from bot.turns import receive
from flows.text import CATALOGS
from storage import migrate, outbox
from storage.session import Database
from storage.tables import outbox as outbox_table
from tests import world
from tests.ticking import let_pass, tick
from tests.world import FACTS, HOUSE, WHOLE, Somebody, World, wall

FOLDER = Path(__file__).parent / "transcripts"
CHANNELS = ("sms", "telegram")

WRITES = re.compile(r"(\w*)> ?(.*)")
SAID = re.compile(r"\w*<( |$)")
BRACKETS = re.compile(r"\[([^\]]*)\] ?(.*)")
END = re.compile(r"end: (?:(\w+) )?(\w+):.*")
WHEN = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True)
class Transcript:
    """A transcript as it was written: its header lines, and the lines of what happens, without what we say."""

    header: tuple[str, ...]
    steps: tuple[str, ...]

    def all(self, name: str) -> list[str]:
        """The values of a header line that may stand there several times."""
        return [line.partition(":")[2].strip() for line in self.header if line.startswith(f"{name}:")]

    def get(self, name: str, default: str = "") -> str:
        return next(iter(self.all(name)), default)

    @property
    def channels(self) -> list[str]:
        """The channels on which it is to be played."""
        return self.get("on", " ".join(CHANNELS)).split()


@dataclass
class Play:
    """A performance under way. home: the channel that is used where the transcript names none."""

    world: World
    home: str
    now: datetime
    shown: set[int] = field(default_factory=set)  # ids of the outbox rows that have been written down
    written: list[str] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.world.database


def read(text: str) -> Transcript:
    """A transcript from its text."""
    header, _, rest = text.partition("\n\n")
    steps = [line for line in rest.splitlines() if line and not SAID.match(line)]
    return Transcript(tuple(header.splitlines()), tuple(steps))


def performed(text: str, database: Database, channel: str) -> str:
    """Play a transcript on a channel: its text, with what was said and what was true at the end."""
    transcript = read(text)
    play = prepare(transcript, database, channel)
    tick(play.world, play.now)
    _note_said(play)
    for line in transcript.steps:
        play.written.append(f"\n{line}" if _begins_part(line) else line)
        do(play, line)
        _note_said(play)
    header = [_with_truth(play, line) for line in transcript.header]
    return "\n".join([*header, "", *play.written]).replace("\n\n\n", "\n\n") + "\n"


def difference(written: str, played: str) -> str:
    """What differs, to be read by a person; empty when nothing does."""
    lines = difflib.unified_diff(written.splitlines(), played.splitlines(), "as written", "as played", lineterm="", n=6)
    return "\n".join(lines)


def _begins_part(line: str) -> bool:
    return line.startswith(("@", "*", "#"))


# What exists before the first word


def prepare(transcript: Transcript, database: Database, channel: str) -> Play:
    """The world as the header describes it."""
    now = wall(transcript.get("now"))
    name, quiet = transcript.get("organization", "Solidaritet Solna"), transcript.get("quiet", "20:00-09:00")
    play = Play(world.found(database, name, now, quiet), channel, now)
    for line in transcript.all("person"):
        _add_person(play, line)
    for line in transcript.all("shift"):
        _add_shift(play, line)
    for line in transcript.all("on call"):
        world.set_on_call(play.world, _who(play, line))
    for line in transcript.all("place"):
        who, number, *people_ = _fields(line)
        world.give_place(play.world, _who(play, who), _shift_id(play, number), now, *map(int, people_))
    for line in transcript.all("survey"):
        world.load_survey(play.world, (FOLDER / line).read_text("utf-8"), now)
    for line in transcript.all("asked"):
        world.ask_survey(play.world, [_who(play, who) for who in _fields(line)], now)
    return play


def _add_person(play: Play, line: str) -> None:
    name, language, number, *options = _fields(line)
    if "stranger" in options:
        play.world.people[name] = Somebody(0, name, number)
        return
    at = next((option.removeprefix("in ") for option in options if option.startswith("in ")), None)
    who = world.join(play.world, name, number, language, play.now, new="new" in options, at=at)
    if play.home == "telegram" or "chat" in options:
        world.tie_chat(play.world, who, play.now, new="new" in options)


def _add_shift(play: Play, line: str) -> None:
    activity, venue, when, places, *responsible = _fields(line)
    minimum, maximum = map(int, places.split("-"))
    number = _who(play, responsible[0]).number if responsible else None
    start, end = _times(when)
    world.add_shift(
        play.world, activity, venue, start, end, play.now, minimum=minimum, maximum=maximum, responsible=number
    )


def _fields(line: str) -> list[str]:
    return [part.strip() for part in line.split(",")]


def _times(text: str) -> tuple[datetime, datetime]:
    """`2026-11-28 11:00-14:00` as two wall times."""
    match = WHEN.fullmatch(text)
    assert match, f"no times: {text}"
    start, end = (datetime.fromisoformat(f"{match[1]} {clock}") for clock in (match[2], match[3]))
    return start, end


def _who(play: Play, name: str) -> Somebody:
    return play.world.people[name] if name else next(iter(play.world.people.values()))


def _shift_id(play: Play, number: str) -> int:
    return play.world.shifts[int(number) - 1]


# What happens


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
        _write(play, _who(play, match[1]), match[2])
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
    "contact_of": lambda play, who, value: ("contact", "", {"phone": _who(play, value).number, "own": False}),
    "code": lambda play, who, value: ("text", _last_code(play), {}),
    "link": lambda play, who, value: ("start", "/start", {"token": _last_token(play)}),
    "tap": lambda play, who, value: ("tap", "", {"value": _old_button(play, who, *value.split(" below "))}),
}


def _come(play: Play, who: Somebody, channel: str, kind: Any, body: str, data: dict[str, object]) -> None:
    """A message comes in, and its turn is run, each in a transaction of its own, as the web process does it."""
    message, address = incoming(channel, who.address(channel), body, kind, **data), who.address(channel)
    assert play.database.change(lambda db: receive(db, message, play.now)) is not None
    assert play.database.change(lambda db: handle(db, channel, address, play.now, HOUSE))


def _button(play: Play, who: Somebody, text: str) -> str | None:
    """The value of the button on the last message in the chat that shows exactly this number or word."""
    sent = _sent_to(play, who.chat)
    return next((value for shown, value in _buttons(sent[-1]) if shown == text.casefold()), None) if sent else None


def _buttons(row: Row[Any]) -> list[tuple[str, str]]:
    """What one would text instead of tapping each button: its number, or ja and nej."""
    numbers = [(label, str(value), str(value).rpartition(".")[2]) for label, value in row.buttons or ()]
    return [(number if number.isdigit() else label.casefold(), value) for label, value, number in numbers]


def _old_button(play: Play, who: Somebody, shown: str, words: str) -> str:
    """The value of a button on the latest message in the chat that holds these words."""
    row = [row for row in _sent_to(play, who.chat) if words in row.body][-1]
    return dict(_buttons(row))[shown.casefold()]


def _sent_to(play: Play, chat: str) -> list[Row[Any]]:
    return play.database.read(lambda db: outbox.reached(db, "telegram", chat, 0))


def _last_token(play: Play) -> str:
    """The token of the link that we sent last."""
    holds_link = outbox_table.c.body.contains("?start=")
    wanted = select(outbox_table.c.body).where(holds_link).order_by(outbox_table.c.id.desc()).limit(1)
    body = play.database.read(lambda db: db.execute(wanted).scalar_one())
    return str(re.findall(r"start=([\w-]+)", body)[0])


def _last_code(play: Play) -> str:
    """The code that we sent last."""
    wanted = select(outbox_table.c.body).where(outbox_table.c.flow == "rights").order_by(outbox_table.c.id.desc())
    body = play.database.read(lambda db: db.execute(wanted.limit(1)).scalar_one())
    return str(re.findall(r"\d{4}", body)[0])


def _order(play: Play, line: str) -> None:
    verb, _, rest = line.partition(" ")
    ORDERS[verb](play, rest)


def _move(play: Play, rest: str) -> None:
    number, _, when = rest.partition(" to ")
    moved = play.database.change(
        lambda db: shift_changes.move(db, HOUSE, _shift_id(play, number), _times(when), play.now)
    )
    assert isinstance(moved, int), moved


def _call_off(play: Play, number: str) -> None:
    told = play.database.change(lambda db: shift_changes.call_off(db, HOUSE, _shift_id(play, number), play.now))
    assert isinstance(told, int), told


def _ask(play: Play, names: str) -> None:
    world.ask_survey(play.world, [_who(play, name) for name in _fields(names)], play.now)


def _ask_again(play: Play, line: str) -> None:
    """`again Karin, 30d`: whoever was asked that long ago, or longer."""
    *names, ago = _fields(line)
    world.ask_survey(play.world, [_who(play, name) for name in names], play.now, play.now - _duration(ago))


def _broadcast(play: Play, line: str) -> None:
    """`broadcast yesno: TEXT`, or `broadcast yesno in Solna: TEXT`."""
    how, _, text = line.partition(": ")
    asks, _, name = how.partition(" in ")
    world.send_broadcast(play.world, asks, text, play.now, name)


ORDERS: dict[str, Callable[[Play, str], None]] = {
    "move": _move, "cancel": _call_off, "ask": _ask, "again": _ask_again, "broadcast": _broadcast,
}  # fmt: skip


# Time


def _let_pass(play: Play, text: str) -> None:
    until = play.now + _duration(text) if text.startswith("+") else wall(text)
    until = until.astimezone(UTC)
    assert until > play.now, f"time goes forward: {text}"
    let_pass(play.world, play.now, until)
    play.now = until


def _duration(text: str) -> timedelta:
    units = {"d": "days", "h": "hours", "m": "minutes"}
    return timedelta(**{units[unit]: int(count) for count, unit in re.findall(r"(\d+)([dhm])", text)})


# What was said


def _note_said(play: Play) -> None:
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
    return "" if _who(play, "").address(channel) == address else names[0]


def _as_text(row: Row[Any]) -> str:
    """A message as it would stand in an SMS: buttons as numbered lines, or as the words to answer with."""
    body = re.sub(r"start=[\w-]+", "start=...", row.body)
    body = re.sub(r"(koden|code) \d{4}", r"\1 ....", body)
    labels = [label for label, _ in row.buttons or ()]
    for catalog in CATALOGS.values():
        if labels == [catalog["yes"], catalog["no"]]:
            return f"{body} {catalog['yes_or_no']}"
    if labels and all(label in body for label in labels):  # named in the words already
        return body
    lines = [(shown, label) for (shown, _), label in zip(_buttons(row), labels, strict=True)]
    return "\n".join([body, *(f"{n} {label}" if n.isdigit() else f"[{label}]" for n, label in lines)])


# What is true at the end


def _with_truth(play: Play, line: str) -> str:
    match = END.fullmatch(line)
    if not match:
        return line
    name, fact = match.groups()
    true = FACTS[fact](play.world, _who(play, name)) if name else WHOLE[fact](play.world)
    return f"end: {name} {fact}: {true}" if name else f"end: {fact}: {true}"


def rewrite(file: Path) -> bool:
    """Write into a transcript what is really said; True when that changed it. What is `wrong` stays as it should be."""
    text = file.read_text("utf-8")
    if read(text).get("wrong"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/play.db", "a key for tests")
        migrate.migrate(database.engine)
        try:
            played = performed(text, database, read(text).channels[0])
        finally:
            database.close()
    file.write_text(played, "utf-8")
    return played != text


def main(files: Sequence[str]) -> None:
    """Rewrite these transcripts, or all of them."""
    for file in map(Path, files) if files else sorted(FOLDER.glob("*.txt")):
        sys.stdout.write(f"{'changed' if rewrite(file) else 'same   '} {file.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
