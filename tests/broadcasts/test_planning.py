"""Planning: a row for every number before the first text leaves, and none for those who are not to get one."""

import threading
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot import broadcasting
from bot.bench.association import number
from flows import broadcast_text
from flows.broadcast_text import Recipient, Wording
from storage import addresses, broadcast_plans, broadcasts, segments, suppression
from storage.session import Database
from storage.suppression import Silence
from storage.tables import address, broadcast, outbox, person
from tests.broadcasts.crowd import (
    AUTHOR,
    HOUSE,
    SOLNA,
    begun,
    confirmed,
    draft,
    found,
    join,
    later,
    rows_of,
    share,
    state_of,
    states_of,
)


@pytest.fixture
def here(database: Database) -> int:
    return database.change(found)


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasting, "SLICE", 4)


def plan(database: Database, broadcast_id: int, owner: str = "me") -> bool:
    return broadcasting.plan(database, HOUSE, broadcast_id, owner)


def left_out(database: Database, broadcast_id: int) -> Any:
    return database.read(lambda db: broadcasts.get(db, broadcast_id)).left_out  # type: ignore[union-attr]


def test_every_number_has_one_row_and_the_sums_are_theirs(database: Database, here: int) -> None:
    numbers = database.change(lambda db: join(db, here, 11))
    broadcast_id = begun(database, here)
    rows = rows_of(database, broadcast_id)
    assert Counter(row.address for row in rows) == dict.fromkeys(numbers, 1)
    assert {(row.state, row.hours, row.flow, row.despite_stop, row.free_until) for row in rows} == {
        ("queued", "quiet", "broadcast", 0, None)
    }
    assert len({row.token for row in rows}) == 11
    row = database.read(lambda db: broadcasts.get(db, broadcast_id))
    assert row is not None
    assert (row.recipients, row.parts, row.price) == (11, 11, 11 * HOUSE.price)
    assert (row.parts, row.price) == (sum(each.parts for each in rows), sum(each.price for each in rows))


def test_a_household_is_one_number_called_by_all_names_and_the_others_are_left_out(
    database: Database, here: int
) -> None:
    ids = database.change(lambda db: share(db, number(7), here, "Karin", "Ali", "Bo", "Eva"))
    broadcast_id = begun(database, here, draft("Hej {förnamn}!"))
    [row] = rows_of(database, broadcast_id)
    assert "Hej Karin, Ali, Bo med flera!" in row.body
    assert row.person_id == ids[0]
    assert left_out(database, broadcast_id) == {"same_number": 3}
    names = database.read(lambda db: segments.left_out_people(db, here, None, later(), reason="same_number", limit=9))
    assert not isinstance(names, segments.SegmentError)
    assert [each.first_name for each in names] == ["Ali", "Bo", "Eva"]


def test_who_opted_out_paused_or_is_spared_has_no_row(database: Database, here: int) -> None:
    stopped, paused, no_news, tired, alone = database.change(lambda db: join(db, here, 5))
    database.change(lambda db: silence(db, stopped, suppression.ALL))
    database.change(lambda db: silence(db, paused, Silence(until=later(days=3))))
    database.change(lambda db: silence(db, no_news, Silence("topic", topic="news")))
    for n in range(3):
        database.change(lambda db, n=n: had(db, tired, n))  # type: ignore[misc]
    broadcast_id = begun(database, here, draft(spare=True))
    assert [row.address for row in rows_of(database, broadcast_id)] == [alone]
    assert left_out(database, broadcast_id) == {"suppressed": 2, "paused": 1, "often": 1}


def silence(db: Any, phone: str, what: Silence) -> None:
    suppression.suppress(db, [addresses.hash_of(db, "sms", phone)], what, source="test", now=datetime.now(UTC))


def had(db: Any, phone: str, n: int) -> None:
    """A text of ours that was taken lately."""
    to, now = addresses.find_or_make(db, "sms", phone, datetime.now(UTC)), datetime.now(UTC)
    db.execute(insert(outbox).values(
        intent_key=f"had:{n}", address_id=to.id, channel="sms", address=phone, hash=to.hash, body="", hours="any",
        priority=2, not_before=now, not_after=now, state="delivered", token=f"t{n}", parts=1, price=0, created_at=now,
        accepted_at=now,
    ))  # fmt: skip


