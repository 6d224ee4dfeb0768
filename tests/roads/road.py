"""The app as the world meets it: what members send, what comes back to them, and what is written down inside."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, select

from bot.config import Settings
from bot.standins.telegram import TelegramStandin
from bot.standins.twilio import TwilioStandin
from storage import addresses, people
from storage.session import Database
from storage.tables import inbox, metadata, outbox
from tests.roads.association import add_member, ask_survey, number, queue

PUBLIC = "https://budkavle.example.org"
SMS, STATUS, TELEGRAM = "/webhooks/twilio/sms", "/webhooks/twilio/status", "/webhooks/telegram"
GOING = ("queued", "claimed", "on_wire", "unknown")
RESTLESS = {"lease", "pace"}  # tables that change by themselves


async def until(condition: Callable[[], object], seconds: float = 15) -> None:
    """Wait until it is so; TimeoutError when it is not in time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what we wait for happens in another loop, or another process
            await asyncio.sleep(0.02)


@dataclass
class Road:
    """An app that runs at `url` on a database, between the stand-ins of its providers."""

    url: str
    settings: Settings
    database: Database
    twilio: TwilioStandin
    telegram: TelegramStandin
    organization_id: int
    phones: Iterator[int] = field(default_factory=itertools.count)
    chats: Iterator[int] = field(default_factory=lambda: itertools.count(5001))

    def called_back(self) -> "Road":
        """This road, to which the providers post from now on."""
        self.twilio.caller.deliver_to = self.telegram.deliver_to = self.url
        return self

    def stranger(self) -> str:
        """A number that nobody has yet."""
        return number(next(self.phones))

    def member(self) -> str:
        """The number of a new member."""
        phone = self.stranger()
        self.database.change(lambda db: add_member(db, self.organization_id, phone))
        return phone

    def member_with_chat(self) -> tuple[str, int]:
        """The number and the chat of a new member."""
        phone, chat = self.stranger(), next(self.chats)
        self.database.change(lambda db: add_member(db, self.organization_id, phone, chat))
        return phone, chat

    async def asked(self) -> str:
        """The number of a new member whom the survey's first question has reached."""
        phone = self.stranger()
        person_id = self.database.change(lambda db: add_member(db, self.organization_id, phone))
        self.database.change(lambda db: ask_survey(db, self.organization_id, person_id))
        await until(lambda: self.sent(phone))
        return phone

    def queue(self, to: str, *keys: str, **about: Any) -> None:
        """Messages of ours to a number, or with `channel` and `person_id` to a chat."""
        for key in keys:
            self.database.change(lambda db, key=key: queue(db, self.organization_id, to, key, **about))  # type: ignore[misc]

    async def text(self, sender: str, body: str, **overrides: str) -> int:
        """A text comes in through Twilio; the status that it was answered with."""
        status, answer = await self.twilio.text_in(self.url + SMS, PUBLIC + SMS, sender, body, **overrides)
        assert status != 204 or answer == ""
        return status

    async def settled(self, seconds: float = 15) -> None:
        """Wait until nothing is left to do: no turn, nothing to be sent, now or later, no callback."""
        try:
            await until(lambda: not self.left_to_do(), seconds)
        except TimeoutError:
            raise AssertionError(f"still to do: {self.left_to_do()}") from None
        await self.twilio.settled()

    def left_to_do(self) -> dict[str, int]:
        """What is not done: how many messages in which state, with which error."""
        going = select(outbox.c.state, outbox.c.error).where(outbox.c.state.in_(GOING))
        waiting = select(inbox.c.state, inbox.c.asks_for).where(inbox.c.state == "new")
        found = self.database.read(lambda db: [*db.execute(going), *db.execute(waiting)])
        return dict(Counter(f"{state} {why or ''}".strip() for state, why in found))

    def sent(self, to: str | int) -> list[str]:
        """The texts that a provider took for a number or a chat."""
        journal = self.twilio.journal if str(to).startswith("+") else self.telegram.journal
        return [entry.body for entry in journal.accepted(str(to))]

    def messages(self, to: str | int) -> list[Row[Any]]:
        """The outbox's rows to a number or a chat."""
        wanted = select(outbox).where(outbox.c.address == str(to)).order_by(outbox.c.id)
        return self.database.read(lambda db: list(db.execute(wanted)))

    def message(self, key: str) -> Row[Any]:
        """The outbox's row of one intent."""
        return self.database.read(lambda db: db.execute(select(outbox).where(outbox.c.intent_key == key)).one())

    def address_state(self, text: str | int) -> str:
        """What is known of a number or a chat."""
        channel = "sms" if str(text).startswith("+") else "telegram"
        row = self.database.read(lambda db: addresses.find(db, channel, str(text)))
        return str(row.state) if row is not None else ""

    def people_at(self, text: str | int) -> list[int]:
        """The ids of those who have a number or a chat."""
        return [row.id for row in self.database.read(lambda db: people.at_address(db, str(text)))]

    def came(self, sender: str | int) -> list[Row[Any]]:
        """The inbox's rows from a number or a chat."""
        wanted = select(inbox).where(inbox.c.address == str(sender)).order_by(inbox.c.id)
        return self.database.read(lambda db: list(db.execute(wanted)))

    def sizes(self) -> dict[str, int]:
        """How many rows each table has, those aside that change by themselves."""
        tables = [table for table in metadata.sorted_tables if table.name not in RESTLESS]
        count = select(func.count())
        return self.database.read(lambda db: {t.name: db.execute(count.select_from(t)).scalar_one() for t in tables})
