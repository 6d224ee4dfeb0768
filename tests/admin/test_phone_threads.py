"""Which members there are phones for, and what a thread holds, on both databases."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.say import About, Manner, say
from storage import addresses, inbox, organizations, threads
from storage.session import Database
from storage.tables import person

NOW = datetime(2025, 11, 28, 11, 3, tzinfo=UTC)
NUMBER = "+46701740605"


def add_people(db: Connection, count: int) -> None:
    organization = organizations.add(db, "Solna", None, "Europe/Stockholm", "00:00-00:00", NOW)
    for number in range(count):
        names = {"first_name": f"Åsa{number:02}", "last_name": "Ek", "folded_name": f"åsa{number:02} ek"}
        basis = {"relation": "member", "basis": "member", "basis_source": "test", "basis_at": NOW, "language": "sv"}
        values = {**names, **basis, "organization_id": organization, "created_at": NOW, "updated_at": NOW}
        person_id = db.execute(person.insert().values(values).returning(person.c.id)).scalar_one()
        phone = addresses.find_or_make(db, "sms", f"+467017406{5 + number:02}", NOW)
        addresses.tie(db, person_id, phone.id)


def test_no_more_members_are_shown_than_asked_for_and_all_are_counted(database: Database) -> None:
    database.change(lambda db: add_people(db, 12))
    shown, count = database.read(lambda db: threads.members(db, limit=5))
    assert [member.name for member in shown] == [f"Åsa{number:02} Ek" for number in range(5)]
    assert count == 12


def test_a_member_is_found_by_any_part_of_name_or_number(database: Database) -> None:
    database.change(lambda db: add_people(db, 12))
    for search in ("ÅSA03", "ek åsa03", "+46 70 174 06 08", "0701740608"):
        shown, _ = database.read(lambda db, search=search: threads.members(db, search))
        assert [member.number for member in shown] == ["+46701740608"]


def test_a_member_is_tied_when_the_chat_of_their_number_is_theirs(database: Database) -> None:
    database.change(lambda db: add_people(db, 2))
    first, second = database.read(threads.members)[0]

    def tie(db: Connection) -> None:
        chat = addresses.find_or_make(db, "telegram", threads.sandbox_chat(first.number), NOW)
        addresses.tie(db, first.id, chat.id)

    database.change(tie)
    found = [database.read(lambda db, who=who: threads.member(db, who.id)) for who in (first, second)]
    assert [member.tied for member in found if member is not None] == [True, False]


def test_a_thread_is_what_went_both_ways_the_oldest_first_and_not_without_end(database: Database) -> None:
    def talk(db: Connection) -> None:
        place = addresses.find_or_make(db, "sms", NUMBER, NOW)
        for minute in range(4):
            at = NOW + timedelta(minutes=minute)
            came = {"provider": "sandbox", "account": "sandbox", "external_id": str(minute), "channel": "sms"}
            inbox.store_once(db, {**came, "address": NUMBER, "kind": "text", "body": f"in {minute}", "received_at": at})
            say(db, f"k{minute}", place, f"out {minute}", now=at, manner=Manner("any"), about=About())

    database.change(talk)
    thread = database.read(lambda db: threads.thread(db, "sms", NUMBER, limit=3))
    assert [message.body for message in thread] == ["out 2", "in 3", "out 3"]
    assert thread[-1].parts == 1
    assert database.read(lambda db: threads.thread(db, "telegram", NUMBER)) == []