def test_politics_goes_to_members_and_those_who_consented(database: Database, here: int) -> None:
    def gather(db: Any) -> list[str]:
        members = join(db, here, 1)
        asked = join(db, here, 1, relation="sympathizer", basis="consent")
        join(db, here, 2, relation="sympathizer", basis="contact")
        return members + asked

    wanted = database.change(gather)
    broadcast_id = begun(database, here, draft(kind="political"))
    assert [row.address for row in rows_of(database, broadcast_id)] == wanted
    assert left_out(database, broadcast_id) == {"no_basis": 2}


def test_each_gets_their_language_and_the_new_ones_are_told_who_we_are(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 1, language="sv"))
    database.change(lambda db: join(db, here, 1, language="en", new=True))
    broadcast_id = begun(database, here, broadcasts.Draft({"sv": "Kom!", "en": "Come!"}))
    swedish, english = rows_of(database, broadcast_id)
    assert swedish.body.startswith(f"{SOLNA}: Kom!\nSvara STOPP")
    assert english.body.startswith(f"{SOLNA}: Come!\nYou get this as a member of {SOLNA}")
    assert "medlemmar.xlsx" in english.body
    assert english.parts == 2


def test_telegram_costs_nothing(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 1))
    database.change(lambda db: db.execute(update(address).values(channel="telegram", address="5001")))
    broadcast_id = begun(database, here)
    [row] = rows_of(database, broadcast_id)
    assert (row.channel, row.parts, row.price) == ("telegram", 0, 0)


def test_when_it_reaches_others_than_were_confirmed_it_is_a_draft_again_and_says_so(
    database: Database, here: int
) -> None:
    database.change(lambda db: join(db, here, 9))
    broadcast_id = database.change(lambda db: confirmed(db, here, draft(), typed=8))
    assert not plan(database, broadcast_id)
    row = database.read(lambda db: broadcasts.get(db, broadcast_id))
    assert row is not None
    assert (row.state, row.returned, row.version) == ("draft", "changed", 2)
    broadcasting.end(database, row)
    assert rows_of(database, broadcast_id) == []
    assert database.read(broadcasts.restless) == []


