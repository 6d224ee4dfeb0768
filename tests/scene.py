"""The scene of a transcript: who and what exists before the first word, and what stands written since then."""

from dataclasses import dataclass, field
from datetime import datetime

from storage.session import Database
from tests import world
from tests.transcript import FOLDER, Transcript, fields, times
from tests.world import Somebody, World, wall


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


def prepare(transcript: Transcript, database: Database, channel: str) -> Play:
    """The world as the header describes it."""
    now = wall(transcript.get("now"))
    name, quiet = transcript.get("organization", "Solidaritet Solna"), transcript.get("quiet", "20:00-09:00")
    play = Play(world.found(database, name, now, quiet), channel, now)
    for line in transcript.all("person"):
        _add_person(play, line)
    for line in transcript.all("shift"):
        _add_shift(play, line)
    for line in transcript.all("candidate"):
        who, *topics = fields(line)
        world.make_speaker(play.world, somebody(play, who), topics)
    for line in transcript.all("role"):
        who, role = fields(line)
        world.give_role(play.world, somebody(play, who), role)
    for line in transcript.all("desk"):
        world.set_desk(play.world, somebody(play, line))
    for line in transcript.all("on call"):
        world.set_on_call(play.world, somebody(play, line))
    for line in transcript.all("place"):
        who, number, *people_ = fields(line)
        world.give_place(play.world, somebody(play, who), shift_id(play, number), now, *map(int, people_))
    for line in transcript.all("survey"):
        world.load_survey(play.world, (FOLDER / line).read_text("utf-8"), now)
    for line in transcript.all("asked"):
        world.ask_survey(play.world, [somebody(play, who) for who in fields(line)], now)
    return play


def _add_person(play: Play, line: str) -> None:
    name, language, number, *options = fields(line)
    if "stranger" in options:
        play.world.people[name] = Somebody(0, name, number)
        return
    at = next((option.removeprefix("in ") for option in options if option.startswith("in ")), None)
    who = world.join(play.world, name, number, language, play.now, new="new" in options, at=at)
    if play.home == "telegram" or "chat" in options:
        world.tie_chat(play.world, who, play.now, new="new" in options)


def _add_shift(play: Play, line: str) -> None:
    activity, venue, when, places, *responsible = fields(line)
    minimum, maximum = map(int, places.split("-"))
    number = somebody(play, responsible[0]).number if responsible else None
    start, end = times(when)
    world.add_shift(
        play.world, activity, venue, start, end, play.now, minimum=minimum, maximum=maximum, responsible=number
    )


def somebody(play: Play, name: str) -> Somebody:
    return play.world.people[name] if name else next(iter(play.world.people.values()))


def shift_id(play: Play, number: str) -> int:
    return play.world.shifts[int(number) - 1]
