"""The real client libraries, pointed at a stand-in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.standins.twilio import Account


class Redirected(AsyncTwilioHttpClient):
    """Twilio's own client, all its domains at one base URL; `limit` is a whole request's, in seconds."""

    def __init__(self, base_url: str, limit: float) -> None:
        super().__init__()
        self.base = urlsplit(base_url)
        self.limit = limit

    async def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """The same request, elsewhere. The library's timeout=None would switch off the session's own."""
        moved = urlsplit(url)._replace(scheme=self.base.scheme, netloc=self.base.netloc)
        return await super().request(method, urlunsplit(moved), *args, **{**kwargs, "timeout": self.limit})


@asynccontextmanager
async def twilio_client(url: str, account: Account, *, limit: float = 10) -> AsyncIterator[Client]:
    """Twilio's async client against a stand-in."""
    async with Redirected(url, limit) as http:
        yield Client(account.sid, account.auth_token, http_client=http)


@asynccontextmanager
async def telegram_bot(url: str, token: str, *, limit: float = 10) -> AsyncIterator[ExtBot[None]]:
    """python-telegram-bot's ExtBot, without its rate limiter; `limit` is for reading, in seconds."""
    # Reading the machine's certificates takes longer than a whole test, and loopback has none.
    plain = {"verify": False}
    sending, polling = (
        HTTPXRequest(connection_pool_size=4, read_timeout=limit, httpx_kwargs=plain) for _ in range(2)
    )
    bot: ExtBot[None] = ExtBot(token, base_url=f"{url}/bot", request=sending, get_updates_request=polling)
    async with bot:
        yield bot