def test_a_letter_that_cannot_be_written_stops_none_of_the_others(
    database: Database, here: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.change(lambda db: join(db, here, 9))
    database.change(lambda db: db.execute(update(person).where(person.c.id == 5).values(first_name="poison")))
    monkeypatch.setattr(broadcast_text, "letter", poisoned)
    broadcast_id = begun(database, here, draft("Hej {förnamn}"))
    assert states_of(database, broadcast_id) == {"queued": 8, "refused": 1}
    [refused] = [row for row in rows_of(database, broadcast_id) if row.state == "refused"]
    assert (refused.person_id, refused.error, refused.parts) == (5, "not written: ZeroDivisionError", 0)


def poisoned(words: Wording, to: Recipient, written: Any = broadcast_text.letter) -> Any:
    return 1 / 0 if "poison" in to.names else written(words, to)


def test_a_plan_that_died_half_way_is_made_anew(database: Database, here: int, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = database.change(lambda db: join(db, here, 11))
    broadcast_id = database.change(lambda db: confirmed(db, here, draft()))
    with monkeypatch.context() as patch:
        patch.setattr(broadcast_plans, "write", dying(after=2))
        with pytest.raises(OSError, match="died"):
            plan(database, broadcast_id, "dead")
    assert len(rows_of(database, broadcast_id)) == 8
    assert broadcasting.begin(database) == 0
    assert not plan(database, broadcast_id, "too early")
    monkeypatch.setattr(broadcasting, "_now", lambda: datetime.now(UTC) + 2 * broadcast_plans.LEASE)
    assert plan(database, broadcast_id, "heir")
    assert Counter(row.address for row in rows_of(database, broadcast_id)) == dict.fromkeys(numbers, 1)


def dying(after: int) -> Any:
    """`write`, whose process dies after so many slices."""
    usual, slices = broadcast_plans.write, iter(range(after))

    def write(*arguments: Any) -> None:
        if next(slices, None) is None:
            raise OSError("died")
        usual(*arguments)

    return write


@pytest.mark.parametrize("door", [broadcasts.cancel, broadcasts.take_back, broadcasts.pause])
def test_a_door_in_the_middle_of_a_plan_ends_it_and_nothing_is_left_over(
    database: Database, here: int, monkeypatch: pytest.MonkeyPatch, door: Any
) -> None:
    database.change(lambda db: join(db, here, 11))
    broadcast_id = database.change(lambda db: confirmed(db, here, draft()))
    usual, slices = broadcasting.Plan.write, iter(range(99))

    def write(made: Any, letters: Any) -> Any:
        if next(slices) == 1:
            database.change(lambda db: door(db, broadcast_id))
        return usual(made, letters)

    monkeypatch.setattr(broadcasting.Plan, "write", write)
    planned = plan(database, broadcast_id)
    row = database.read(lambda db: broadcasts.get(db, broadcast_id))
    assert row is not None
    assert planned == (row.state == "paused")
    broadcasting.end(database, row)
    left = states_of(database, broadcast_id)
    assert left == {"paused": {"queued": 11}, "cancelled": {"cancelled": left["cancelled"]}, "draft": {}}[row.state]
    assert left["cancelled"] < 11


def both_at_once(database: Database, broadcast_id: int) -> list[bool]:
    """Two workers plan the same broadcast, slice beside slice."""
    done: list[bool] = []

    def work(owner: str) -> None:
        done.append(plan(database, broadcast_id, owner))

    threads = [threading.Thread(target=work, args=(owner,)) for owner in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_two_workers_plan_it_once(database: Database, here: int) -> None:
    numbers = database.change(lambda db: join(db, here, 60))
    broadcast_id = database.change(lambda db: confirmed(db, here, draft()))
    assert sorted(both_at_once(database, broadcast_id)) == [False, True]
    assert Counter(row.address for row in rows_of(database, broadcast_id)) == dict.fromkeys(numbers, 1)
    assert state_of(database, broadcast_id) == "undo"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_without_the_lease_they_would_be_in_each_others_way(
    database: Database, here: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = database.change(lambda db: join(db, here, 60))
    broadcast_id = database.change(lambda db: confirmed(db, here, draft()))
    monkeypatch.setattr(broadcast_plans, "take", lambda *_: True)
    done = both_at_once(database, broadcast_id)
    whole = Counter(row.address for row in rows_of(database, broadcast_id)) == dict.fromkeys(numbers, 1)
    assert not (sorted(done) == [False, True] and whole)


def test_what_is_made_anew_is_as_it_is_edited(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 5))
    broadcast_id = database.change(lambda db: confirmed(db, here, draft("Ett"), typed=5))
    assert plan(database, broadcast_id)
    database.change(lambda db: broadcasts.take_back(db, broadcast_id))
    database.change(lambda db: broadcasts.edit(db, broadcast_id, draft("Två"), version=2, by=AUTHOR))
    database.change(lambda db: again(db, broadcast_id))
    assert plan(database, broadcast_id)
    assert {row.body.splitlines()[0] for row in rows_of(database, broadcast_id)} == {f"{SOLNA}: Två"}


def again(db: Any, broadcast_id: int) -> None:
    now = datetime.now(UTC)
    broadcasts.confirm(db, broadcast_id, version=3, typed=5, reaches=5, by=AUTHOR, now=now)
    assert db.execute(select(broadcast.c.state)).scalar_one() == "undo"


async def test_a_broadcast_that_cannot_be_planned_keeps_no_other_from_it(
    database: Database, here: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.change(lambda db: join(db, here, 3))
    bad, good = (database.change(lambda db, key=key: confirmed(db, here, draft(), key=key)) for key in ("a", "b"))  # type: ignore[misc]
    usual = broadcast_plans.recipients
    monkeypatch.setattr(
        broadcast_plans, "recipients", lambda db, row, *rest: 1 / 0 if row.id == bad else usual(db, row, *rest)
    )
    assert await broadcasting.tend(database, HOUSE, "worker")
    assert (state_of(database, bad), state_of(database, good)) == ("undo", "sending")
