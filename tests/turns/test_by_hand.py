"""What is done to shifts by hand is told by the worker: to those whom it concerns, once, with the right reminders."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot.sender import Sender
from bot.shift_telling import tell
from bot.turns import Turns
from bot.worker import Worker
from flows.hours import wall_time
from storage import organizers, shift_changes, shifts
from storage.session import Database
from storage.shift_changes import Refused
from storage.tables import outbox, shift, timer
from tests import world
from tests.world import HOUSE, STOCKHOLM, World, wall

NOW = wall("2026-11-25 12:00")
KARIN, ALI, EVA = "+46701740605", "+46701740606", "+46701740607"
BY = "organizer:1"


@pytest.fixture
def here(sqlite_database: Database) -> World:
    """Karin and Eva, and a shift on Saturday for which Ali is responsible."""
    return planted(sqlite_database)


def planted(database: Database, maximum: int = 4) -> World:
    made = world.found(database, "Solidaritet Solna", NOW)
    for name, number in (("Karin Ek", KARIN), ("Ali Demir", ALI), ("Eva Lind", EVA)):
        world.join(made, name, number, "sv", NOW)
    at(made, "2026-11-28T11:00", maximum=maximum)
    return made


def at(here: World, start: str, venue: str = "Centrum", **more: Any) -> int:
    begins = datetime.fromisoformat(start)
    ends = begins + timedelta(hours=3)
    return world.add_shift(here, "Valstuga", venue, begins, ends, NOW, responsible=ALI, **more)


def do(here: World, deed: Callable[..., Any], *arguments: Any, now: datetime = NOW, **more: Any) -> Any:
    """A deed of `shift_changes`, by an organizer."""
    return here.database.change(lambda db: deed(db, *arguments, now, by=BY, **more))


def put(here: World, name: str, shift: int = 0, **more: Any) -> Any:
    return do(here, shift_changes.put_in, here.shifts[shift], here.people[name].id, **more)


def told(here: World, now: datetime = NOW) -> list[tuple[str, str]]:
    """The worker looks once: what is said by that, and to whom."""
    before = here.database.read(lambda db: set(db.execute(select(outbox.c.id)).scalars()))
    for note_id in here.database.read(lambda db: shift_changes.untold(db, 100)):
        here.database.change(partial(tell, note_id=note_id, now=now, house=HOUSE))
    new = select(outbox.c.id, outbox.c.address, outbox.c.body).order_by(outbox.c.id)
    rows = here.database.read(lambda db: db.execute(new).all())
    return [(row.address, row.body) for row in rows if row.id not in before]


def reminders(here: World) -> list[str]:
    """When reminders wait, by the clocks there."""
    waits = select(timer.c.due_at).where(timer.c.state == "waiting").order_by(timer.c.due_at)
    moments = here.database.read(lambda db: list(db.execute(waits).scalars()))
    return [f"{wall_time(moment, STOCKHOLM.key):%d %H:%M}" for moment in moments]


# Places


def test_who_is_given_a_place_by_hand_is_told_and_reminded(here: World) -> None:
    put(here, "Karin")
    assert reminders(here) == []
    assert told(here) == [(KARIN, "Bokat: lör 28/11 11-14 Valstuga, Centrum.")]
    assert reminders(here) == ["27 18:00", "28 09:00"]
    assert told(here) == []


def test_who_is_responsible_hears_of_it_when_the_shift_is_near(here: World) -> None:
    soon = wall("2026-11-28 09:30")
    put(here, "Karin", now=soon)
    said = dict(told(here, soon))
    assert said[ALI] == "Karin Ek har tagit en plats: lör 28/11 11-14 Valstuga, Centrum. Nu 1 av 4."
    assert said[KARIN].startswith("Bokat")


def test_who_did_it_and_is_responsible_is_not_told_of_it(here: World) -> None:
    soon = wall("2026-11-28 09:30")

    def be_ali(db: Connection) -> None:
        row = shifts.get(db, here.shifts[0])
        assert row is not None
        organizers.change(db, organizers.add(db, "ali@example.org", NOW), address_id=row.responsible_id)

    here.database.change(be_ali)
    claim_id = put(here, "Karin", now=soon)
    assert [number for number, _ in told(here, soon)] == [KARIN]
    do(here, shift_changes.take_off, claim_id, now=soon)
    assert [number for number, _ in told(here, soon)] == [KARIN]


def test_who_is_taken_off_is_told_and_not_reminded_any_more(here: World) -> None:
    claim_id = put(here, "Karin")
    told(here)
    assert do(here, shift_changes.take_off, claim_id)
    assert reminders(here) == []
    assert told(here) == [(KARIN, "Du är avbokad från lör 28/11 11-14 Valstuga, Centrum.")]
    assert not do(here, shift_changes.take_off, claim_id)


def test_a_slip_that_is_taken_back_at_once_is_told_to_nobody(here: World) -> None:
    do(here, shift_changes.take_off, put(here, "Karin"))
    assert told(here) == []
    assert reminders(here) == []


def test_who_is_moved_to_another_shift_gets_one_text_and_its_reminders(here: World) -> None:
    other = at(here, "2026-11-29T11:00")
    claim_id = put(here, "Karin")
    told(here)
    new = do(here, shift_changes.put_elsewhere, claim_id, other)
    [(number, said)] = told(here)
    assert (number, "Passet lör 28/11 11-14" in said, "flyttat till sön 29/11 11-14" in said) == (KARIN, True, True)
    assert reminders(here) == ["28 18:00", "29 09:00"]
    assert isinstance(new, int)
    assert [taken(here, each) for each in here.shifts] == [0, 1]


def test_nobody_loses_a_place_by_being_moved_to_a_full_shift(here: World) -> None:
    other = at(here, "2026-11-29T11:00", maximum=1)
    do(here, shift_changes.put_in, other, here.people["Eva"].id)
    claim_id = put(here, "Karin")
    assert do(here, shift_changes.put_elsewhere, claim_id, other) == Refused("full")
    assert [taken(here, each) for each in here.shifts] == [1, 1]
    assert [body for number, body in told(here) if number == KARIN] == ["Bokat: lör 28/11 11-14 Valstuga, Centrum."]


def test_who_has_a_place_gets_no_second_one(here: World) -> None:
    put(here, "Karin")
    assert put(here, "Karin") == Refused("have")
    assert taken(here, here.shifts[0]) == 1


def test_who_was_there_is_written_down_afterwards_without_a_text(here: World) -> None:
    late = wall("2026-11-28 15:00")
    assert isinstance(put(here, "Karin", now=late), int)
    assert told(here, late) == []
    assert reminders(here) == []


def test_who_shares_a_number_is_called_by_name(here: World) -> None:
    world.join(here, "Lisa Ek", KARIN, "sv", NOW)
    put(here, "Lisa")
    assert told(here) == [(KARIN, "Hej Lisa! Bokat: lör 28/11 11-14 Valstuga, Centrum.")]


def test_who_hears_from_us_for_the_first_time_is_told_who_we_are(here: World) -> None:
    world.join(here, "Bo Ny", "+46701740608", "sv", NOW, new=True)
    put(here, "Bo")
    [(_, said)] = told(here)
    assert "STOPP" in said


def taken(here: World, shift_id: int) -> int:
    row = here.database.read(lambda db: shifts.get(db, shift_id))
    assert row is not None
    return int(row.taken)


# Shifts


def moved(here: World, **wanted: Any) -> Any:
    return do(here, shift_changes.edit, here.shifts[0], {}, wanted)


def at_wall(text: str) -> dict[str, Any]:
    begins = datetime.fromisoformat(text)
    ends = begins + timedelta(hours=3)
    zoned = {"starts_at": begins.replace(tzinfo=STOCKHOLM), "ends_at": ends.replace(tzinfo=STOCKHOLM)}
    return {"wall_start": begins, "wall_end": ends, **zoned}


def test_a_shift_that_moves_twice_before_anybody_is_told_is_told_once(here: World) -> None:
    put(here, "Karin")
    told(here)
    assert moved(here, **at_wall("2026-11-29T11:00")) is True
    assert reminders(here) == [], "none with the old time may go out"
    assert moved(here, venue="Torget") is True
    [(number, said)] = told(here)
    assert number == KARIN
    assert "lör 28/11 11-14 Valstuga, Centrum är flyttat till sön 29/11 11-14 Valstuga, Torget" in said
    assert reminders(here) == ["28 18:00", "29 09:00"]


def test_a_shift_that_is_back_where_it_was_is_told_to_nobody_and_reminded_of(here: World) -> None:
    put(here, "Karin")
    told(here)
    moved(here, venue="Torget")
    moved(here, venue="Centrum")
    assert told(here) == []
    assert reminders(here) == ["27 18:00", "28 09:00"]


def test_every_move_is_told_also_the_one_back(here: World) -> None:
    put(here, "Karin")
    told(here)
    for venue in ("Torget", "Centrum", "Torget"):
        moved(here, venue=venue)
        assert len(told(here)) == 1


def test_a_change_of_places_concerns_nobody(here: World) -> None:
    put(here, "Karin")
    told(here)
    assert moved(here, minimum=1, maximum=9) is False
    assert told(here) == []
    assert reminders(here) == ["27 18:00", "28 09:00"]


def test_all_are_told_once_that_a_shift_is_off_and_none_is_reminded(here: World) -> None:
    for name in ("Karin", "Eva"):
        put(here, name)
    told(here)
    assert do(here, shift_changes.call_off, here.shifts[0])
    assert not do(here, shift_changes.call_off, here.shifts[0])
    said = told(here)
    assert sorted(number for number, _ in said) == [KARIN, EVA]
    assert all("inställt" in body for _, body in said)
    assert reminders(here) == []
    assert taken(here, here.shifts[0]) == 0
    assert told(here) == []


def test_what_is_opened_again_before_anybody_was_told_has_not_been_off(here: World) -> None:
    put(here, "Karin")
    told(here)
    do(here, shift_changes.call_off, here.shifts[0])
    assert here.database.change(lambda db: shift_changes.reopen(db, here.shifts[0]))
    assert told(here) == []
    assert taken(here, here.shifts[0]) == 1
    assert reminders(here) == ["27 18:00", "28 09:00"]


# The worker, and many at once


async def test_the_worker_tells_what_another_process_has_written(here: World) -> None:
    put(here, "Karin")
    worker = Worker(here.database, Sender(here.database, {}, "test"), Turns(here.database, HOUSE))
    assert worker.tell_changes in [tick for tick, _ in worker.ticks]
    assert [await worker.tell_changes(), await worker.tell_changes()] == [1, 0]


def test_two_workers_who_see_the_same_note_tell_it_once(database: Database) -> None:
    here = planted(database)
    put(here, "Karin")
    [note_id] = database.read(lambda db: shift_changes.untold(db, 10))
    both = at_once(*[partial(database.change, partial(tell, note_id=note_id, now=NOW, house=HOUSE)) for _ in range(2)])
    assert sorted(both) == [0, 1]


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def both_want_the_last_place(database: Database) -> list[Any]:
    here = planted(database, maximum=1)
    return at_once(partial(put, here, "Karin"), partial(put, here, "Eva"))


def test_of_two_organizers_who_give_away_the_last_place_at_once_one_wins(database: Database) -> None:
    outcomes = both_want_the_last_place(database)
    assert outcomes.count(Refused("full")) == 1


def test_without_its_guard_the_last_place_is_given_to_both(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin that must fail: looking first and writing afterwards. It shows that the test above can see it."""

    both_looked = Barrier(2)

    def look_then_write(db: Connection, shift_id: int, people: int, now: datetime) -> bool:
        row = database.read(lambda other: shifts.get(other, shift_id))
        if not database.is_sqlite:  # there one comes after the other, and before what the other did is committed
            both_looked.wait(10)
        if row is None or row.taken + people > row.maximum:
            return False
        db.execute(update(shift).where(shift.c.id == shift_id).values(taken=row.taken + people))
        return True

    monkeypatch.setattr(shifts, "take_place", look_then_write)
    assert Refused("full") not in both_want_the_last_place(database)


def test_of_two_changes_made_from_the_same_page_one_is_seen_to_be_too_late(database: Database) -> None:
    here = planted(database)
    deeds = [partial(do, here, shift_changes.edit, here.shifts[0], {"maximum": 4}, {"maximum": n}) for n in (5, 6)]
    assert at_once(*deeds).count(Refused("changed")) == 1
