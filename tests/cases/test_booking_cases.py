"""Speakers booked by text: never twice, never by guess, never without an answer (A08, D46, D51, D55, E54-E56)."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Row, select, update

from storage import addresses, booking_moves, bookings, organizations
from storage.booking_record import Times, Wanted
from storage.tables import answer, booking_event, timer
from tests.cases.office import SOLNA, Office
from tests.roads.association import ask_survey
from tests.roads.bookers import Candidate, Host, Party, midday
from tests.roads.booking_judge import check_time
from tests.roads.road import Road, until

OTHER_TIMES = itertools.count(20)  # days ahead: each story has a day of its own
SECOND_IN_LINE = "andra i kön"


@dataclass
class Cast:
    """The party and its people, of whom each story takes some that no other has had."""

    party: Party
    people: Iterator[Candidate] = field(default_factory=lambda: iter(()))

    @property
    def road(self) -> Road:
        return self.party.road

    @property
    def hosts(self) -> list[Host]:
        return self.party.hosts

    def candidate(self) -> Candidate:
        """Somebody who has not been asked for anything yet."""
        return next(self.people)

    def wanted(
        self, host: Host, whom: Candidate | None, title: str, at: str, day: int, venue: str = "Rissne", topic: str = ""
    ) -> Wanted:
        """A request for `13:00-14:00` so many days from now."""
        zone = ZoneInfo(self.party.zone)
        date = (datetime.now(zone) + timedelta(days=day)).date()
        start, end = (datetime.fromisoformat(f"{date}T{clock}") for clock in at.split("-"))
        moments = (each.replace(tzinfo=zone).astimezone(UTC) for each in (start, end))
        host_id = self.road.database.read(lambda db: addresses.find(db, "sms", host.number)).id  # type: ignore[union-attr]
        times = Times(start, end, zone.key, *moments)
        wished = whom.id if whom is not None else None
        return Wanted(host.organization_id, title, venue, times, host_id, wished, topic or None)

    async def ask(self, host: Host, whom: Candidate | None, title: str, at: str, day: int, **more: str) -> int:
        """A request, and all that it causes; its id."""
        booking_id = await self.party.place(self.wanted(host, whom, title, at, day, **more))
        await self.party.still()
        return booking_id

    async def says(self, number: str, body: str) -> str:
        """What somebody is answered, or was told last."""
        await self.road.text(number, body)
        await self.party.still()
        return self.road.sent(number)[-1]

    async def rings(self, booking_id: int, *kinds: str) -> None:
        """Clocks of a booking ring, one after the other."""
        for kind in kinds:
            mine = update(timer).where(timer.c.booking_id == booking_id, timer.c.kind == kind)
            now = datetime.now(UTC)
            self.road.database.change(lambda db, mine=mine, now=now: db.execute(mine.values(due_at=now)))  # type: ignore[misc]
            await self.party.still()

    def row(self, booking_id: int) -> Row[Any]:
        found = self.road.database.read(lambda db: bookings.get(db, booking_id))
        assert found is not None
        return found

    def states(self, *booking_ids: int) -> list[str]:
        return [self.row(each).state for each in booking_ids]

    def told(self, number: str, words: str) -> int:
        """How often somebody was told something."""
        return sum(words in body for body in self.road.sent(number))

    def kinds(self, booking_id: int) -> list[str]:
        wanted = select(booking_event.c.kind).where(booking_event.c.booking_id == booking_id)
        return list(self.road.database.read(lambda db: db.execute(wanted.order_by(booking_event.c.id)).scalars().all()))


def set_desk(cast: Cast, number: str) -> None:
    """Somebody settles what nobody has answered."""

    def put(db: Connection) -> None:
        place = addresses.find_or_make(db, "sms", number, datetime.now(UTC))
        organizations.change(db, cast.road.organization_id, desk_id=place.id)

    cast.road.database.change(put)


def answers(cast: Cast, who: Candidate) -> list[Row[Any]]:
    """What somebody has answered in surveys."""
    wanted = select(answer).where(answer.c.person_id == who.id)
    return cast.road.database.read(lambda db: list(db.execute(wanted)))


@pytest.fixture(scope="module")
def _cast(_office: Office) -> Cast:
    road = _office.road
    party = Party(road, [road.url], midday(), seed=1).gather(associations=3, candidates=26)
    return Cast(party, iter(party.candidates))


@pytest.fixture
def cast(office: Office, _cast: Cast) -> Cast:
    return _cast


@pytest.fixture
def day() -> int:
    return next(OTHER_TIMES)


# E54


async def test_e54_two_branches_at_once_and_one_of_them_has_the_speaker(cast: Cast, day: int) -> None:
    (one, other, _), who = cast.hosts, cast.candidate()
    wishes = [
        cast.wanted(one, who, "torgmöte", "13:00-14:00", day), cast.wanted(other, who, "debatt", "13:30-15:00", day)
    ]  # fmt: skip
    ids = await asyncio.gather(*(cast.party.place(each) for each in wishes))
    await cast.party.still()
    assert sorted(cast.states(*ids)) == ["asked", "queued"]
    first = next(each for each in ids if cast.states(each) == ["asked"])
    await cast.says(who.number, f"ja {cast.row(first).word}")
    assert sorted(cast.states(*ids)) == ["accepted", "declined"]
    winner, loser = (one, other) if first == ids[0] else (other, one)
    assert (cast.told(winner.number, f"Klart: {who.name} kommer."), cast.told(winner.number, "upptagen")) == (1, 0)
    (refusal,) = [body for body in cast.road.sent(loser.number) if "är upptagen då" in body]
    assert "Lediga då: 1 " in refusal
    check_time(cast.road)


@pytest.mark.parametrize(
    ("venue", "outcome"), [("Ursvik", "queued"), ("Rissne", "asked")], ids=["elsewhere", "at the same place"]
)
async def test_e54_the_way_to_another_venue_counts(cast: Cast, day: int, venue: str, outcome: str) -> None:
    (one, other, _), who = cast.hosts, cast.candidate()
    first = await cast.ask(one, who, "torgmöte", "13:00-14:00", day)
    near = await cast.ask(other, who, "debatt", "14:20-15:00", day, venue=venue)
    far = await cast.ask(other, who, "möte", "15:30-16:00", day, venue="Rissne")
    assert cast.states(first, near, far) == ["asked", outcome, "asked"]


# E55, A08


async def test_e55_a_yes_to_what_has_expired_books_nothing_and_the_requester_hears_of_it(cast: Cast, day: int) -> None:
    host, who = cast.hosts[0], cast.candidate()
    asked = await cast.ask(host, who, "torgmöte", "13:00-14:00", day)
    await cast.rings(asked, "booking_deadline", "booking_desk")
    for yes in ("ja", f"JA {cast.row(asked).word}"):
        assert "så du är inte bokad" in await cast.says(who.number, yes)
    assert cast.states(asked) == ["expired"]
    assert cast.told(host.number, f"{who.name} svarade ja om torgmöte") == 2


async def test_e55_a_yes_to_what_was_called_off_books_nothing(office: Office, cast: Cast, day: int) -> None:
    host, who = cast.hosts[0], cast.candidate()
    asked = await cast.ask(host, who, "torgmöte", "13:00-14:00", day)
    office.does("booking", "cancel", str(asked))
    await cast.party.still()
    assert (cast.told(host.number, "är avbokat"), cast.told(who.number, "är återtagen")) == (1, 1)
    assert "Du är inte bokad" in await cast.says(who.number, f"JA {cast.row(asked).word}")
    await cast.says(who.number, "ja")
    assert cast.states(asked) == ["cancelled"]
    assert cast.told(host.number, "Klart:") == 0


@pytest.mark.parametrize("yes", ["JA", "ja tack!", "Jag kan delta", "👍"])
async def test_e55_a_yes_to_two_requests_asks_which_and_a_number_settles_it(cast: Cast, day: int, yes: str) -> None:
    host, who = cast.hosts[0], cast.candidate()
    one = await cast.ask(host, who, "torgmöte", "10:00-11:00", day)
    other = await cast.ask(host, who, "debatt", "16:00-17:00", day)
    which = await cast.says(who.number, yes)
    assert [line[: len(want)] for line, want in zip(
        which.splitlines(), ("Vilken menar du?", "1 ", "2 "), strict=True
    )] == ["Vilken menar du?", "1 ", "2 "]  # fmt: skip
    assert cast.states(one, other) == ["asked", "asked"]
    await cast.says(who.number, "2")
    assert cast.states(one, other) == ["asked", "accepted"]
    assert cast.told(host.number, f"Klart: {who.name} kommer. debatt") == 1


async def test_a08_the_word_of_a_request_books_nothing_for_anybody_else(cast: Cast, day: int) -> None:
    host, who, another = cast.hosts[0], cast.candidate(), cast.candidate()
    ids = [
        await cast.ask(host, who, "torgmöte", "10:00-11:00", day),
        await cast.ask(host, who, "debatt", "16:00-17:00", day),
    ]
    for number in (another.number, cast.hosts[1].number, cast.road.stranger()):
        for booking_id in ids:
            await cast.road.text(number, f"JA {cast.row(booking_id).word}")
    await cast.party.still()
    assert cast.states(*ids) == ["asked", "asked"]
    assert cast.told(host.number, "Klart:") == 0


async def test_a08_a_yes_by_the_word_of_another_request_is_not_taken_for_the_one_that_waits(
    cast: Cast, day: int
) -> None:
    host, who, another = cast.hosts[0], cast.candidate(), cast.candidate()
    gone = await cast.ask(host, who, "torgmöte", "10:00-11:00", day)
    word = cast.row(gone).word
    cast.road.database.change(lambda db: booking_moves.ask(db, gone, another.id, datetime.now(UTC), by="desk"))
    await cast.party.still()
    waits = await cast.ask(host, who, "debatt", "16:00-17:00", day)
    said = await cast.says(who.number, f"JA {word}")
    assert said.startswith("Den förfrågan gäller inte längre.")
    assert cast.row(waits).word in said, "what does wait is asked about"
    assert cast.states(gone, waits) == ["asked", "asked"]
    await cast.says(who.number, "ja")
    assert cast.states(gone, waits) == ["asked", "accepted"]


# E56


async def test_e56_when_nobody_answers_both_sides_and_the_desk_hear_it_once(cast: Cast, day: int) -> None:
    host, who, desk = cast.hosts[0], cast.candidate(), cast.candidate()
    set_desk(cast, desk.number)
    asked = await cast.ask(host, who, "torgmöte", "13:00-14:00", day)
    await cast.rings(asked, "booking_half", "booking_last", "booking_deadline", "booking_deadline")
    assert cast.states(asked) == ["desk"]
    assert cast.told(who.number, "har gått ut. Bokningsansvarig tar över") == 1
    assert cast.told(host.number, f"{who.name} har inte svarat") == 1
    assert cast.told(desk.number, "Nu är det din tur.") == 1
    await cast.rings(asked, "booking_desk", "booking_desk", "booking_deadline")
    assert cast.states(asked) == ["expired"]
    assert cast.told(who.number, "är avslutad utan svar") == 1
    assert cast.told(host.number, "Vi fick tyvärr inget svar") == 1


async def test_e56_who_was_second_in_line_is_told_nothing_of_a_question_that_never_came(cast: Cast, day: int) -> None:
    (one, other, _), who = cast.hosts, cast.candidate()
    first = await cast.ask(one, who, "torgmöte", "13:00-14:00", day)
    second = await cast.ask(other, who, "debatt", "13:00-14:00", day)
    assert cast.told(other.number, SECOND_IN_LINE) == 1
    before = cast.road.sent(who.number)
    await cast.rings(second, "booking_deadline", "booking_desk")
    assert cast.states(first, second) == ["asked", "expired"]
    assert cast.road.sent(who.number) == before
    assert (cast.told(other.number, "har inte svarat"), cast.told(other.number, "Ingen är bokad än")) == (0, 1)
    await cast.says(who.number, "ja")
    assert cast.states(first, second) == ["accepted", "expired"]


# D51


async def test_d51_of_a_survey_a_reminder_and_a_request_a_yes_means_one_at_a_time(cast: Cast, day: int) -> None:
    host, who = cast.hosts[0], cast.candidate()
    booked = await cast.ask(host, who, "torgmöte", "10:00-11:00", day)
    await cast.says(who.number, "ja")
    cast.road.database.change(lambda db: ask_survey(db, cast.road.organization_id, who.id))
    await until(lambda: cast.told(who.number, "Kan du köra bil åt oss?"))
    await cast.rings(booked, "booking_day")
    await until(lambda: cast.told(who.number, "Kommer du?"))
    waits = await cast.ask(host, who, "debatt", "16:00-17:00", day)
    said = await cast.says(who.number, "ja")
    assert "då ses vi" in said
    assert "Kan du köra bil åt oss?" in said, "what was put aside is asked again"
    assert (cast.states(booked, waits), answers(cast, who)) == (["accepted", "asked"], [])
    await cast.says(who.number, "ja")
    assert (cast.states(booked, waits), len(answers(cast, who))) == (["accepted", "asked"], 1)
    await cast.says(who.number, f"ja {cast.row(waits).word}")
    assert (cast.states(booked, waits), len(answers(cast, who))) == (["accepted", "accepted"], 1)


# D55


@pytest.mark.parametrize("word", ["END", "Yes", "cancel", "INFO"])
async def test_d55_no_option_of_a_survey_is_a_word_that_the_provider_takes(office: Office, word: str) -> None:
    text = f"""
