"""What belongs to two people who are one: where only one of two rows can stand, which one does."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, UniqueConstraint, delete, exists, select, update

from storage import conversations, shifts, timers
from storage.once import insert_many_once
from storage.tables import answer, claim, conversation, kept_apart, metadata, person, survey_asked, survey_version

PLACES = ("waiting", "offered", "confirmed")  # of two claims in one shift the later in this list is worth more
PROGRESS = ("unreachable", "asked", "partial", "declined", "answered")
NEARNESS = ("waiting", "aside", "open")
OVER = ("declined", "answered")


def settle_answers(db: Connection, kept_id: int, dropped_id: int) -> None:
    """Of two answers to one question the newer stands, as if they had answered again."""
    rows = _rows_of(db, answer, kept_id, dropped_id)

    def newest(row: Row[Any]) -> tuple[datetime, bool]:
        return row.answered_at, row.person_id == kept_id

    for group in _groups(rows, lambda row: (row.survey_id, row.question)):
        _drop(db, answer, group, max(group, key=newest))


def settle_asked(db: Connection, kept_id: int, dropped_id: int) -> None:
    """Asked twice, they have come as far as the further of the two."""

    def furthest(row: Row[Any]) -> tuple[int, bool]:
        return PROGRESS.index(row.state), row.person_id == kept_id

    for group in _groups(_rows_of(db, survey_asked, kept_id, dropped_id), lambda row: row.survey_id):
        stays = max(group, key=furthest)
        answered = [row.answered_at for row in group if row.answered_at]
        values = {"asked_at": min(row.asked_at for row in group), "answered_at": max(answered, default=None)}
        _drop(db, survey_asked, group, stays)
        db.execute(update(survey_asked).where(survey_asked.c.id == stays.id).values(values))


def settle_claims(db: Connection, kept_id: int, dropped_id: int, now: datetime) -> tuple[int, ...]:
    """Of two claims in one shift the better stays, and the other's places are free; the ids of those shifts."""

    def best(row: Row[Any]) -> tuple[int, int, bool]:
        return PLACES.index(row.state), row.people, row.person_id == kept_id

    held = [row for row in _rows_of(db, claim, kept_id, dropped_id) if row.state in shifts.HELD]
    freed: list[int] = []
    for group in _groups(held, lambda row: row.shift_id):
        stays = max(group, key=best)
        freed += [row.shift_id for row in group if row.id != stays.id and _give_up(db, row, now)]
        said = {name: next((getattr(row, name) for row in (stays, *group) if getattr(row, name)), None)
                for name in ("coming", "condition")}  # fmt: skip
        db.execute(update(claim).where(claim.c.id == stays.id).values(said))
    return tuple(freed)


def _give_up(db: Connection, row: Row[Any], now: datetime) -> bool:
    """A claim that is one too many ends; True when it had taken places."""
    timers.drop(db, claim_id=row.id)
    db.execute(update(claim).where(claim.c.id == row.id).values(state="cancelled", updated_at=now))
    if row.state == "confirmed":
        shifts.free_place(db, row.shift_id, row.people)
    return bool(row.state == "confirmed")


def end_open_talk(db: Connection, dropped_id: int, now: datetime) -> None:
    """What is open with the dropped one is over: it was asked of somebody who is no more."""
    row = conversations.open_of_person(db, dropped_id)
    if row is not None:
        end_talk(db, row, now)


def end_twin_talks(db: Connection, person_id: int, now: datetime) -> None:
    """Nobody is asked the same twice, nor a survey that is over for them."""
    mine = (conversation.c.person_id == person_id) & (conversation.c.status != "ended")
    rows = list(db.execute(select(conversation).where(mine).order_by(conversation.c.id)))
    surveys = _surveys_of(db, rows)
    over = select(survey_asked.c.survey_id).where(survey_asked.c.person_id == person_id, survey_asked.c.state.in_(OVER))
    done = {("survey", survey_id) for survey_id in db.execute(over).scalars()}
    for row in sorted(rows, key=lambda row: (-NEARNESS.index(row.status), row.id)):
        subject = _subject(row, surveys)
        if subject in done:
            end_talk(db, row, now)
        done.add(subject)


