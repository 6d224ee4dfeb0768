"""Whoever asks for it is erased whole; what counts goes on counting, and nobody else loses anything."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Row, func, insert, select, update

from bot.say import About, Buttons, Manner, say
from flows.shown import Button
from storage import addresses, blanking, changes, conversations, erased, inbox, outbox, people, rights, shifts, surveys
from storage import suppression as opt_outs
from storage.erasing import Report, erase
from storage.session import Database
from storage.tables import (
    address,
    answer,
    audit,
    change,
    claim,
    conversation,
    delivery_status,
    metadata,
    person,
    person_role,
    person_tag,
    shift,
    suppression,
    survey_asked,
    timer,
)
from storage.tables import inbox as inbox_table
from storage.tables import outbox as outbox_table
from tests.world import Somebody, World, add_shift, found, give_place, join, load_survey, set_on_call, tie_chat

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ASA, BO, KIM = "+46701740605", "+46701740606", "+46701740607"
SURVEY = """
name: bil
title: {sv: Bilar, en: Cars}
questions:
  - {key: car, kind: yesno, ask: {sv: "Kan du köra bil åt oss?", en: "Could you drive for us?"}}
"""
START, END = datetime(2026, 11, 28, 11), datetime(2026, 11, 28, 14)


@pytest.fixture
def world(database: Database) -> World:
    """Åsa, of whom there is something of every kind; Bo, who shares nothing with her; and a shift that Kim runs."""
    world = found(database, "Solidaritet Solna", NOW)
    asa, bo = join(world, "Åsa Ek", ASA, "sv", NOW), join(world, "Bo Al", BO, "sv", NOW)
    kim = join(world, "Kim Ask", KIM, "sv", NOW)
    tie_chat(world, asa, NOW)
    shift_id = add_shift(world, "Valstuga", "Torget", START, END, NOW, responsible=KIM)
    give_place(world, asa, shift_id, NOW, people=2)
    give_place(world, bo, shift_id, NOW)
    load_survey(world, SURVEY, NOW)
    database.change(lambda db: fill(db, world, asa))
    for each in (asa, bo, kim):
        database.change(lambda db, each=each: correspond(db, world, each))  # type: ignore[misc]
    return world


def fill(db: Connection, world: World, who: Somebody) -> None:
    """An answer, a talk, a change, a tag and a role."""
    survey_id = surveys.find(db, world.organization.id, "bil") or 0
    version = surveys.newest_version(db, survey_id)
    assert version is not None
    surveys.ask(db, version, who.id, NOW)
    surveys.save_answer(db, version, who.id, "car", "yes", NOW, "om jag får låna en")
    talk = {"organization_id": world.organization.id, "person_id": who.id, "flow": "menu", "step": "ask", "state": {}}
    row = conversations.make(db, {**talk, "status": "open", "updated_at": NOW})
    changes.made(db, who.id, "language", {"language": "en"}, NOW, row.id)
    db.execute(insert(person_tag).values(person_id=who.id, tag="styrelse"))
    db.execute(insert(person_role).values(person_id=who.id, role="candidate"))


def correspond(db: Connection, world: World, who: Somebody) -> None:
    """A text that came, and one of ours that arrived."""
    came(db, f"SMin{who.id}", who.number, f"Hej, det är {who.name}", person_id=who.id)
    went = write(db, world, who, f"hello:{who.id}", f"Hej {who.name}!")
    db.execute(update(outbox_table).where(outbox_table.c.id == went).values(state="on_wire"))
    outbox.accepted(db, {went: f"SMout{who.id}"}, NOW, can_forget=True)
    outbox.status_came(db, token_of(db, went), f"SMout{who.id}", "delivered", "", NOW)


def came(db: Connection, sid: str, number: str, body: str, *, person_id: int | None = None, state: str = "done") -> int:
    values = {"provider": "twilio", "account": "AC", "external_id": sid, "channel": "sms", "address": number}
    values |= {"kind": "text", "body": body, "data": {"opt_out": "STOP"}, "received_at": NOW}
    stored = inbox.store_once(db, values) or 0
    db.execute(update(inbox_table).where(inbox_table.c.id == stored).values(person_id=person_id, state=state))
    return stored


def write(
    db: Connection, world: World, who: Somebody, key: str, body: str, *, despite_stop: bool = False,
    at: datetime = NOW, person_id: int | None = None,
) -> int:  # fmt: skip
    to = addresses.find(db, "sms", who.number)
    assert to is not None
    manner = Manner("any", not_after=at + timedelta(hours=12), despite_stop=despite_stop)
    about = About(world.organization.id, who.id if person_id is None else person_id or None, "menu")
    below = Buttons(fixed=(Button("Ja", "yes"),))
    return say(db, key, to, body, now=at, manner=manner, about=about, buttons=below) or 0


def token_of(db: Connection, outbox_id: int) -> str:
    return str(message(db, outbox_id).token)


def message(db: Connection, outbox_id: int) -> Row[Any]:
    return db.execute(select(outbox_table).where(outbox_table.c.id == outbox_id)).one()


def erased_now(world: World, name: str = "Åsa") -> Report:
    return world.database.change(lambda db: erase(db, world.people[name].id, LATER, by="command line"))


def whole(database: Database) -> str:
    """Everything in the database, as one text."""
    return database.read(lambda db: json.dumps([list(map(str, row)) for t in metadata.sorted_tables
                                                for row in db.execute(select(t))], ensure_ascii=False))  # fmt: skip


def count(world: World, table: Any, *conditions: Any) -> int:
    wanted = select(func.count()).select_from(table).where(*conditions)
    return world.database.read(lambda db: db.execute(wanted).scalar_one())


def test_nothing_of_the_person_is_left_anywhere(world: World) -> None:
    asa = world.people["Åsa"]
    erased_now(world)
    left = whole(world.database)
    for trace in ("Åsa", "Ek", "åsa", ASA, asa.chat, "070-174 06 05", "styrelse", "låna"):
        assert trace not in left, trace
    for table in (answer, survey_asked, change, person_tag, person_role):
        assert count(world, table) == 0, table.name
    assert count(world, conversation, conversation.c.person_id.is_not(None)) == 0
    assert count(world, claim) == 1
    assert count(world, address) == 2


def test_the_places_are_free_again(world: World) -> None:
    report = erased_now(world)
    row = world.database.read(lambda db: shifts.get(db, world.shifts[0]))
    assert row is not None
    assert (row.taken, report.freed) == (1, (world.shifts[0],))


def test_the_ledger_adds_up_as_before_and_late_statuses_are_known(world: World) -> None:
    before = world.database.read(outbox.counts)
    hers = select(outbox_table.c.token).where(outbox_table.c.person_id == world.people["Åsa"].id)
    token = world.database.read(lambda db: db.execute(hers).scalar_one())
    erased_now(world)
    assert world.database.read(outbox.counts) == before
    assert count(world, delivery_status) == 3
    assert world.database.change(lambda db: outbox.status_came(db, token, "SM", "sent", "", LATER))


def test_the_report_counts_and_names_nobody(world: World) -> None:
    report = erased_now(world)
    assert report.removed == {
        "answers": 1, "surveys": 1, "claims": 1, "conversations": 1, "changes": 1, "tags": 1, "roles": 1, "ties": 2,
        "timers": 2, "messages_in": 1, "messages_out": 1, "told_others": 0, "responsible_for": 0, "addresses": 2,
        "bookings": 0,
    }  # fmt: skip
    [request] = world.database.read(lambda db: rights.listed(db, world.organization.id))
    assert (request.kind, request.by, request.done_at) == ("erasure", "command line", LATER)
    assert request.report == report.to_json()
    [noted] = world.database.read(lambda db: list(db.execute(select(audit).where(audit.c.action == "erase"))))
    assert (noted.actor, noted.object, noted.detail) == ("command line", "person", report.removed)


def test_others_keep_everything(world: World) -> None:
    def of_bo(db: Connection) -> list[Any]:
        bo = world.people["Bo"].id
        messages, claims = people.messages_of(db, bo), shifts.claims_of_person(db, bo)
        return [people.get(db, bo), messages, claims, addresses.of_person(db, bo)]

    before = world.database.read(of_bo)
    erased_now(world)
    assert world.database.read(of_bo) == before


def test_a_household_keeps_its_number_and_what_is_theirs(world: World) -> None:
    asa, bo = world.people["Åsa"], world.people["Bo"]

    def share(db: Connection) -> list[int]:
        number = addresses.find(db, "sms", ASA)
        assert number is not None
        addresses.tie(db, bo.id, number.id)
        mine = came(db, "SMbo", ASA, "Bo här", person_id=bo.id)
        nobodys = came(db, "SMwho", ASA, "ja")
        return [mine, nobodys, write(db, world, Somebody(bo.id, "Bo", ASA), "bo", "Hej Bo!")]

    ids = world.database.change(share)
    erased_now(world)
    mine, nobodys, wrote = world.database.read(
        lambda db: [inbox.get(db, ids[0]), inbox.get(db, ids[1]), message(db, ids[2])]
    )
    assert mine is not None
    assert nobodys is not None
    assert (mine.body, mine.address, mine.person_id) == ("Bo här", ASA, bo.id)
    assert (nobodys.body, nobodys.address) == ("ja", ASA)
    assert (wrote.body, wrote.state, wrote.address) == ("Hej Bo!", "queued", ASA)
    assert [row.id for row in world.database.read(lambda db: people.at_address(db, ASA))] == [bo.id]
    assert "Åsa" not in whole(world.database)
    assert world.database.read(lambda db: people.get(db, asa.id)) is None


def test_an_opt_out_outlives_it(world: World) -> None:
    hashed = world.database.read(lambda db: addresses.hash_of(db, "sms", ASA))
    world.database.change(lambda db: opt_outs.suppress(db, [hashed], source="text", now=NOW))
    erased_now(world)
    assert count(world, suppression) == 1
    again = world.database.change(lambda db: addresses.find_or_make(db, "sms", ASA, LATER))
    assert world.database.read(lambda db: opt_outs.is_silenced(db, again.hash, LATER))


def test_it_is_remembered_by_a_hash_that_an_import_knows(world: World) -> None:
    erased_now(world)

    def known(db: Connection) -> dict[str, datetime]:
        hashed = erased.hash_of(db, ASA, "åsa ek")
        return erased.known(db, [world.organization.id], [hashed, erased.hash_of(db, ASA, "bo al")])

    assert list(world.database.read(known).values()) == [LATER]


def test_what_waits_for_them_does_not_go_out(world: World) -> None:
    asa = world.people["Åsa"]
    waiting = world.database.change(lambda db: write(db, world, asa, "later", "Kan du på lördag?"))
    taken = world.database.change(lambda db: write(db, world, asa, "soon", "Kan du på söndag?"))
    world.database.change(lambda db: outbox.claim(db, [taken], owner="worker", now=NOW))
    erased_now(world)
    going = world.database.change(lambda db: outbox.put_on_wire(db, [waiting, taken], owner="worker", now=LATER))
    rows = world.database.read(lambda db: [message(db, waiting), message(db, taken)])
    assert going == set()
    assert {(row.state, row.body, row.address) for row in rows} == {("cancelled", "", "")}


def test_the_receipt_of_a_stop_still_goes_and_then_the_number_does(world: World) -> None:
    asa = world.people["Åsa"]
    receipt = world.database.change(lambda db: write(db, world, asa, "stop", "Du får inga fler.", despite_stop=True))
    erased_now(world)
    kept = world.database.read(lambda db: message(db, receipt))
    assert (kept.state, kept.body, kept.address, kept.person_id) == ("queued", "Du får inga fler.", ASA, None)
    assert not world.database.read(blanking.is_unfinished)
    send(world.database, receipt)
    assert world.database.change(blanking.finish) == 1
    assert ASA not in whole(world.database)
    assert world.database.read(lambda db: message(db, receipt)).forget_at == LATER


def send(database: Database, outbox_id: int) -> None:
    """It goes out, and the provider takes it."""
    database.change(lambda db: outbox.claim(db, [outbox_id], owner="worker", now=LATER))
    going = database.change(lambda db: outbox.put_on_wire(db, [outbox_id], owner="worker", now=LATER))
    assert going == {outbox_id}
    database.change(lambda db: outbox.accepted(db, {outbox_id: "SMreceipt"}, LATER, can_forget=True))


def test_what_is_said_in_the_very_turn_that_erases_goes_out(world: World) -> None:
    asa = world.people["Åsa"]
    said = world.database.change(lambda db: write(db, world, asa, "erased", "Nu är allt raderat.", at=LATER))
    erased_now(world)
    send(world.database, said)
    world.database.change(blanking.finish)
    assert ASA not in whole(world.database)


def test_what_is_on_the_wire_is_settled_first_and_never_sent_again(world: World) -> None:
    asa = world.people["Åsa"]
    flying = world.database.change(lambda db: write(db, world, asa, "flying", "Kan du på lördag?"))
    world.database.change(lambda db: outbox.claim(db, [flying], owner="worker", now=NOW))
    world.database.change(lambda db: outbox.put_on_wire(db, [flying], owner="worker", now=NOW))
    erased_now(world)
    world.database.change(lambda db: outbox.unknown(db, flying, "timeout", can_prove=True, now=LATER))
    assert world.database.read(lambda db: message(db, flying)).body != "", "it is looked for by its words"
    world.database.change(lambda db: outbox.surely_not_sent(db, flying, LATER))
    assert world.database.change(lambda db: outbox.claim(db, [flying], owner="worker", now=LATER)) == set()
    assert world.database.change(blanking.finish) == 1
    row = world.database.read(lambda db: message(db, flying))
    assert (row.state, row.body, row.address) == ("too_late", "", "")
    assert ASA not in whole(world.database)


def test_who_writes_again_meanwhile_is_a_stranger_and_stays_one(world: World) -> None:
    asa = world.people["Åsa"]
    receipt = world.database.change(lambda db: write(db, world, asa, "stop", "Du får inga fler.", despite_stop=True))
    erased_now(world)
    wrote = world.database.change(lambda db: came(db, "SMagain", ASA, "Vilka är ni?", state="new"))
    send(world.database, receipt)
    world.database.change(blanking.finish)
    row = world.database.read(lambda db: inbox.get(db, wrote))
    assert row is not None
    assert (row.body, row.address, row.state) == ("Vilka är ni?", ASA, "new")
    assert world.database.read(lambda db: addresses.find(db, "sms", ASA)) is not None


def test_a_text_that_nobody_has_read_yet_asks_for_nobody_any_more(world: World) -> None:
    asa = world.people["Åsa"]
    waits = world.database.change(lambda db: came(db, "SMnew", ASA, "Hjälp mig", state="new"))
    asks = world.database.change(lambda db: came(db, "SMasks", ASA, "Ring mig", person_id=asa.id))
    world.database.change(lambda db: inbox.ask_for_person(db, asks, "not_understood"))
    erased_now(world)
    assert world.database.read(inbox.asking) == []
    assert world.database.read(lambda db: inbox.left_over(db, LATER)) == []
    assert world.database.read(lambda db: inbox.get(db, waits)).state == "done"  # type: ignore[union-attr]


def test_a_doubled_webhook_is_still_known(world: World) -> None:
    asa = world.people["Åsa"]
    erased_now(world)
    assert world.database.change(lambda db: came(db, f"SMin{asa.id}", ASA, "Hej, det är Åsa")) == 0


def test_everything_of_theirs_at_the_provider_is_to_go_at_once(world: World) -> None:
    asa = world.people["Åsa"]
    erased_now(world)
    went = select(outbox_table.c.sid).where(outbox_table.c.forget_at <= LATER)
    came_in = select(inbox_table.c.external_id).where(inbox_table.c.forget_at <= LATER)
    assert world.database.read(lambda db: db.execute(went).scalars().all()) == [f"SMout{asa.id}"]
    assert world.database.read(lambda db: db.execute(came_in).scalars().all()) == [f"SMin{asa.id}"]


def test_what_the_responsible_were_told_of_them_is_blank_too(world: World) -> None:
    kim, bo = world.people["Kim"], world.people["Bo"]

    def tell(db: Connection) -> list[int]:
        told = [write(db, world, kim, f"told {n}", text) for n, text in enumerate((
            "Åsa Ek har lämnat sitt pass.", "Ring 070-174 06 05!", "Bo Al har lämnat sitt pass.",
        ))]  # fmt: skip
        gone = outbox_table.c.id.in_(told[:1] + told[2:])
        db.execute(update(outbox_table).where(gone).values(state="delivered"))
        return told

    told = world.database.change(tell)
    assert erased_now(world).removed["told_others"] == 2
    rows = world.database.read(lambda db: [message(db, each) for each in told])
    assert [row.body for row in rows] == ["", "Ring 070-174 06 05!", "Bo Al har lämnat sitt pass."]
    send(world.database, told[1])
    world.database.change(blanking.finish)
    rows = world.database.read(lambda db: [message(db, each) for each in told])
    assert [row.body for row in rows] == ["", "", "Bo Al har lämnat sitt pass."]
    assert {row.address for row in rows} == {KIM}
    assert bo.name in whole(world.database)


def test_who_was_responsible_and_on_call_is_so_no_more(world: World) -> None:
    set_on_call(world, world.people["Kim"])
    assert erased_now(world, "Kim").removed["responsible_for"] == 2
    assert count(world, shift, shift.c.responsible_id.is_not(None)) == 0
    assert KIM not in whole(world.database)


def test_nobody_ever_gets_the_number_of_somebody_erased(world: World) -> None:
    kim = world.people["Kim"].id
    erased_now(world, "Kim")
    assert join(world, "Ny Medlem", KIM, "sv", LATER).id > kim


def test_erasing_nobody_is_an_error(world: World) -> None:
    with pytest.raises(LookupError):
        world.database.change(lambda db: erase(db, 0, LATER, by="command line"))


def test_no_table_holds_on_to_a_person_or_an_address() -> None:
    keys = [key for table in metadata.sorted_tables for key in table.foreign_keys]
    holding = {key.parent for key in keys if key.column.table in (person, address) and key.ondelete == "RESTRICT"}
    assert holding == set(blanking.RESPONSIBLE)
    assert timer.c.claim_id is not None
