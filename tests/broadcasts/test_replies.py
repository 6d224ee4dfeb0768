"""What comes back to a broadcast: to which one a text belongs, and one count of it, wherever it is asked."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot.cli.broadcast import document_of
from bot.handle import handle
from bot.sandbox import incoming
from bot.say import NOTICE, About, Manner, say
from bot.turns import receive
from storage import addresses, broadcast_replies, broadcasts, erasing, inbox, installation, organizations
from storage.session import Database
from storage.tables import outbox
from tests.admin.conftest import make_panel
from tests.broadcasts.crowd import HOUSE, begun, draft, found, join, later, rows_of, share

DAY = timedelta(days=1)


@pytest.fixture
def here(database: Database) -> int:
    return database.change(found)


@pytest.fixture
def sent_at() -> datetime:
    return later(days=-20)


def went(database: Database, broadcast_id: int, at: datetime, state: str = "delivered") -> None:
    """All of it went at that moment."""
    mine = update(outbox).where(outbox.c.broadcast_id == broadcast_id)
    took = None if state in broadcast_replies.ARRIVED[4:] else at
    database.change(lambda db: db.execute(mine.values(state=state, wire_at=at, accepted_at=took)))


def sent(database: Database, organization_id: int, at: datetime, key: str = "a form", asks: Any = "yesno") -> int:
    """A broadcast to everybody that went then; its id."""
    broadcast_id = begun(database, organization_id, draft(asks=asks), key=key)
    went(database, broadcast_id, at)
    return broadcast_id


def writes(database: Database, phone: str, text: str, at: datetime) -> None:
    """A text of theirs, and its turn."""
    assert database.change(lambda db: receive(db, incoming("sms", phone, text), at)) is not None
    assert database.change(lambda db: handle(db, "sms", phone, at, HOUSE))


def tally(database: Database, broadcast_id: int) -> dict[str, int]:
    return dict(database.read(lambda db: broadcast_replies.tally(db, broadcast_id)))


def bodies(database: Database, broadcast_id: int) -> list[str]:
    return [row.body for row in database.read(lambda db: broadcast_replies.listed(db, broadcast_id))]


def asking(database: Database) -> list[str]:
    return [row.asks_for for row in database.read(inbox.asking)]


def test_its_replies_are_people_counted_by_their_last_clear_word(
    database: Database, here: int, sent_at: datetime
) -> None:
    phones = database.change(lambda db: join(db, here, 5))
    broadcast_id = sent(database, here, sent_at)
    said: Sequence[Sequence[str]] = (["ja"], ["ja", "nej, jag kan inte"], ["nej", "tack ändå"], ["kanske"], [])
    for phone, texts in zip(phones, said, strict=True):
        for hours, text in enumerate(texts, 1):
            writes(database, phone, text, sent_at + timedelta(hours=hours))
    assert tally(database, broadcast_id) == {"yes": 1, "no": 2, "other": 1}
    assert bodies(database, broadcast_id) == ["kanske", "tack ändå", "nej", "nej, jag kan inte", "ja", "ja"]


def test_its_replies_are_as_many_for_the_command_as_on_the_page(database: Database, sent_at: datetime) -> None:
    database.change(lambda db: installation.settle_in(db, "test"))
    panel = make_panel(database)
    phones = database.change(lambda db: join(db, panel.ids["Solna"], 4))
    broadcast_id = sent(database, panel.ids["Solna"], sent_at)
    for phone, text in zip(phones, ("ja", "nej", "vet inte riktigt än", "Autosvar: jag är bortrest"), strict=True):
        writes(database, phone, text, sent_at + DAY)
    writes(database, phones[0], "ja då", sent_at + DAY)

    def shown(db: Connection) -> int:
        row = broadcasts.get(db, broadcast_id)
        assert row is not None
        return int(document_of(db, row, "SEK")["replies"])

    assert database.read(shown) == broadcast_replies_on(panel.get(f"/broadcasts/{broadcast_id}").text) == 3
    assert sum(tally(database, broadcast_id).values()) == 3


def broadcast_replies_on(html: str) -> int:
    """The figure of replies on the page of a broadcast."""
    figure = re.search(r"<dt>[Ss]var</dt><dd>(\d+)</dd>", html)
    assert figure is not None, html
    return int(figure[1])


@pytest.mark.parametrize("after", [timedelta(seconds=1), 14 * DAY])
def test_for_fourteen_days_a_text_answers_it(
    database: Database, here: int, sent_at: datetime, after: timedelta
) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)
    writes(database, phone, "ja", sent_at + after)
    assert tally(database, broadcast_id) == {"yes": 1}


@pytest.mark.parametrize("after", [timedelta(seconds=-1), 14 * DAY + timedelta(seconds=1)])
def test_before_it_went_and_fourteen_days_later_it_does_not(
    database: Database, here: int, sent_at: datetime, after: timedelta
) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)
    writes(database, phone, "ja", sent_at + after)
    assert tally(database, broadcast_id) == {}


def test_a_text_answers_the_last_broadcast_that_went_to_its_writer(
    database: Database, here: int, sent_at: datetime
) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    first = sent(database, here, sent_at, "one")
    second = sent(database, here, sent_at + DAY, "two")
    writes(database, phone, "ja", sent_at + timedelta(hours=1))
    writes(database, phone, "nej", sent_at + DAY + timedelta(hours=1))
    assert (tally(database, first), tally(database, second)) == ({"yes": 1}, {"no": 1})


@pytest.mark.parametrize("state", ["on_wire", "unknown", "uncertain"])
def test_whoever_answers_has_got_it_whatever_the_provider_told_us(
    database: Database, here: int, sent_at: datetime, state: str
) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)
    went(database, broadcast_id, sent_at, state)
    writes(database, phone, "ja", sent_at + DAY)
    assert tally(database, broadcast_id) == {"yes": 1}


@pytest.mark.parametrize("state", ["queued", "suppressed", "refused", "too_late", "cancelled"])
def test_nobody_answers_what_did_not_reach_them(database: Database, here: int, sent_at: datetime, state: str) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)
    mine = update(outbox).where(outbox.c.broadcast_id == broadcast_id).values(state=state)
    database.change(lambda db: db.execute(mine))
    writes(database, phone, "ja", sent_at + DAY)
    assert tally(database, broadcast_id) == {}


def test_what_went_by_sms_is_answered_on_telegram_too(database: Database, here: int, sent_at: datetime) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)

    def tie(db: Connection) -> None:
        chat = addresses.find_or_make(db, "telegram", "5001", sent_at)
        addresses.tie(db, rows_of(database, broadcast_id)[0].person_id, chat.id)

    database.change(tie)
    message = incoming("telegram", "5001", "ja")
    database.change(lambda db: receive(db, message, sent_at + DAY))
    database.change(lambda db: handle(db, "telegram", "5001", sent_at + DAY, HOUSE))
    assert phone
    assert tally(database, broadcast_id) == {"yes": 1}


def notice(db: Connection, phone: str, organization_id: int, at: datetime) -> None:
    """Something else of ours that went there then."""
    to = addresses.find_or_make(db, "sms", phone, at)
    say(db, "a notice", to, "Passet är flyttat.", now=at, manner=Manner("any", NOTICE), about=About(organization_id))
    mine = update(outbox).where(outbox.c.intent_key == "a notice")
    db.execute(mine.values(state="delivered", wire_at=at, accepted_at=at))


def test_after_something_else_from_us_a_bare_yes_is_for_a_person(
    database: Database, here: int, sent_at: datetime
) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)
    database.change(lambda db: notice(db, phone, here, sent_at + DAY))
    writes(database, phone, "ja", sent_at + 2 * DAY)
    assert tally(database, broadcast_id) == {"other": 1}
    assert asking(database) == ["broadcast"]


@pytest.mark.parametrize("text", ["STOPP", "pass", "Autosvar: Jag är på semester.", "inga fler sms tack"])
def test_what_answers_nothing_is_no_reply(database: Database, here: int, sent_at: datetime, text: str) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)
    writes(database, phone, text, sent_at + DAY)
    assert tally(database, broadcast_id) == {}
    assert asking(database) == []


def test_of_a_household_each_answers_in_the_words_they_wrote(database: Database, here: int, sent_at: datetime) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    database.change(lambda db: share(db, phone, here, "Olle"))
    broadcast_id = sent(database, here, sent_at)
    for minute, text in enumerate(("nej tyvärr", "Olle"), 1):
        writes(database, phone, text, sent_at + timedelta(minutes=minute))
    [reply] = database.read(lambda db: broadcast_replies.listed(db, broadcast_id))
    assert (reply.body, reply.first_name, reply.meaning) == ("nej tyvärr", "Olle", "no")


def test_the_same_message_is_one_reply_however_often_it_is_kept(
    database: Database, here: int, sent_at: datetime
) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)
    writes(database, phone, "ja", sent_at + DAY)
    [reply] = database.read(lambda db: broadcast_replies.listed(db, broadcast_id))
    database.change(lambda db: broadcast_replies.note(db, broadcast_id, reply.inbox_id, None, "no", sent_at + DAY))
    assert tally(database, broadcast_id) == {"yes": 1}


def test_the_latest_replies_come_first_page_by_page(database: Database, here: int, sent_at: datetime) -> None:
    phones = database.change(lambda db: join(db, here, 5))
    broadcast_id = sent(database, here, sent_at)
    for hour, phone in enumerate(phones, 1):
        writes(database, phone, f"ja {'!' * hour}", sent_at + timedelta(hours=hour))
    seen: list[str] = []
    before = None
    while page := database.read(
        lambda db, last=before: broadcast_replies.listed(db, broadcast_id, before=last, limit=2)  # type: ignore[misc]
    ):
        seen += [row.body for row in page]
        before = page[-1].id
    assert seen == [f"ja {'!' * hour}" for hour in (5, 4, 3, 2, 1)]


def test_who_is_erased_still_counts_and_is_nobody(database: Database, here: int, sent_at: datetime) -> None:
    [phone] = database.change(lambda db: join(db, here, 1))
    broadcast_id = sent(database, here, sent_at)
    writes(database, phone, "ja", sent_at + DAY)
    person_id = rows_of(database, broadcast_id)[0].person_id
    database.change(lambda db: erasing.erase(db, person_id, sent_at + 2 * DAY, by="test"))
    [reply] = database.read(lambda db: broadcast_replies.listed(db, broadcast_id))
    assert (tally(database, broadcast_id), reply.body, reply.first_name) == ({"yes": 1}, "", None)


def test_a_reply_belongs_to_whoever_sent_the_broadcast(database: Database, here: int, sent_at: datetime) -> None:
    above = database.change(lambda db: found(db, "Solidaritet Stockholm"))
    [phone] = database.change(lambda db: join(db, here, 1))
    database.change(lambda db: organizations.change(db, here, parent_id=above))
    broadcast_id = sent(database, above, sent_at, asks="me")
    writes(database, phone, "jag tar med kaffe", sent_at + DAY)
    [row] = database.read(inbox.asking)
    assert row.organization_id == above
    said = select(outbox.c.body).where(outbox.c.flow == "broadcast", outbox.c.broadcast_id.is_(None))
    assert ["Solidaritet Stockholm" in body for body in database.read(lambda db: db.execute(said).scalars().all())]
    assert tally(database, broadcast_id) == {"yes": 1}