def _surveys_of(db: Connection, rows: Iterable[Row[Any]]) -> dict[int, int]:
    versions = [row.state.get("version", 0) for row in rows if row.flow == "survey"]
    wanted = select(survey_version.c.id, survey_version.c.survey_id).where(survey_version.c.id.in_(versions))
    return {row.id: row.survey_id for row in db.execute(wanted)}


def _subject(row: Row[Any], surveys: dict[int, int]) -> tuple[str, int | str]:
    if row.flow == "survey":
        return "survey", surveys.get(row.state.get("version", 0), 0)
    return row.flow, json.dumps(row.state, sort_keys=True)


def end_talk(db: Connection, row: Row[Any], now: datetime) -> None:
    """A talk is over, and what was to happen in it does not."""
    conversations.end(db, row.id, now)
    timers.drop(db, conversation_id=row.id)


def stay_apart(db: Connection, kept_id: int, dropped_id: int) -> None:
    """Who is not the dropped one is not the kept one either."""
    first, second = kept_apart.c.first_id, kept_apart.c.second_id
    rows = list(db.execute(select(kept_apart).where((first == dropped_id) | (second == dropped_id))))
    others = [(row, row.second_id if row.first_id == dropped_id else row.first_id) for row in rows]
    pairs = [
        {"first_id": min(kept_id, other), "second_id": max(kept_id, other), "actor": row.actor, "at": row.at}
        for row, other in others
        if other != kept_id
    ]
    insert_many_once(db, kept_apart, pairs)


def move_all(db: Connection, kept_id: int, dropped_id: int) -> dict[str, int]:
    """Everything that refers to the dropped one refers to the kept one; how many rows, by table."""
    moved = {table.name: _move(db, table, column, kept_id, dropped_id) for table, column in references()}
    return {name: count for name, count in sorted(moved.items()) if count}


def references() -> list[tuple[Table, Column[Any]]]:
    """Every column of every table that refers to a person, but for those of `kept_apart`."""
    tables = [table for table in metadata.sorted_tables if table is not kept_apart]
    return [(key.parent.table, key.parent) for table in tables for key in table.foreign_keys
            if key.column is person.c.id]  # fmt: skip


def _move(db: Connection, table: Table, column: Any, kept_id: int, dropped_id: int) -> int:
    for others in once_in(table, column):  # what the kept one has too is there already
        own = table.alias()
        twin = exists().where(own.c[column.name] == kept_id, *(own.c[name] == table.c[name] for name in others))
        db.execute(delete(table).where(column == dropped_id, twin))
    return db.execute(update(table).where(column == dropped_id).values({column.name: kept_id})).rowcount


def once_in(table: Table, column: Column[Any]) -> list[list[str]]:
    """The other columns of each key in which a person may stand only once."""
    keys = [table.primary_key, *(key for key in table.constraints if isinstance(key, UniqueConstraint))]
    names = [[other.name for other in key.columns] for key in keys]
    return [[name for name in key if name != column.name] for key in names if column.name in key]


def _rows_of(db: Connection, table: Table, *ids: int) -> Sequence[Row[Any]]:
    return db.execute(select(table).where(table.c.person_id.in_(ids)).order_by(table.c.id)).all()


def _groups(rows: Iterable[Row[Any]], subject: Any) -> list[list[Row[Any]]]:
    """The rows about one subject, where they are several."""
    groups = [list(group) for _, group in groupby(sorted(rows, key=subject), key=subject)]
    return [group for group in groups if len(group) > 1]


def _drop(db: Connection, table: Table, group: Iterable[Row[Any]], stays: Row[Any]) -> None:
    db.execute(delete(table).where(table.c.id.in_([row.id for row in group if row.id != stays.id])))
