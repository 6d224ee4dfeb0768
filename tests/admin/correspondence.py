"""What tests of the inbox share: people with numbers, what they write, and what they are sent."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.channel import Kind
from bot.handle import handle
from bot.sandbox import incoming
from bot.turn import House
from bot.turns import receive
from storage import addresses, organizations
from storage.tables import inbox, outbox
from tests.admin.conftest import Panel
from tests.world import Somebody, World, join

KARIN, ALI, BO, STRANGER = "+46701740605", "+46701740606", "+46701740607", "+46701740699"


def member(panel: Panel, name: str, number: str, at: str = "Solna") -> Somebody:
    """Somebody is a member of an organization."""
    organization = panel.database.read(lambda db: organizations.get(db, panel.ids[at]))
    return join(World(panel.database, organization), name, number, "sv", datetime.now(UTC))


def writes(panel: Panel, address: str, words: str, *, ago: int = 0, channel: str = "sms", kind: Kind = "text") -> int:
    """A message comes in, so many minutes ago, and the bot has its turn; the id of the message."""
    then = datetime.now(UTC) - timedelta(minutes=ago)

    def turn(db: Connection) -> int:
        receive(db, incoming(channel, address, words, kind), then)
        handle(db, channel, address, then, House())
        return int(db.execute(select(func.max(inbox.c.id))).scalar_one())

    return panel.database.change(turn)


def sent(panel: Panel, number: str, flow: str = "person") -> list[Row[Any]]:
    """What a person of the association, or a flow, has written to a number."""
    wanted = select(outbox).where(outbox.c.address == number, outbox.c.flow == flow).order_by(outbox.c.id)
    return panel.database.read(lambda db: list(db.execute(wanted)))


def waiting(panel: Panel) -> list[str]:
    """The words that wait for a person."""
    wanted = select(inbox.c.body).where(inbox.c.asks_for.is_not(None), inbox.c.settled_at.is_(None))
    return panel.database.read(lambda db: list(db.execute(wanted.order_by(inbox.c.id)).scalars()))


def address(panel: Panel, number: str) -> Row[Any]:
    found = panel.database.read(lambda db: addresses.find(db, "sms", number))
    assert found is not None
    return found


def seen(page: str) -> str:
    """The latest message that a page of a thread shows."""
    return re.findall(r'name="seen" value="(\d+)"', page)[0]


def once(page: str) -> str:
    """What makes the answer of one form one answer."""
    return re.findall(r'name="once" value="([^"]+)"', page)[0]


def threads(page: str) -> list[int]:
    """The messages by which a list shows its threads."""
    return [int(found) for found in re.findall(r"/inbox/(\d+)#answer", page)]
