"""How many can be written to, and why the others cannot: each person under one reason."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert, select, update

from storage import segments
from storage.segments import Reach, SegmentError, error_text
from storage.tables import address, outbox, person, person_address
from tests.storage.segments.village import NOW, has_address, inventory, org, put, silenced, somebody

DAY = timedelta(days=1)


@pytest.fixture
def solna(db: Connection) -> int:
    return org(db, "Solna")


def reach(db: Connection, org_id: int, text: str | None = None, **manner: Any) -> Reach:
    result = segments.reach(db, org_id, text, NOW, **manner)
    assert isinstance(result, Reach)
    assert result.count == segments.count(db, org_id, text, NOW)
    assert result.count == result.reachable + sum(result.left_out.values())
    assert (result.reachable, set(result.left_out)) == (len(numbers(db, org_id, text, **manner)), set(result.left_out))
    return result


def numbers(db: Connection, org_id: int, text: str | None = None, **manner: Any) -> dict[str, str]:
    """The numbers that are written to, and the ids of those who are meant."""
    chosen: Any = segments.recipients(db, org_id, text, NOW, **manner)
    rows = db.execute(chosen).all()
    names = dict(db.execute(select(address.c.id, address.c.address)).all())  # type: ignore[arg-type]
    assert all(str(row.person_id) in row.people.split(",") for row in rows)
    return {names[row.address_id]: ",".join(sorted(row.people.split(","))) for row in rows}


def who(db: Connection, org_id: int, reason: str, **manner: Any) -> str:
    rows: Any = segments.left_out_people(db, org_id, None, NOW, reason=reason, limit=100, **manner)  # type: ignore[arg-type]
    return " ".join(sorted(row.first_name for row in rows))


def share(db: Connection, person_id: int, hash_: str) -> None:
    number = db.execute(select(address.c.id).where(address.c.hash == hash_)).scalar_one()
    db.execute(insert(person_address).values(person_id=person_id, address_id=number))


def wrote(db: Connection, hash_: str, *days_ago: int, **more: Any) -> None:
    """Texts of ours to that number."""
    number = db.execute(select(address).where(address.c.hash == hash_)).one()
    for nth, days in enumerate(days_ago):
        key, at = f"{hash_} {nth} {more}", NOW - days * DAY
        row = {
            "intent_key": key, "token": key, "address_id": number.id, "channel": "sms", "address": number.address,
            "hash": hash_, "body": "Hej", "hours": "quiet", "priority": 2, "not_before": at, "not_after": at,
            "state": "delivered", "parts": 1, "price": 0, "created_at": at, "accepted_at": at,
        }  # fmt: skip
        put(db, outbox, **(row | more))


def test_nobody_is_nobody(db: Connection, solna: int) -> None:
    assert reach(db, solna) == Reach(0, 0, 0, {})


def test_each_is_left_out_for_the_first_reason_that_holds(db: Connection, solna: int) -> None:
    has_address(db, somebody(db, solna, "Anna"))
    somebody(db, solna, "Nameless")
    silenced(db, has_address(db, somebody(db, solna, "Stopped")))
    silenced(db, has_address(db, somebody(db, solna, "Stopped-and-dead"), state="invalid"))
    silenced(db, has_address(db, somebody(db, solna, "Paused")), until=NOW + DAY)
    silenced(db, has_address(db, somebody(db, solna, "Back")), until=NOW)
    has_address(db, somebody(db, solna, "Dead"), state="invalid")
    has_address(db, somebody(db, solna, "Blocked"), "telegram", "blocked")
    found = reach(db, solna)
    assert found == Reach(8, 2, 0, {"no_address": 1, "paused": 1, "suppressed": 2, "unreachable": 2})
    assert found.recipients == 2
    said = {reason: who(db, solna, reason) for reason in found.left_out}
    assert said == {
        "no_address": "Nameless", "paused": "Paused", "suppressed": "Stopped Stopped-and-dead",
        "unreachable": "Blocked Dead",
    }  # fmt: skip


def test_who_has_a_road_that_is_open_is_written_to_there(db: Connection, solna: int) -> None:
    anna = somebody(db, solna, "Anna")
    silenced(db, has_address(db, anna), scope="sms")
    chat = has_address(db, anna, "telegram")
    assert list(numbers(db, solna)) == [chat.replace("hash", "address")]
    assert who(db, solna, "suppressed", channels=["sms"]) == "Anna"
    bo = somebody(db, solna, "Bo")
    has_address(db, bo, "telegram", "blocked")
    number = has_address(db, bo)
    assert number.replace("hash", "address") in numbers(db, solna)


def test_the_channel_last_used_is_taken_and_else_the_first(db: Connection, solna: int) -> None:
    anna = somebody(db, solna, "Anna")
    first, chat, third = (
        has_address(db, anna, channel).replace("hash", "address") for channel in ("sms", "telegram", "sms")
    )
    assert list(numbers(db, solna)) == [first]
    db.execute(update(address).where(address.c.address == third).values(last_in_at=NOW - DAY))
    db.execute(update(address).where(address.c.address == chat).values(last_in_at=NOW))
    assert list(numbers(db, solna)) == [chat]
    assert list(numbers(db, solna, channels=["sms"])) == [third]


def test_a_stop_holds_where_it_was_said(db: Connection, solna: int) -> None:
    below = org(db, "Hagalund", solna)
    for name, said in (("here", solna), ("below", below), ("everywhere", None)):
        silenced(db, has_address(db, somebody(db, below, name)), organization_id=said)
    assert who(db, solna, "suppressed") == "everywhere here"
    assert who(db, below, "suppressed") == "below everywhere"


def test_who_wants_nothing_of_a_topic_is_left_out_of_that_only(db: Connection, solna: int) -> None:
    hash_ = has_address(db, somebody(db, solna, "Anna"))
    silenced(db, hash_, scope="topic", topic="doors")
    silenced(db, hash_, scope="hours")
    assert reach(db, solna).reachable == 1
    assert reach(db, solna, topic="flyers").reachable == 1
    assert reach(db, solna, topic="doors").left_out == {"suppressed": 1}


def test_b09_a_household_is_written_to_once_and_the_others_are_named(db: Connection, solna: int) -> None:
    family = [somebody(db, solna, name) for name in ("Mor", "Far", "Lisa", "Kalle")]
    number = has_address(db, family[0])
    for person_id in family[1:]:
        share(db, person_id, number)
    assert reach(db, solna) == Reach(4, 1, 0, {"same_number": 3})
    assert numbers(db, solna) == {number.replace("hash", "address"): ",".join(sorted(map(str, family)))}
    assert who(db, solna, "same_number") == "Far Kalle Lisa"


def test_d46_a_stop_on_a_shared_number_silences_all_who_have_it(db: Connection, solna: int) -> None:
    mother, daughter = somebody(db, solna, "Mor"), somebody(db, solna, "Lisa")
    number = has_address(db, mother)
    share(db, daughter, number)
    silenced(db, number)
    assert reach(db, solna).left_out == {"suppressed": 2}
    has_address(db, daughter, "telegram")
    assert who(db, solna, "suppressed") == "Mor"


def test_p05_nobody_without_a_basis_is_written_to_about_politics(db: Connection, solna: int) -> None:
    for relation in ("member", "former_member", "regular_contact", "sympathizer"):
        has_address(db, somebody(db, solna, relation, relation=relation))
    asked = somebody(db, solna, "asked", relation="sympathizer")
    has_address(db, asked)
    db.execute(update(person).where(person.c.id == asked).values(basis="consent"))
    assert reach(db, solna).reachable == 5
    assert reach(db, solna, kind="political").left_out == {"no_basis": 1}
    assert who(db, solna, "no_basis", kind="political") == "sympathizer"


def test_on_a_shared_number_only_those_with_a_basis_are_meant(db: Connection, solna: int) -> None:
    friend, member = somebody(db, solna, "Vän", relation="sympathizer"), somebody(db, solna, "Medlem")
    number = has_address(db, friend)
    share(db, member, number)
    assert list(numbers(db, solna, kind="political").values()) == [str(member)]


def test_political_segments_are_of_organization_and_town_alone(db: Connection, solna: int) -> None:
    inventory(db, solna, "inventering", {"key": "hours", "kind": "number"})
    segments.save(db, solna, "ort", "town = Solna", by="test", now=NOW)
    segments.save(db, solna, "unga", "town = Solna and tag = ung", by="test", now=NOW)

    def political(text: str) -> SegmentError:
        result = segments.reach(db, solna, text, NOW, kind="political")
        assert isinstance(result, SegmentError)
        return result

    allowed = "organization = Solna and (town in (Solna, Kista) or not segment ort) minus town = Råsunda"
    assert isinstance(segments.reach(db, solna, allowed, NOW, kind="political"), Reach)
    for test in ("language = so", "hours >= 3", "written in last 3 days", "random 5 seed 1", "answered inventering"):
        wrong = political(f"town = Solna and not {test}")
        assert (wrong.reason, wrong.position, wrong.values["word"]) == ("political", 21, test)
    assert political("town = x and role = a or tag = b").position == 13
    inside = political("town = Solna or segment unga").inside
    assert inside is not None
    assert (inside.reason, inside.position) == ("political", 17)
    assert "bara" in error_text(political("tag = a"), "sv")
    assert "only" in error_text(political("tag = a"), "en")


def test_those_who_had_texts_often_are_counted_and_spared_when_asked(db: Connection, solna: int) -> None:
    elsewhere = org(db, "Kista")
    tired, fresh, talks = (has_address(db, somebody(db, solna, name)) for name in ("Trött", "Pigg", "Pratar"))
    wrote(db, tired, 1, 2)
    wrote(db, tired, 3, organization_id=elsewhere)
    wrote(db, fresh, 1, 2, 8)
    wrote(db, fresh, 1, state="refused")
    wrote(db, talks, 1, 1, 1, free_until=NOW)
    assert reach(db, solna) == Reach(3, 3, 1, {})
    assert reach(db, solna, spare=True) == Reach(3, 2, 1, {"often": 1})
    assert who(db, solna, "often", spare=True) == "Trött"


def test_the_left_out_come_in_pages(db: Connection, solna: int) -> None:
    ids = [somebody(db, solna, f"p{number}") for number in range(5)]
    page: Any = segments.left_out_people(db, solna, None, NOW, reason="no_address", limit=2)
    rest: Any = segments.left_out_people(db, solna, None, NOW, reason="no_address", limit=9, after=page[-1].id)
    assert [row.id for row in (*page, *rest)] == ids
    assert page[0].organization == "Solna"


def test_a_few_names_are_shown_of_those_who_are_written_to(db: Connection, solna: int) -> None:
    for number in range(9):
        has_address(db, somebody(db, solna, f"p{number}"))
    somebody(db, solna, "nobody")
    some: Any = segments.sample(db, solna, None, NOW, n=5)
    assert len({row.first_name for row in some} - {"nobody"}) == 5
    assert some == segments.sample(db, solna, None, NOW, n=5)


def test_a_segment_that_speaks_of_addresses_and_texts_reaches_the_same(db: Connection, solna: int) -> None:
    anna, bo = has_address(db, somebody(db, solna, "Anna")), has_address(db, somebody(db, solna, "Bo"))
    wrote(db, anna, 1)
    silenced(db, bo)
    assert reach(db, solna, "reachable by sms").reachable == 1
    assert reach(db, solna, "not reachable by sms").left_out == {"suppressed": 1}
    assert reach(db, solna, "written in last 3 days or random 5 seed 1").count == 2


def test_an_expression_that_cannot_be_used_is_said_by_all_of_them(db: Connection, solna: int) -> None:
    for ask in (segments.reach, segments.recipients, segments.sample):
        result = ask(db, solna, "town =", NOW)
        assert isinstance(result, SegmentError)
    assert isinstance(segments.left_out_people(db, solna, "town =", NOW, reason="often", limit=1), SegmentError)


states, silences = st.sampled_from(["ok", "blocked"]), st.sampled_from(["", "all", "sms", "pause"])
roads = st.tuples(st.sampled_from(["sms", "telegram"]), states, silences)
crowds = st.lists(st.tuples(st.lists(roads, max_size=3), st.booleans()), max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(crowds, st.sampled_from(["organizing", "political"]))
def test_everybody_is_counted_once_and_nobody_silenced_is_written_to(engine: Engine, crowd: Any, kind: str) -> None:
    with engine.connect() as db:
        home = org(db, "Solna")
        forbidden, before = set(), ""
        for spread, shares in crowd:
            person_id = somebody(db, home, "p")
            for channel, state, silence in spread:
                before = has_address(db, person_id, channel, state)
                more = {"until": NOW + DAY} if silence == "pause" else {"scope": silence}
                if silence:
                    silenced(db, before, **more)
                if state != "ok" or silence in ("all", "pause") or silence == channel == "sms":
                    forbidden.add(before.replace("hash", "address"))
            if shares and before and not spread:
                share(db, person_id, before)
        reach(db, home, kind=kind)
        assert not forbidden & set(numbers(db, home, kind=kind))
        db.rollback()
