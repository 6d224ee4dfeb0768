"""Our texts are deleted at the provider a day after their end, once each, and tried again until it worked."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select, update

from bot import forgetting
from bot.channel import Incoming
from bot.forgetting import forget_due
from bot.sandbox import Sandbox
from bot.sender import Sender
from bot.sms import Twilio
from bot.standins.faults import Fault, accept_then_reset, down, drop, garbage, refused
from bot.standins.journal import Call
from bot.standins.twilio import TwilioStandin
from bot.turns import receive
from storage import erasing, installation, outbox, people
from storage.session import Database
from storage.tables import inbox as inbox_table
from storage.tables import outbox as outbox_table
from tests.roads.association import add_member, make_organization, number, queue
from tests.roads.conftest import Providers, settings_for
from tests.roads.road import Road, until

TABLES = {"outbox": outbox_table, "inbox": inbox_table}


class Desk:
    """A database, the real client of Twilio, and the stand-in that judges it."""

    def __init__(self, database: Database, channel: Twilio, twilio: TwilioStandin) -> None:
        self.database, self.channel, self.twilio = database, channel, twilio
        self.organization_id = database.change(make_organization)

    async def sent(self, key: str, n: int = 0) -> str:
        """A text of ours that was taken; what the provider calls it."""
        self.database.change(lambda db: queue(db, self.organization_id, number(n), key))
        await Sender(self.database, {"sms": self.channel}, "me").send_due("sms")
        return str(self.row("outbox", key).sid)

    def delivered(self, key: str) -> None:
        row = self.row("outbox", key)
        self.database.change(lambda db: outbox.status_came(db, row.token, row.sid, "delivered", "", now()))

    def came(self, n: int = 0) -> str:
        """A text that came in; what the provider calls it."""
        form = self.twilio.missed_text(number(n), "meny")
        sid = form["MessageSid"]
        message = Incoming("twilio", form["AccountSid"], sid, "sms", form["From"], "text", form["Body"])
        self.database.change(lambda db: receive(db, message, now()))
        return sid

    def row(self, table: str, name: str) -> Any:
        wanted = {"outbox": outbox_table.c.intent_key, "inbox": inbox_table.c.external_id}[table] == name
        return self.database.read(lambda db: db.execute(select(TABLES[table]).where(wanted)).one())

    async def forget(self) -> int:
        return await forget_due(self.database, {"sms": self.channel, "telegram": Sandbox(buttons=True)})


def now() -> datetime:
    return datetime.now(UTC)


def deletions(twilio: TwilioStandin) -> Counter[str]:
    """How often each message was asked to be deleted."""
    return Counter(sid_of(call) for call in twilio.journal.requests if call.method == "DELETE")


def sid_of(call: Call) -> str:
    return call.path.rpartition("/")[2].removesuffix(".json")


def let_pass(database: Database, **time: float) -> None:
    """What is to be forgotten some time is to be so much sooner."""

    def sooner(db: Connection, table: Table) -> None:
        for row in db.execute(select(table.c.id, table.c.forget_at).where(table.c.forget_at.is_not(None))).all():
            changed = update(table).where(table.c.id == row.id).values(forget_at=row.forget_at - timedelta(**time))
            db.execute(changed)

    for table in TABLES.values():
        database.change(lambda db, table=table: sooner(db, table))  # type: ignore[misc]


@pytest.fixture
async def desk(database: Database, providers: Providers) -> AsyncIterator[Desk]:
    twilio, url, _, telegram_url = providers
    channel = Twilio(settings_for("sqlite://", twilio, url, telegram_url))
    yield Desk(database, channel, twilio)
    await channel.close()


async def test_a_text_is_deleted_a_day_after_it_was_delivered_and_never_again(desk: Desk) -> None:
    sid = await desk.sent("hello")
    desk.delivered("hello")
    let_pass(desk.database, hours=23)
    assert await desk.forget() == 0
    let_pass(desk.database, hours=1)
    assert await desk.forget() == 1
    desk.delivered("hello")
    let_pass(desk.database, days=30)
    assert await desk.forget() == 0
    assert deletions(desk.twilio) == {sid: 1}
    assert desk.twilio.log.get(sid) is None
    assert desk.row("outbox", "hello").forgotten_at is not None


async def test_one_whose_end_is_never_heard_of_goes_after_four_days(desk: Desk) -> None:
    sid = await desk.sent("silence")
    let_pass(desk.database, days=3.9)
    assert await desk.forget() == 0
    let_pass(desk.database, days=0.1)
    assert await desk.forget() == 1
    assert deletions(desk.twilio) == {sid: 1}


async def test_what_came_in_is_deleted_a_day_later(desk: Desk) -> None:
    sid = desk.came()
    let_pass(desk.database, hours=23)
    assert await desk.forget() == 0
    let_pass(desk.database, hours=1)
    assert await desk.forget() == 1
    assert deletions(desk.twilio) == {sid: 1}
    assert desk.row("inbox", sid).forgotten_at is not None


async def test_what_is_gone_there_already_is_done(desk: Desk) -> None:
    sid = await desk.sent("gone")
    desk.twilio.log.delete(sid)
    let_pass(desk.database, days=4)
    assert await desk.forget() == 1
    let_pass(desk.database, days=30)
    assert await desk.forget() == 0
    assert deletions(desk.twilio) == {sid: 1}


FAULTS = {
    "503": refused(503, on="delete"),
    "429": refused(429, 20429, on="delete"),
    "401": refused(401, 20003, on="delete"),
    # aiohttp itself asks once more when a connection that stood open was cut
    "cut before": drop(on="delete", times=2),
    "cut after": accept_then_reset(on="delete", times=2),
    "502": down(on="delete"),
    "a page": garbage(accepts=False, on="delete"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
async def test_what_failed_is_tried_again_later(desk: Desk, fault: Fault) -> None:
    sid = await desk.sent("stubborn")
    let_pass(desk.database, days=4)
    desk.twilio.faults.add(fault)
    assert await desk.forget() == 0
    asked = deletions(desk.twilio)
    assert await desk.forget() == 0
    assert deletions(desk.twilio) == asked, "not at once"
    let_pass(desk.database, minutes=2)
    assert await desk.forget() == 1
    assert desk.twilio.log.get(sid) is None


async def test_the_pauses_grow_and_it_never_gives_up(desk: Desk) -> None:
    await desk.sent("stubborn")
    let_pass(desk.database, days=4)
    desk.twilio.faults.add(refused(500, on="delete", times=8))
    pauses = []
    for _ in range(8):
        before = now()
        assert await desk.forget() == 0
        pause = desk.row("outbox", "stubborn").forget_at - before
        pauses.append(round(pause / timedelta(minutes=1)))
        let_pass(desk.database, minutes=pauses[-1] + 1)
    assert pauses == [2, 10, 60, 360, 1440, 1440, 1440, 1440]
    assert await desk.forget() == 1


async def test_a_provider_that_is_away_is_asked_for_one_handful_only(desk: Desk) -> None:
    for n in range(10):
        await desk.sent(f"text {n}", n)
    let_pass(desk.database, days=4)
    desk.twilio.faults.add(refused(503, on="delete", times=0))
    assert await desk.forget() == 0
    assert deletions(desk.twilio).total() == forgetting.HANDFUL


async def test_one_tick_takes_some_and_the_next_ones_the_rest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "HANDFULS", 2)
    sids = [await desk.sent(f"text {n}", n) for n in range(11)]
    let_pass(desk.database, days=4)
    assert [await desk.forget() for _ in range(3)] == [8, 3, 0]
    assert deletions(desk.twilio) == dict.fromkeys(sids, 1)


async def test_several_workers_delete_each_once(desk: Desk) -> None:
    sids = [await desk.sent(f"text {n}", n) for n in range(20)] + [desk.came(n) for n in range(20)]
    let_pass(desk.database, days=4)
    gone = await asyncio.gather(*(desk.forget() for _ in range(4)))
    assert sum(gone) == 40
    assert deletions(desk.twilio) == dict.fromkeys(sids, 1)


async def test_who_is_erased_is_deleted_there_at_once(desk: Desk) -> None:
    person_id = desk.database.change(lambda db: add_member(db, desk.organization_id, number(0)))
    sids = [await desk.sent("hello"), desk.came()]
    other = await desk.sent("other", 1)
    desk.database.change(lambda db: erasing.erase(db, person_id, now(), by="test"))
    assert desk.database.read(lambda db: people.get(db, person_id)) is None
    assert await desk.forget() == 2
    assert deletions(desk.twilio) == dict.fromkeys(sids, 1)
    assert desk.twilio.log.get(other) is not None


async def test_what_no_provider_of_ours_has_is_asked_of_nobody(desk: Desk) -> None:
    sandbox = Sandbox(buttons=False)
    desk.database.change(lambda db: queue(db, desk.organization_id, number(0), "sandbox"))
    await Sender(desk.database, {"sms": sandbox}, "me").send_due("sms")
    assert desk.row("outbox", "sandbox").forget_at is None
    assert await sandbox.forget("anything") is False
    assert await desk.channel.forget("../../Calls/1") is False


async def test_the_running_app_does_it_even_when_halted(road: Road) -> None:
    member = road.member()
    road.queue(member, "forget me")
    await road.text(member, "meny")
    await road.settled()
    road.database.change(lambda db: installation.halt(db, now()))
    let_pass(road.database, hours=24)
    sids = {*(row.sid for row in road.messages(member)), *(row.external_id for row in road.came(member))}
    await until(lambda: set(deletions(road.twilio)) >= sids)
    await asyncio.sleep(0.5)
    assert {sid: n for sid, n in deletions(road.twilio).items() if sid in sids} == dict.fromkeys(sids, 1)
    road.database.change(installation.resume)
