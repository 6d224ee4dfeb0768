"""Associations that ask for speakers, and candidates who answer as people do: late, twice, wrongly, or never.

Everybody acts on the texts that reached them and on nothing else; what they say follows from a seed and that text.
"""

import asyncio
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import Connection, Select, func, insert, select, update

from bot.standins.journal import Entry
from storage import addresses, booking_placing, organizations
from storage.booking_record import Times, Wanted
from storage.bookings import OPEN_STATES, WORDS
from storage.importing.names import folded_name
from storage.tables import booking, booking_event, inbox, outbox, person, person_role, person_tag, timer
from tests.roads.association import NO_QUIET
from tests.roads.road import GOING, Road

VENUES = ("Hallonbergen", "Rissne", "Duvbo", "Ursvik", "Storskogen")
HALF_HOURS = [9 + half / 2 for half in range(22)]  # o'clock, until half past seven in the evening
TOPICS = ("bostad", "skola")
PHASES = ("booking_half", "booking_last", "booking_deadline", "booking_desk")
TWICE = "twice: "
PATIENCE = 60  # seconds until whoever has nothing to wait for gives up


def midday() -> str:
    """A zone where it is about noon now: notices go by day, and the day is anywhere."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


@dataclass(frozen=True)
class Host:
    """Who asks in the name of an association. known: they stand in its list."""

    number: str
    organization_id: int
    organization: str
    known: bool = True


@dataclass(frozen=True)
class Candidate:
    id: int
    number: str
    name: str


@dataclass
class Party:
    """Everybody, and the processes that they write to. words: by number and title, what a request is called."""

    road: Road
    urls: Sequence[str]
    zone: str
    seed: int
    hosts: list[Host] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    mood: dict[tuple[str, str], str] = field(default_factory=dict)
    seen: int = 0

    def chance(self, *about: object) -> random.Random:
        """Luck that depends on the seed and on nothing that two runs do not share."""
        return random.Random(f"{self.seed} {about}")

    # The cast

    def gather(self, associations: int, candidates: int) -> "Party":
        """Found the associations, each with a host, a fifth of whom no list holds, and enlist the candidates."""
        for n in range(associations):
            self.hosts.append(self.road.database.change(partial(self._found, f"Solidaritet {n}", known=n % 5 != 4)))
        for n in range(candidates):
            name = f"Talare {chr(65 + n)}"
            self.candidates.append(self.road.database.change(partial(self._enlist, name, TOPICS[n % 2])))
        return self

    def _found(self, name: str, db: Connection, *, known: bool) -> Host:
        now = datetime.now(UTC)
        made = organizations.add(db, name, self.road.organization_id, self.zone, NO_QUIET, now) or 0
        number = self.road.stranger()
        if known:
            self._join(db, made, number, "Värd", name)
        addresses.introduced(db, addresses.find_or_make(db, "sms", number, now).id, now)
        return Host(number, made, name, known)

    def _enlist(self, name: str, topic: str, db: Connection) -> Candidate:
        number = self.road.stranger()
        first, last = name.split()
        person_id = self._join(db, self.road.organization_id, number, first, last)
        db.execute(insert(person_role).values(person_id=person_id, role="candidate"))
        db.execute(insert(person_tag).values(person_id=person_id, tag=topic))
        return Candidate(person_id, number, name)

    def _join(self, db: Connection, organization_id: int, number: str, first: str, last: str) -> int:
        now = datetime.now(UTC)
        values = {
            "organization_id": organization_id, "first_name": first, "last_name": last, "language": "sv",
            "folded_name": folded_name(first, last), "relation": "member", "basis": "member",
            "basis_source": "test", "basis_at": now, "created_at": now, "updated_at": now,
        }  # fmt: skip
        person_id = int(db.execute(insert(person).values(values).returning(person.c.id)).scalar_one())
        address = addresses.find_or_make(db, "sms", number, now)
        addresses.introduced(db, address.id, now)
        addresses.tie(db, person_id, address.id)
        return person_id

    # What is asked for

    def wishes(self, count: int, days: int) -> list[Wanted]:
        """So many requests, crowded into a few days; one in eight for anyone who knows a topic."""
        return [self._wish(n, days) for n in range(count)]

    def _wish(self, n: int, days: int) -> Wanted:
        chance = self.chance("wish", n)
        host, whom = chance.choice(self.hosts), chance.choice(self.candidates)
        day = (datetime.now(ZoneInfo(self.zone)) + timedelta(days=14 + chance.randrange(days))).replace(tzinfo=None)
        start = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=chance.choice(HALF_HOURS))
        end = start + timedelta(minutes=chance.choice((30, 60, 90)))
        moments = (each.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC) for each in (start, end))
        topic = chance.choice(TOPICS) if n % 8 == 7 else None
        host_id = self.road.database.read(lambda db: addresses.find(db, "sms", host.number)).id  # type: ignore[union-attr]
        times = Times(start, end, self.zone, *moments)
        wished = None if topic else whom.id
        return Wanted(host.organization_id, f"möte {n}", chance.choice(VENUES), times, host_id, wished, topic)

    async def place(self, wanted: Wanted) -> int:
        """A request, put in its queue from a thread of its own."""
        now = datetime.now(UTC)
        return await asyncio.to_thread(
            self.road.database.change, lambda db: booking_placing.place(db, wanted, now, by="organizer:1")
        )

    # What is said

    async def text(self, number: str, body: str, **overrides: str) -> None:
        """A text to any of the processes; to another one where nobody answers."""
        chance = self.chance(number, body, self.seen)
        for url in chance.sample(list(self.urls), len(self.urls)) * 3:
            try:
                if await replace(self.road, url=url).text(number, body, **overrides) == 204:
                    return
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.1)
        raise AssertionError("nobody took the text")

    async def twice(self, number: str, body: str) -> None:
        """The same webhook at two processes at once, and then the same words again."""
        sid = f"SM{self.chance(number, body).randrange(16**32):032x}"
        await asyncio.gather(*(self.text(number, body, MessageSid=sid) for _ in range(2)))
        await self.text(number, body)

    def news(self) -> dict[str, list[Entry]]:
        """What reached each number since they last looked."""
        entries = self.road.twilio.journal.accepted()
        fresh, self.seen = entries[self.seen :], len(entries)
        return {number: [each for each in fresh if each.to == number] for number in {each.to for each in fresh}}

    async def answer(self, during: Callable[[], object] = lambda: None) -> int:
        """Everybody reads what is new and says what they want to; how many said something."""
        told = self.news()
        talks = [self._says(number, [entry.body for entry in came]) for number, came in told.items()]
        done = asyncio.gather(*talks)
        await asyncio.to_thread(during)
        return sum(await done)

    async def _says(self, number: str, bodies: Sequence[str]) -> int:
        """One person answers in the order in which it came; True when they said anything at all."""
        speaks = candidate_says if any(each.number == number for each in self.candidates) else host_says
        replies = [reply for body in bodies for reply in speaks(self, number, body)]
        for reply in replies:
            again, words = reply.startswith(TWICE), reply.removeprefix(TWICE)
            await (self.twice(number, words) if again else self.text(number, words))
        return bool(replies)

    # Time

    async def talked_out(self) -> None:
        """Go on until nobody has anything to say to what they were told."""
        await self.still()
        while await self.answer():
            await self.still()

    async def still(self) -> None:
        """Wait until all turns, timers, notices and sends are done."""
        async with asyncio.timeout(PATIENCE):
            while self.road.database.read(lambda db: db.execute(_left()).scalar_one()):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await self.road.twilio.settled()

    def bring_forward(self, kind: str) -> int:
        """The clocks of a kind ring now; how many do."""
        mine = update(timer).where(timer.c.state == "waiting", timer.c.kind == kind)
        return self.road.database.change(lambda db: db.execute(mine.values(due_at=datetime.now(UTC))).rowcount)

    def open(self) -> int:
        """How many requests nobody has settled."""
        wanted = select(func.count()).select_from(booking).where(booking.c.state.in_(OPEN_STATES))
        return self.road.database.read(lambda db: db.execute(wanted).scalar_one())

    async def run_out(self, kinds: Sequence[str] = PHASES) -> None:
        """Let all the time to answer pass, again and again, until nothing is open."""
        for kind in [*kinds] * 12:
            if self.open() and self.bring_forward(kind):
                await self.talked_out()
        assert not self.open()

    async def hold_meetings(self) -> None:
        """Half of what was agreed has been by now, and its last clock rings."""
        self.road.database.change(self._move_to_the_past)
        self.bring_forward("booking_over")
        await self.talked_out()

    def _move_to_the_past(self, db: Connection) -> None:
        rows = list(db.execute(select(booking).where(booking.c.state == "accepted", booking.c.id % 2 == 0)))
        for row in rows:
            names = ("wall_start", "wall_end", "starts_at", "ends_at")
            then = {name: getattr(row, name) - timedelta(days=60) for name in names}
            db.execute(update(booking).where(booking.c.id == row.id).values(then))


def _left() -> Select[tuple[int]]:
    """How much is left to do of texts, clocks, notices and sends, in one look: none slips from one to the next."""
    due = (timer.c.state == "waiting") & (timer.c.due_at <= datetime.now(UTC))
    undone = [
        inbox.c.state == "new", due, booking_event.c.told_at.is_(None), outbox.c.state.in_(GOING)
    ]  # fmt: skip
    counts = [select(func.count()).where(each).scalar_subquery() for each in undone]
    return select(sum(counts[1:], counts[0]))


# How candidates answer


REQUEST = re.compile(r"(?:Bokningsförfrågan|Ny tid,) (\w+) \(svar [^)]*\): (möte \d+),")
REMINDED = re.compile(r"(?:väntar på svar om|Snart går tiden ut för) (möte \d+), .*?\((\w+)\)")
WHICH = re.compile(r"^(\d+) (\w+): (möte \d+),", re.MULTILINE)
EXPIRED = re.compile(r"Frågan om (möte \d+), .* är avslutad utan svar")
SURE = re.compile(r"Ska jag avboka (möte \d+),")
CONFIRMED = re.compile(r"Klart: (möte \d+),")
MOODS = {
    "ja {word}": 26, "Ja gärna! {word}": 6, "ja": 10, "nej {word}": 14, "nej": 4, "{word} {clock}?": 8,
    "{word} går {clock} i stället": 6, "{word} måste kolla, återkommer ikväll": 8, "twice: ja {word}": 8,
    "ja {other}": 5, "asdf qwerty zxcv": 4, "late": 8, "": 6,
}  # fmt: skip


def candidate_says(party: Party, number: str, body: str) -> list[str]:
    """What a candidate writes back to a text."""
    chance = party.chance(number, body)
    if match := REQUEST.search(body):
        return _to_request(party, number, match[1], match[2], chance)
    if found := WHICH.findall(body):
        return [_chosen(party, number, found)] if chance.random() < 0.9 else []
    if (match := REMINDED.search(body)) and "kolla" in party.mood.get((number, match[1]), ""):
        return [f"{chance.choice(('ja', 'ja', 'nej'))} {match[2]}"]
    if (match := EXPIRED.search(body)) and party.mood.get((number, match[1])) == "late":
        return [f"ja {party.words[number, match[1]]}"]
    if SURE.search(body):
        return ["ja"]
    if (match := CONFIRMED.search(body)) and (number, match[1]) in party.words:
        return _after_all(party.words[number, match[1]], party.chance(number, match[1]))
    return []


def _to_request(party: Party, number: str, word: str, title: str, chance: random.Random) -> list[str]:
    mood = chance.choices([*MOODS], [*MOODS.values()])[0]
    party.words[number, title], party.mood[number, title] = word, mood
    values = {"word": word, "clock": f"{chance.randrange(9, 20)}.30", "other": chance.choice(WORDS)}
    return [mood.format(**values)] if mood not in ("", "late") else []


def _chosen(party: Party, number: str, shown: Sequence[tuple[str, str, str]]) -> str:
    """The number of a request that was answered without its word."""
    meant = [n for n, _, title in shown if party.mood.get((number, title)) in ("ja", "nej")]
    return meant[0] if meant else shown[0][0]


def _after_all(word: str, chance: random.Random) -> list[str]:
    """Some fall ill, and some would rather come at another time."""
    luck = chance.random()
    return [f"avboka {word}"] if luck < 0.06 else [f"{word} kan vi ta 18.30 i stället?"] if luck < 0.12 else []


# How hosts answer


PROPOSED = re.compile(r"Svara JA (\w+) eller NEJ \1")
INSTEAD = re.compile(r"Lediga då: (.*)\. Svara (\w+) och en siffra")
NAMED = re.compile(r"tillfrågad: (möte \d+), .*\((\w+)\)")
COMES = re.compile(r"Klart: .* kommer\. (möte \d+),")


def host_says(party: Party, number: str, body: str) -> list[str]:
    """What a host writes back to a text."""
    chance = party.chance(number, body)
    if match := NAMED.search(body):
        party.words[number, match[1]] = match[2]
    if match := PROPOSED.search(body):
        return _one_of(chance, {f"JA {match[1]}": 6, f"NEJ {match[1]}": 3, "ja": 1, "": 2})
    if match := INSTEAD.search(body):
        second = f"{match[2]} 2" if " 2 " in match[1] else ""
        return _one_of(chance, {f"{match[2].lower()} 1": 4, second: 2, "": 6})
    if SURE.search(body):
        return ["ja"]
    if found := WHICH.findall(body):
        return [found[0][0]]
    if (match := COMES.search(body)) and (number, match[1]) in party.words:
        return _one_of(party.chance(number, match[1]), {f"avboka {party.words[number, match[1]]}": 1, "": 15})
    return []


def _one_of(chance: random.Random, weights: dict[str, int]) -> list[str]:
    said = chance.choices([*weights], [*weights.values()])[0]
    return [said] if said else []
