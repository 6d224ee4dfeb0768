"""Inbound: signed webhooks over HTTP, each stored and answered by a turn, beside a bare app that only stores."""

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import aiohttp
from sqlalchemy import Connection, func, select

from bot.bench.association import ask_everybody, fill, number
from bot.bench.figures import Figure
from bot.bench.house import ACCOUNT, PUBLIC, process, settings_of
from bot.service import open_database
from bot.standins.twilio_webhook import signature
from storage.session import Database
from storage.tables import inbox, outbox

MEMBERS = 600  # each answers once
BARE = 5  # times as many requests to the bare app, which is through with them sooner
TOGETHER = 32  # webhooks at once, as a provider posts them
PATH = "/webhooks/twilio/sms"
LIMIT = 60.0  # seconds


@dataclass(frozen=True)
class Post:
    """A webhook, ready to be posted."""

    body: bytes
    headers: dict[str, str]


def measure() -> list[Figure]:
    """Turns a second of the app, beside requests a second of the bare one."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        database = open_database(settings_of(url))
        try:
            organization_id = database.change(lambda db: fill(db, MEMBERS))
            ask_everybody(database, organization_id)
            bare = asyncio.run(_seconds("bare", f"sqlite:///{Path(folder) / 'bare.db'}", BARE * MEMBERS))
            real = asyncio.run(_seconds("real", url, MEMBERS, database))
        finally:
            database.close()
    details = {"turns": MEMBERS, "together": TOGETHER, "answered_per_second": round(MEMBERS / real.answered, 1)}
    limit_is = "Starlette, signature check, one grouped durable insert"
    return [Figure("inbound", MEMBERS / real.done, BARE * MEMBERS / bare.answered, "turns/s", limit_is, details)]


@dataclass(frozen=True)
class Took:
    """Seconds until the last webhook was answered, and until the last turn was committed."""

    answered: float
    done: float


async def _seconds(kind: str, database_url: str, count: int, database: Database | None = None) -> Took:
    with process("bot.bench.servers", kind, database_url) as port:
        url = f"http://127.0.0.1:{port}"
        posts = [_post(number(n)) for n in range(count)]
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=TOGETHER)) as session:
            await _started(session, url)
            began = time.perf_counter()
            await _post_all(session, url + PATH, posts)
            answered = time.perf_counter() - began
            if database is not None:
                await _turns_done(database)
            return Took(answered, time.perf_counter() - began)


def _post(sender: str) -> Post:
    """A member's answer to the first question, signed."""
    blank = {f"{end}{part}": "" for end in ("From", "To") for part in ("City", "State", "Zip")}
    form = {**blank, "MessageSid": f"SM{uuid.uuid4().hex}", "AccountSid": ACCOUNT.sid, "From": sender}
    form |= {"To": ACCOUNT.numbers[0], "Body": "Ja, gärna!", "NumMedia": "0", "NumSegments": "1"}
    signed = signature(ACCOUNT.auth_token, PUBLIC + PATH, form)
    headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
    return Post(urlencode(form).encode(), headers)


async def _started(session: aiohttp.ClientSession, url: str) -> None:
    async with asyncio.timeout(LIMIT):
        while True:
            try:
                async with session.get(f"{url}/health"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


async def _post_all(session: aiohttp.ClientSession, url: str, posts: Sequence[Post]) -> None:
    statuses = await asyncio.gather(*(_post_one(session, url, post) for post in posts))
    if set(statuses) != {204}:
        raise RuntimeError(f"webhooks were answered {sorted(set(statuses))}")


async def _post_one(session: aiohttp.ClientSession, url: str, post: Post) -> int:
    async with session.post(url, data=post.body, headers=post.headers) as answer:
        return answer.status


async def _turns_done(database: Database) -> None:
    async with asyncio.timeout(LIMIT):
        while database.read(_replies) < MEMBERS:  # noqa: ASYNC110 - it is another process that we wait for
            await asyncio.sleep(0.01)


def _replies(db: Connection) -> int:
    if db.execute(select(inbox.c.id).where(inbox.c.state == "new").limit(1)).first():
        return 0
    return db.execute(select(func.count()).where(outbox.c.intent_key.like("reply:%"))).scalar_one()
