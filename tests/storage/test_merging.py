"""Two people become one: nothing of either is lost, no place is sold twice or lost, and a STOP stays."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select

from storage import addresses, changes, conversations, duplicates, people, shifts, suppression, surveys, timers
from storage.merging import Merged, Refusal, merge
from storage.merging_fields import FIELDS, STANDING
from storage.merging_rows import once_in, references
from storage.session import Database
from storage.suppression import ALL, Silence
from storage.tables import (
    audit,
    change,
    claim,
    conversation,
    inbox,
    kept_apart,
    person,
    person_role,
    person_tag,
    shift,
    survey_asked,
    timer,
)  # fmt: skip
from storage.tables import suppression as silences
from tests.storage.doubles import DISTRICT, ELSEWHERE, HERE, NOW, SOLNA, SUNDBYBERG, count, settle, somebody

PHONES = [f"+467017406{n:02d}" for n in range(5, 9)]
LATER = NOW + timedelta(days=1)
SETTLED = {"answer", "survey_asked", "booking_slot", "candidate"}  # of which merging chooses one row
SETS = {"person_address", "person_tag", "person_role"}  # of which one is as good as the other


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        settle(connection)
        yield connection


def merged(db: Connection, keep: int, drop: int, **options: Any) -> Merged:
    outcome = merge(db, keep, drop, LATER, by="test", **options)
    assert isinstance(outcome, Merged), outcome
    return outcome


def two(db: Connection, **columns: Any) -> tuple[int, int]:
    return somebody(db, "Karin", "Ek", PHONES[0]), somebody(db, "Karin", "Ek", PHONES[1], **columns)


def add_shift(db: Connection, maximum: int = 9) -> int:
    starts = NOW + timedelta(days=3 + count(db, shift))
    values = {
        "organization_id": SOLNA, "activity_id": shifts.activity_id(db, SOLNA, "Valstuga"), "venue": "Torget",
        "wall_start": starts.replace(tzinfo=None), "wall_end": starts.replace(tzinfo=None), "zone": "UTC",
        "starts_at": starts, "ends_at": starts + timedelta(hours=2), "minimum": 0, "maximum": maximum,
    }  # fmt: skip
    return int(db.execute(insert(shift).values(values).returning(shift.c.id)).scalar_one())


def take(db: Connection, who: int, shift_id: int, state: str = "confirmed", places: int = 1, **columns: Any) -> int:
    if state == "confirmed":
        assert shifts.take_place(db, shift_id, places, NOW)
    values = {"shift_id": shift_id, "person_id": who, "state": state, "people": places, "created_at": NOW}
    claim_id = shifts.make_claim(db, {**values, "updated_at": NOW, **columns})
    assert claim_id is not None
    return claim_id


def add_survey(db: Connection, name: str = "bil") -> Any:
    surveys.load(db, SOLNA, name, {"name": name}, NOW)
    return surveys.newest_version(db, surveys.find(db, SOLNA, name) or 0)


def talk(db: Connection, who: int, status: str, flow: str = "menu", **state: Any) -> int:
    values = {"person_id": who, "flow": flow, "step": "ask", "state": state, "status": status, "updated_at": NOW}
    return int(conversations.make(db, values).id)


def write(db: Connection, who: int, text: str) -> None:
    values = {"provider": "p", "account": "a", "external_id": text, "channel": "sms", "address": PHONES[0]}
    db.execute(insert(inbox).values(values | {"kind": "text", "body": text, "received_at": NOW, "person_id": who}))


def numbers(db: Connection, who: int) -> list[str]:
    return sorted(row.address for row in addresses.of_person(db, who))


def test_everything_moves_and_the_other_is_gone(db: Connection) -> None:
    keep, drop = two(db)
    for who, name in ((keep, "a"), (drop, "a"), (drop, "b")):
        if not count(db, person_tag, person_tag.c.person_id == who, person_tag.c.tag == name):
            db.execute(insert(person_tag).values(person_id=who, tag=name))
    db.execute(insert(person_role).values(person_id=drop, role="candidate"))
    write(db, drop, "hej")
    changes.made(db, drop, "language", {"language": "en"}, NOW)
    outcome = merged(db, keep, drop)
    assert people.get(db, drop) is None
    assert people.tags_of(db, keep) == ["a", "b"]
    assert count(db, person_role, person_role.c.person_id == keep) == 1
    assert numbers(db, keep) == PHONES[:2]
    assert [row.text for row in people.messages_of(db, keep)] == ["hej"]
    assert count(db, change, change.c.person_id == keep) == 1
    assert outcome.moved["person_address"] == outcome.moved["inbox"] == 1


def test_empty_fields_are_filled_and_others_stay_and_are_named(db: Connection) -> None:
    keep = somebody(db, "Karin", "Ek", town="Solna", created_at=LATER)
    drop = somebody(db, "Karin", "Lind", town="Kista", email="k@example.org", member_number="17")
    conflicts = {each.column: (each.stands, each.left) for each in merged(db, keep, drop).conflicts}
    row = people.get(db, keep)
    assert row is not None
    assert (row.town, row.email, row.member_number, row.folded_name) == ("Solna", "k@example.org", "17", "karin ek")
    assert conflicts == {"last_name": ("Ek", "Lind"), "town": ("Solna", "Kista")}
    assert (row.created_at, row.updated_at) == (NOW, LATER)


def test_what_was_set_by_hand_stands_on_either_side(db: Connection) -> None:
    keep = somebody(db, "Karin", "Ek", town="Solna", email=None, corrected=["email"])
    drop = somebody(db, "Karin", "Lind", town="Kista", email="k@example.org", corrected=["last_name", "email"])
    merged(db, keep, drop)
    row = people.get(db, keep)
    assert row is not None
    assert (row.last_name, row.folded_name, row.town, row.email) == ("Lind", "karin lind", "Solna", None)
    assert row.corrected == ["email", "last_name"]


MEMBER, CONSENT, CONTACT = ("member", "member"), ("sympathizer", "consent"), ("regular_contact", "contact")
FORMER, NEITHER = ("former_member", "member"), ("sympathizer", "contact")


@pytest.mark.parametrize(("weaker", "stronger"), [(CONSENT, MEMBER), (CONTACT, CONSENT), (FORMER, CONTACT),
                                                  (NEITHER, FORMER)])  # fmt: skip
@pytest.mark.parametrize("keeps_weaker", [True, False])
def test_the_stronger_basis_is_kept_with_its_source_and_date(
    db: Connection, weaker: tuple[str, str], stronger: tuple[str, str], keeps_weaker: bool
) -> None:
    weak: dict[str, Any] = {"relation": weaker[0], "basis": weaker[1], "basis_source": "old", "left_at": NOW}
    strong: dict[str, Any] = {"relation": stronger[0], "basis": stronger[1], "basis_source": "form", "basis_at": LATER}
    keep = somebody(db, "Karin", "Ek", **(weak if keeps_weaker else strong))
    drop = somebody(db, "Karin", "Ek", **(strong if keeps_weaker else weak))
    merged(db, keep, drop)
    row = people.get(db, keep)
    assert row is not None
    assert (row.relation, row.basis, row.basis_source, row.basis_at, row.left_at) == (*stronger, "form", LATER, None)


def test_a_standing_set_by_hand_is_stronger_than_any(db: Connection) -> None:
    keep = somebody(db, "Karin", "Ek", relation="former_member", left_at=NOW, corrected=["relation"])
    merged(db, keep, somebody(db, "Karin", "Ek"))
    row = people.get(db, keep)
    assert row is not None
    assert (row.relation, row.left_at) == ("former_member", NOW)


def test_the_newest_answer_to_a_question_stands(db: Connection) -> None:
    (keep, drop), version = two(db), add_survey(db)
    for who, question, value, days in (
        (keep, "car", "no", 0), (drop, "car", "yes", 1), (keep, "hours", 4, 1), (drop, "hours", 9, 0),
        (drop, "when", ["x"], 0),
    ):  # fmt: skip
        surveys.save_answer(db, version, who, question, value, NOW + timedelta(days=days))
    merged(db, keep, drop)
    assert surveys.answers_of(db, version.survey_id, keep) == {"car": "yes", "hours": 4, "when": ["x"]}


def test_asked_twice_they_have_come_as_far_as_the_further(db: Connection) -> None:
    (keep, drop), version = two(db), add_survey(db)
    for who, state in ((keep, "partial"), (drop, "answered")):
        surveys.ask(db, version, who, NOW)
        surveys.has_come_to(db, version.survey_id, who, state, NOW)
    talk(db, keep, "open", "survey", version=version.id, at=2)
    merged(db, keep, drop)
    asked = db.execute(select(survey_asked)).one()
    assert (asked.person_id, asked.state, asked.answered_at) == (keep, "answered", NOW)
    assert conversations.open_of_person(db, keep) is None, "they have answered it"


def test_two_places_in_one_shift_are_one_and_the_other_is_free(db: Connection) -> None:
    (keep, drop), both, alone = two(db), add_shift(db), add_shift(db)
    small = take(db, keep, both, coming="yes")
    big, other = take(db, drop, both, places=2, condition="om det inte regnar"), take(db, drop, alone)
    for claim_id in (small, big):
        values = {"key": f"r:{claim_id}", "kind": "reminder_day", "due_at": LATER, "not_after": LATER}
        timers.set_timer(db, values | {"claim_id": claim_id})
    outcome = merged(db, keep, drop)
    rows = {row.id: row for row in shifts.claims_of_person(db, keep)}
    assert {key: row.state for key, row in rows.items()} == {small: "cancelled", big: "confirmed", other: "confirmed"}
    assert (rows[big].people, rows[big].coming, rows[big].condition) == (2, "yes", "om det inte regnar")
    assert [shifts.get(db, each).taken for each in (both, alone)] == [2, 1]  # type: ignore[union-attr]
    assert outcome.freed == (both,)
    waiting = select(timer.c.claim_id).where(timer.c.state == "waiting")
    assert list(db.execute(waiting).scalars()) == [big]


def test_a_place_is_worth_more_than_a_wait(db: Connection) -> None:
    (keep, drop), full = two(db), add_shift(db)
    wait, place = take(db, keep, full, "waiting", 3), take(db, drop, full)
    assert merged(db, keep, drop).freed == ()
    states = {row.id: row.state for row in shifts.claims_of_person(db, keep)}
    assert states == {wait: "cancelled", place: "confirmed"}


def test_the_open_talk_ends_and_the_line_goes_on_without_asking_twice(db: Connection) -> None:
    (keep, drop), version = two(db), add_survey(db)
    mine = talk(db, keep, "open", "survey", version=version.id)
    open_, twin = talk(db, drop, "open"), talk(db, drop, "waiting", "survey", version=version.id)
    fresh, aside = talk(db, drop, "waiting", "reminder", shift=7), talk(db, drop, "aside", "reminder", shift=8)
    merged(db, keep, drop)
    states = {row.id: row.status for row in db.execute(select(conversation))}
    assert states == {mine: "open", open_: "ended", twin: "ended", fresh: "waiting", aside: "aside"}
    assert count(db, conversation, conversation.c.person_id == keep) == 5


@pytest.mark.parametrize("silenced", [0, 1])
@pytest.mark.parametrize("keeps_first", [True, False])
def test_a_stop_from_either_holds_for_all_their_addresses(db: Connection, silenced: int, keeps_first: bool) -> None:
    pair = two(db)
    suppression.suppress(db, [addresses.hash_of(db, "sms", PHONES[silenced])], source="text", now=NOW)
    waiting = talk(db, pair[1], "waiting")
    keep = pair[0] if keeps_first else pair[1]
    merged(db, keep, pair[1] if keeps_first else pair[0])
    assert all(suppression.is_silenced(db, row.hash, LATER) for row in addresses.of_person(db, keep))
    assert conversations.get(db, waiting).status == "ended"  # type: ignore[union-attr]


def test_a_pause_never_shortens_a_stop_and_no_sms_leaves_the_chat_alone(db: Connection) -> None:
    keep, drop = two(db)
    chat = addresses.find_or_make(db, "telegram", "4711", NOW)
    addresses.tie(db, keep, chat.id)
    mine, theirs = (addresses.hash_of(db, "sms", number) for number in PHONES[:2])
    suppression.suppress(db, [mine], Silence("sms"), source="text", now=NOW)
    suppression.suppress(db, [theirs], Silence(until=LATER + timedelta(days=9)), source="text", now=NOW)
    merged(db, keep, drop)
    standings = {row.address: suppression.standing(db, row.hash, LATER) for row in addresses.of_person(db, keep)}
    assert standings == {PHONES[0]: "silenced", PHONES[1]: "silenced", "4711": "paused"}


def test_who_was_kept_apart_from_one_is_kept_apart_from_both(db: Connection) -> None:
    keep, drop = two(db)
    third = somebody(db, "Karin", "Ek", PHONES[0])
    for other in (third, keep):
        duplicates.keep_apart(db, drop, other, "test", NOW)
    merged(db, keep, drop)
    assert [(row.first_id, row.second_id) for row in db.execute(select(kept_apart))] == [(keep, third)]
    assert duplicates.proposals(db, HERE) == []


def test_it_is_refused_where_it_cannot_be_right(db: Connection) -> None:
    keep, drop = two(db, at=SUNDBYBERG)
    top, elsewhere = somebody(db, "K", "Ek", at=DISTRICT), somebody(db, "K", "Ek", at=ELSEWHERE)
    refusals = [(keep, keep), (keep, 999), (keep, drop), (keep, top)]
    keys = [merge(db, *pair, LATER, by="test") for pair in refusals]
    different = Refusal("different_organizations")
    assert keys == [Refusal("same_person"), Refusal("not_found", 999), different, different]
    assert merge(db, keep, elsewhere, LATER, by="test", across=True) == different
    assert merge(db, keep, drop, LATER, by="test", across=True) == different, "beside is not below"
    assert count(db, audit) == 0
    merged(db, keep, top, across=True)
    assert people.get(db, keep).organization == "Solna"  # type: ignore[union-attr]


def test_two_who_merge_the_same_two_at_once_merge_them_once(database: Database) -> None:
    database.change(settle)
    one, other = database.change(two)
    waiting = [
        database.write(lambda db: merge(db, one, other, LATER, by="test")),
        database.write(lambda db: merge(db, other, one, LATER, by="test")),
    ]
    outcomes = [each.result() for each in waiting]
    assert sorted(type(each).__name__ for each in outcomes) == ["Merged", "Refusal"]
    assert len(database.read(people.listed)) == 1


def test_it_stands_in_the_audit_without_what_was_in_the_fields(db: Connection) -> None:
    keep, drop = two(db, town="Kista", email="k@example.org", language="en")
    merged(db, keep, drop)
    row = db.execute(select(audit)).one()
    assert (row.actor, row.action, row.organization_id, row.object) == ("test", "people merge", SOLNA, str(keep))
    assert (row.detail["dropped"], row.detail["differed"]) == (drop, ["language"])


def test_what_a_table_does_in_a_merge_has_been_thought_of() -> None:
    """A person can stand only once in these: whoever adds another says here which of two rows is to stand."""
    once = {table.name for table, column in references() if once_in(table, column)}
    assert once <= SETS | SETTLED
    indexes = {index.name for table, _ in references() for index in table.indexes if index.unique}
    assert indexes <= {"uq_claim_held", "uq_conversation_open_person", "uq_conversation_open_address"}
    other = {"id", "organization_id", "folded_name", "corrected", "created_at", "updated_at"}
    assert {*FIELDS, *STANDING} | other == set(person.c.keys())


# Whatever two people have

STATES = st.sampled_from(["confirmed", "confirmed", "waiting", "offered", "cancelled", "attended", "no_show"])
CLAIMS = st.dictionaries(st.integers(0, 2), st.tuples(STATES, st.integers(1, 3)))
ANSWERS = st.dictionaries(st.sampled_from("abc"), st.tuples(st.sampled_from(["yes", "no"]), st.integers(0, 3)))
SOMEBODY = st.fixed_dictionaries(
    {"phones": st.sets(st.sampled_from(PHONES)), "tags": st.sets(st.sampled_from("xyz")), "claims": CLAIMS,
     "answers": ANSWERS, "texts": st.integers(0, 2)}
)  # fmt: skip


def give(db: Connection, who: int, theirs: dict[str, Any], shift_ids: list[int], version: Any) -> None:
    for phone in theirs["phones"]:
        addresses.tie(db, who, addresses.find_or_make(db, "sms", phone, NOW).id)
    for tag in theirs["tags"]:
        db.execute(insert(person_tag).values(person_id=who, tag=tag))
    for n, (state, places) in theirs["claims"].items():
        take(db, who, shift_ids[n], state, places)
    for question, (value, days) in theirs["answers"].items():
        surveys.save_answer(db, version, who, question, value, NOW + timedelta(days=days))
    for n in range(theirs["texts"]):
        write(db, who, f"{who}:{n}")


def newest(one: dict[str, tuple[str, int]], other: dict[str, tuple[str, int]]) -> dict[str, str]:
    """The newer answer to each question; of two at the same moment that of the first."""
    return {key: max((one.get(key, ("", -1)), other.get(key, ("", -2))), key=lambda said: said[1])[0]
            for key in {*one, *other}}  # fmt: skip


def taken(db: Connection) -> dict[int, int]:
    return {row.id: row.taken for row in db.execute(select(shift.c.id, shift.c.taken))}


def confirmed(db: Connection) -> dict[int, int]:
    places = select(claim.c.shift_id, func.sum(claim.c.people)).where(claim.c.state == "confirmed")
    return {shift_id: int(n) for shift_id, n in db.execute(places.group_by(claim.c.shift_id))}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=SOMEBODY, other=SOMEBODY, stopped=st.sets(st.sampled_from(PHONES), max_size=2))
def test_nothing_is_lost_whatever_they_have(
    db: Connection, one: dict[str, Any], other: dict[str, Any], stopped: set[str]
) -> None:
    with db.begin_nested() as savepoint:
        keep, drop, third = (somebody(db, "Karin", "Ek") for _ in range(3))
        shift_ids, version = [add_shift(db) for _ in range(3)], add_survey(db)
        give(db, keep, one, shift_ids, version)
        give(db, drop, other, shift_ids, version)
        take(db, third, shift_ids[0], places=2)
        suppression.suppress(db, [addresses.hash_of(db, "sms", each) for each in stopped], ALL, source="text", now=NOW)
        before, claims = taken(db), count(db, claim)
        freed = merged(db, keep, drop).freed

        assert numbers(db, keep) == sorted(one["phones"] | other["phones"])
        assert people.tags_of(db, keep) == sorted(one["tags"] | other["tags"])
        assert len(people.messages_of(db, keep)) == one["texts"] + other["texts"]
        assert surveys.answers_of(db, version.survey_id, keep) == newest(one["answers"], other["answers"])
        assert count(db, claim) == claims, "a claim that gives way is cancelled, not forgotten"
        assert taken(db) == {**dict.fromkeys(before, 0), **confirmed(db)}
        for shift_id, n in before.items():
            assert (taken(db)[shift_id] < n) == (shift_id in freed)
        theirs = addresses.of_person(db, keep)
        silenced = {row.address for row in theirs if suppression.is_silenced(db, row.hash, LATER)}
        assert silenced == (set(numbers(db, keep)) if stopped & set(numbers(db, keep)) else set())
        assert all(count(db, table, column == drop) == 0 for table, column in references())
        assert count(db, silences, silences.c.hash.in_([row.hash for row in theirs])) == len(silenced)
        savepoint.rollback()
