"""A made-up party for benchmarks, as large as wanted: put together by the database itself, from a row of numbers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Table, Text, case, cast, insert, literal, select
from sqlalchemy.types import BigInteger

from storage.tables import (
    activity,
    address,
    answer,
    answer_option,
    booking,
    claim,
    inbox,
    organization,
    outbox,
    person,
    person_address,
    person_role,
    person_tag,
    shift,
    suppression,
    survey,
    survey_asked,
    survey_version,
)
from storage.tables.base import Instant

PARTY, DISTRICTS, ASSOCIATIONS, SHIFTS, TOWNS = 1, 26, 290, 500, 300
ZONE = "Europe/Stockholm"
INVENTORY = {
    "name": "inventering",
    "questions": [
        {"key": "tasks", "kind": "one", "options": [{"key": "cottage"}, {"key": "flyers"}, {"key": "doors"}]},
        {"key": "hours", "kind": "number", "min": 0, "max": 60},
    ],
}
CHATS = 10_000_000  # ids of addresses above it are Telegram chats

N = ColumnElement[int]


def gather(db: Connection, people: int, now: datetime) -> None:
    """Make the party with so many people, and what there is about them: about a minute for a million.

    A tenth share the number of the one before, a fifth have a chat too; two in a hundred opted out; six in ten
    answered a survey; a tenth had a shift; three in ten were written to in ten days, and a tenth wrote to us.
    """
    _tree(db, now)
    _shifts(db, now)
    db.execute(insert(survey), [{"id": 1, "organization_id": PARTY, "name": INVENTORY["name"]}])
    version = {"id": 1, "survey_id": 1, "version": 1, "definition": INVENTORY, "created_at": now}
    db.execute(insert(survey_version), [version])
    numbers = _numbers(people)
    for about in (_people, _addresses, _silences, _claims, _answers, _messages):
        about(db, numbers, now)


def _numbers(last: int) -> CTE:
    first = select(literal(1, BigInteger).label("n")).cte("numbers", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < last))


def _fill(db: Connection, table: Table, numbers: CTE, which: Any = None, **columns: Any) -> None:
    """A row for each number, or for those of which `which` holds; a column is said by a value or by an expression."""
    values = [
        value if isinstance(value, ColumnElement) else literal(value, table.c[name].type)
        for name, value in columns.items()
    ]
    rows = select(*values).select_from(numbers)
    db.execute(insert(table).from_select(list(columns), rows if which is None else rows.where(which)))


def _said(word: str, number: N) -> ColumnElement[str]:
    return literal(word) + cast(number, Text)


def _by(number: N, usual: str, others: Mapping[int, str]) -> ColumnElement[str]:
    return case(*((number == value, word) for value, word in others.items()), else_=usual)


def _tree(db: Connection, now: datetime) -> None:
    first, about = PARTY + 1 + DISTRICTS, {"timezone": ZONE, "quiet_hours": "20:00-09:00", "created_at": now}
    rows: list[dict[str, Any]] = [{"id": PARTY, "name": "Partiet", "parent_id": None}]
    rows += [{"id": PARTY + 1 + d, "name": f"Distrikt {d}", "parent_id": PARTY} for d in range(DISTRICTS)]
    rows += [
        {"id": first + a, "name": f"Förening {a}", "parent_id": PARTY + 1 + a % DISTRICTS} for a in range(ASSOCIATIONS)
    ]
    db.execute(insert(organization), [row | about for row in rows])


def _shifts(db: Connection, now: datetime) -> None:
    """Ten weeks of them, and we stand in the middle."""
    db.execute(insert(activity), [{"id": 1, "organization_id": PARTY, "name": "Valstuga"}])
    starts = [now + timedelta(hours=(number - SHIFTS / 2) * 3.36) for number in range(SHIFTS)]
    about = {"organization_id": PARTY, "activity_id": 1, "minimum": 1, "maximum": 10**6}
    rows = [
        about | {"id": 1 + number, "venue": f"Torget {number}"} | _times(start) for number, start in enumerate(starts)
    ]
    db.execute(insert(shift), rows)


def _times(start: datetime) -> dict[str, Any]:
    end = start + timedelta(hours=3)
    walls = {"wall_start": start.replace(tzinfo=None), "wall_end": end.replace(tzinfo=None), "zone": ZONE}
    return {"starts_at": start, "ends_at": end} | walls


def _people(db: Connection, numbers: CTE, now: datetime) -> None:
    n = numbers.c.n
    relations = {7: "former_member", 8: "regular_contact", 9: "sympathizer"}
    home = PARTY + 1 + DISTRICTS + n % ASSOCIATIONS
    _fill(
        db, person, numbers, id=n, organization_id=home, first_name=_said("Åsa ", n), last_name=_said("Ek ", n),
        relation=_by(n % 10, "member", relations), basis=_by(n % 10, "member", {9: "contact"}), basis_source="bench",
        basis_at=now, language=_by(n % 20, "sv", {3: "en", 5: "ar", 2: "so"}), town=_said("Ort ", n * 7 % TOWNS),
        created_at=now, updated_at=now,
    )  # fmt: skip
    _fill(db, person_tag, numbers, n % 5 == 1, person_id=n, tag="flygblad")
    _fill(db, person_tag, numbers, n % 50 == 1, person_id=n, tag="styrelse")
    _fill(db, person_role, numbers, n % 100 == 2, person_id=n, role="candidate")


def _addresses(db: Connection, numbers: CTE, now: datetime) -> None:
    n, own, chat = numbers.c.n, numbers.c.n % 10 != 9, numbers.c.n % 5 == 3
    state = _by(n % 50, "ok", {7: "invalid"})
    _fill(
        db, address, numbers, own, id=n, channel="sms", address=_said("+4670174", 10_000_000 + n), hash=_hash(n),
        state=state, created_at=now,
    )  # fmt: skip
    _fill(
        db, address, numbers, chat, id=CHATS + n, channel="telegram", address=cast(n, Text), hash=_hash(CHATS + n),
        state=_by(n % 100, "ok", {3: "blocked"}), last_in_at=now, created_at=now,
    )  # fmt: skip
    _fill(db, person_address, numbers, person_id=n, address_id=case((own, n), else_=n - 1))
    _fill(db, person_address, numbers, chat, person_id=n, address_id=CHATS + n)


def _hash(number: N) -> ColumnElement[str]:
    """As long as a real one, and different from its beginning as they are."""
    return cast(number % 9973, Text) + _said("-a-hash-as-long-as-they-are-", 10_000_000 + number)


def _silences(db: Connection, numbers: CTE, now: datetime) -> None:
    n = numbers.c.n
    pause = case((n % 500 == 20, literal(now + timedelta(days=30), Instant())))
    _fill(
        db, suppression, numbers, n % 50 == 20, key=_said("key ", n), hash=_hash(n), scope="all", until=pause,
        source="bench", created_at=now,
    )  # fmt: skip


def _claims(db: Connection, numbers: CTE, now: datetime) -> None:
    n, state = numbers.c.n, _by(numbers.c.n % 70, "confirmed", {13: "cancelled", 23: "waiting"})
    _fill(
        db, claim, numbers, n % 10 == 3, shift_id=1 + n // 10 * 37 % SHIFTS, person_id=n, state=state, created_at=now,
        updated_at=now,
    )  # fmt: skip
    when = {name: literal(value, booking.c[name].type) for name, value in _times(now + timedelta(days=2)).items()}
    _fill(
        db, booking, numbers, n % 1000 == 2, organization_id=PARTY, candidate_id=n, title="Torgmöte", venue="Torget",
        state="accepted", created_at=now, updated_at=now, **when,
    )  # fmt: skip


def _answers(db: Connection, numbers: CTE, now: datetime) -> None:
    n = numbers.c.n
    answered = n % 10 < 6
    whose = {"survey_id": 1, "version_id": 1, "person_id": n}
    _fill(
        db, survey_asked, numbers, **whose, state=case((answered, "answered"), else_="asked"), asked_at=now,
        answered_at=now,
    )  # fmt: skip
    _fill(db, answer, numbers, answered, id=n, answered_at=now, question="tasks", value="cottage", **whose)
    hours = {"question": "hours", "value": 5, "number": n % 40 * 1.0}
    _fill(db, answer, numbers, answered, id=CHATS + n, answered_at=now, **hours, **whose)
    _fill(db, answer_option, numbers, answered, answer_id=n, option=_by(n % 4, "flyers", {1: "cottage", 2: "doors"}))


def _messages(db: Connection, numbers: CTE, now: datetime) -> None:
    n, days = numbers.c.n, {day: now - timedelta(days=day) for day in range(10)}
    moment = case(*((numbers.c.n // 10 % 10 == day, literal(at, Instant())) for day, at in days.items()))
    _fill(
        db, outbox, numbers, n % 10 < 3, intent_key=_said("key ", n), token=_said("token ", n), organization_id=PARTY,
        person_id=n, address_id=n, channel="sms", address=_said("+4670174", 10_000_000 + n), hash=_hash(n),
        body="Hej! Kan du stå i valstugan på lördag? Svara JA eller NEJ. /Solidaritet Solna", hours="quiet", priority=2,
        not_before=now, not_after=now, state=_by(n % 50, "delivered", {1: "undelivered", 2: "sent"}), parts=1, price=0,
        created_at=moment, accepted_at=moment,
    )  # fmt: skip
    _fill(
        db, inbox, numbers, n % 10 == 4, provider="bench", account="", external_id=cast(n, Text), channel="sms",
        address=_said("+4670174", 10_000_000 + n), kind="text", body="Ja, gärna!", received_at=moment, state="done",
        person_id=n,
    )  # fmt: skip