name: ord
title: {{sv: Ord, en: Words}}
questions:
  - key: what
    kind: one
    ask: {{sv: "Vad vill du?", en: "What would you like?"}}
    options:
      - {{key: a, sv: Flygblad, en: Leaflets}}
      - {{key: b, sv: "{word}", en: "{word}"}}
"""
    said = office.refuses("survey", "load", office.file("ord.yaml", text), "--org", SOLNA)
    assert f"'{word}'" in said
    assert "ord.yaml" in said
    assert "ord" in office.refuses("survey", "start", "ord", "--org", SOLNA, "--yes"), "there is no such survey"


# D46


async def test_d46_who_has_opted_out_is_never_asked_to_speak(office: Office, cast: Cast, day: int) -> None:
    host, who = cast.hosts[0], cast.candidate()
    await cast.says(who.number, "STOPP")
    before = len(cast.road.sent(who.number))
    start = f"{datetime.now(UTC) + timedelta(days=day):%Y-%m-%d}"
    words = ("--title", "debatt", "--venue", "Kista", "--start", f"{start}T13:00", "--end", f"{start}T14:00")
    said = office.refuses(
        "booking", "request", "--org", host.organization, "--host", host.number, "--candidate", who.number, *words
    )
    assert who.name in said
    placed = await cast.ask(host, who, "torgmöte", "13:00-14:00", day)
    assert (cast.states(placed), cast.kinds(placed)) == (["open"], ["requested"])
    assert len(cast.road.sent(who.number)) == before


async def test_d46_who_opts_out_while_second_in_line_is_not_asked_when_their_turn_comes(cast: Cast, day: int) -> None:
    (one, other, _), who = cast.hosts, cast.candidate()
    first = await cast.ask(one, who, "torgmöte", "13:00-14:00", day)
    second = await cast.ask(other, who, "debatt", "13:00-14:00", day)
    await cast.says(who.number, "STOPP")
    before = len(cast.road.sent(who.number))
    await cast.rings(first, "booking_deadline", "booking_desk")
    assert cast.states(first, second) == ["expired", "desk"]
    assert len(cast.road.sent(who.number)) == before
    assert "asked" not in cast.kinds(second)
    assert cast.told(other.number, "Ingen är bokad än") == 1
