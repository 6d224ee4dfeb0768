"""The doors of a broadcast: each lets through once, from the states it should, and says why when it does not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection, Row, update

from storage import broadcasts
from storage.broadcasts import Draft, Gone, Refused
from storage.session import Database
from storage.tables import broadcast
from storage.tables.broadcast import STATES
from tests.broadcasts.crowd import draft, found

NOW = datetime(2026, 8, 24, 10, 0, tzinfo=UTC)
ME, YOU = "organizer:1", "organizer:2"


@pytest.fixture
def here(database: Database) -> int:
    return database.change(found)


def made(db: Connection, organization_id: int, what: Draft | None = None, key: str = "a form") -> int:
    return broadcasts.make(db, organization_id, what or draft(), key=key, by=ME, now=NOW)[0]


def confirm(db: Connection, broadcast_id: int, reaches: int = 7, **more: Any) -> Gone:
    values = {"version": 1, "typed": reaches, "by": ME, "now": NOW, **more}
    return broadcasts.confirm(db, broadcast_id, reaches=reaches, **values)


def state(gone: Gone) -> str:
    return gone.reason if isinstance(gone, Refused) else str(gone.state)


def put(db: Connection, broadcast_id: int, **columns: Any) -> None:
    db.execute(update(broadcast).where(broadcast.c.id == broadcast_id).values(columns))


def test_the_same_form_sent_fifty_times_at_once_is_one_broadcast(database: Database, here: int) -> None:
    with ThreadPoolExecutor(10) as threads:
        ids = list(threads.map(lambda _: database.change(lambda db: made(db, here)), range(50)))
    assert len(set(ids)) == 1


def test_without_its_key_the_same_form_is_as_many_broadcasts(database: Database, here: int) -> None:
    ids = {database.change(lambda db, n=n: made(db, here, key=f"form {n}")) for n in range(3)}  # type: ignore[misc]
    assert len(ids) == 3


def test_confirmed_with_the_right_number_it_waits_a_minute_to_be_taken_back(database: Database, here: int) -> None:
    row = database.change(lambda db: confirm(db, made(db, here)))
    assert isinstance(row, Row)
    assert (row.state, row.recipients_expected, row.undo_until) == ("undo", 7, NOW + timedelta(seconds=60))


@pytest.mark.parametrize(("typed", "reaches", "reason"), [(6, 7, "changed"), (0, 0, "nobody"), (None, 0, "nobody")])
def test_a_wrong_number_is_refused_and_it_stays_a_draft(
    database: Database, here: int, typed: int | None, reaches: int, reason: str
) -> None:
    broadcast_id = database.change(lambda db: made(db, here))
    assert state(database.change(lambda db: confirm(db, broadcast_id, reaches, typed=typed))) == reason
    assert state(database.change(lambda db: confirm(db, broadcast_id))) == "undo"


def test_what_somebody_edited_meanwhile_is_not_sent_as_it_was(database: Database, here: int) -> None:
    broadcast_id = database.change(lambda db: made(db, here))
    edited = database.change(lambda db: broadcasts.edit(db, broadcast_id, draft("Annat"), version=1, by=YOU))
    assert isinstance(edited, Row)
    assert (edited.version, edited.author, edited.texts) == (2, YOU, {"sv": "Annat"})
    assert state(database.change(lambda db: confirm(db, broadcast_id))) == "stale"
    assert state(database.change(lambda db: broadcasts.edit(db, broadcast_id, draft(), version=1, by=ME))) == "stale"


def test_over_the_limit_somebody_else_has_to_agree(database: Database, here: int) -> None:
    broadcast_id = database.change(lambda db: made(db, here))
    assert state(database.change(lambda db: confirm(db, broadcast_id, 501, limit=500))) == "approval"
    assert state(database.change(lambda db: broadcasts.approve(db, broadcast_id, by=ME, now=NOW))) == "same_person"
    row = database.change(lambda db: broadcasts.approve(db, broadcast_id, by=YOU, now=NOW))
    assert isinstance(row, Row)
    assert (row.state, row.approver, row.undo_until) == ("undo", YOU, NOW + broadcasts.UNDO)


def test_up_to_the_limit_nobody_has_to(database: Database, here: int) -> None:
    assert state(database.change(lambda db: confirm(db, made(db, here), 500, limit=500))) == "undo"


def test_sent_by_another_than_its_author_two_have_seen_it(database: Database, here: int) -> None:
    row = database.change(lambda db: confirm(db, made(db, here), 501, limit=500, by=YOU))
    assert isinstance(row, Row)
    assert (row.state, row.approver) == ("undo", YOU)


def test_taken_back_it_is_a_draft_again_that_nobody_has_agreed_to(database: Database, here: int) -> None:
    broadcast_id = database.change(lambda db: made(db, here))
    database.change(lambda db: confirm(db, broadcast_id))
    row = database.change(lambda db: broadcasts.take_back(db, broadcast_id))
    assert isinstance(row, Row)
    assert (row.state, row.version, row.approver, row.planned_at) == ("draft", 2, None, None)


@pytest.mark.parametrize(
    ("send_at", "at", "becomes"),
    [
        (None, NOW + timedelta(seconds=59), "undo"),
        (None, NOW + timedelta(seconds=60), "sending"),
        (NOW + timedelta(hours=1), NOW + timedelta(seconds=60), "scheduled"),
        (NOW + timedelta(hours=1), NOW + timedelta(hours=1), "sending"),
        (NOW - timedelta(hours=1), NOW + timedelta(seconds=60), "sending"),
    ],
)
def test_it_begins_when_its_minute_is_over_and_its_time_has_come(
    database: Database, here: int, send_at: datetime | None, at: datetime, becomes: str
) -> None:
    broadcast_id = database.change(lambda db: made(db, here, draft(send_at=send_at)))
    database.change(lambda db: confirm(db, broadcast_id))
    database.change(lambda db: put(db, broadcast_id, planned_at=NOW))
    database.change(lambda db: broadcasts.start_due(db, at))
    row = database.read(lambda db: broadcasts.get(db, broadcast_id))
    assert row is not None
    assert row.state == becomes
    assert (row.started_at is not None) == (becomes == "sending")


def test_nothing_begins_before_all_its_rows_are_written(database: Database, here: int) -> None:
    broadcast_id = database.change(lambda db: made(db, here))
    database.change(lambda db: confirm(db, broadcast_id))
    assert database.change(lambda db: broadcasts.start_due(db, NOW + timedelta(days=1))) == 0


def test_resumed_it_goes_on_where_it_stood(database: Database, here: int) -> None:
    broadcast_id = database.change(lambda db: made(db, here))
    for started, becomes in ((None, "scheduled"), (NOW, "sending")):
        database.change(lambda db, at=started: put(db, broadcast_id, state="paused", started_at=at))  # type: ignore[misc]
        assert state(database.change(lambda db: broadcasts.resume(db, broadcast_id))) == becomes
        assert state(database.change(lambda db: broadcasts.resume(db, broadcast_id))) == becomes


DOORS: dict[str, Callable[[Connection, int], Gone]] = {
    "edit": lambda db, id: broadcasts.edit(db, id, draft(), version=1, by=ME),
    "confirm": confirm,
    "approve": lambda db, id: broadcasts.approve(db, id, by=YOU, now=NOW),
    "take_back": broadcasts.take_back,
    "pause": broadcasts.pause,
    "resume": broadcasts.resume,
    "cancel": broadcasts.cancel,
}
LET_THROUGH = {
    "edit": {"draft"},
    "confirm": {"draft"},
    "approve": {"approval"},
    "take_back": {"approval", "undo", "scheduled"},
    "pause": {"undo", "scheduled", "sending", "paused"},
    "resume": {"undo", "scheduled", "sending", "paused"},
    "cancel": set(STATES) - {"finished"},
}


def test_each_door_lets_through_from_its_states_and_is_shut_to_all_others(database: Database, here: int) -> None:
    broadcast_id = database.change(lambda db: made(db, here))
    for name, before in product(DOORS, STATES):
        database.change(lambda db, before=before: put(db, broadcast_id, state=before, version=1))  # type: ignore[misc]
        gone = database.change(lambda db, name=name: DOORS[name](db, broadcast_id))  # type: ignore[misc]
        if before in LET_THROUGH[name]:
            assert isinstance(gone, Row), (name, before)
        else:
            assert gone == Refused("moved_on", before), name


def test_a_broadcast_that_is_not_there_is_missing(database: Database) -> None:
    assert {database.change(lambda db, door=door: door(db, 99)) for door in DOORS.values()} == {Refused("missing")}  # type: ignore[misc]
