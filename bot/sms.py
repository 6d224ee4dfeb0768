"""SMS through Twilio: its webhooks in, its REST API out."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.channel import Capabilities, Found, Incoming, Later, Outcome, Outgoing, Refused, Sent, Unknown, clean
from bot.config import Settings

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5, sock_read=10)
LARGEST_ANSWER = 1_000_000  # bytes; what a provider that has gone mad may send beyond that is not read
CONNECTIONS = 8
FIELDS = 200

# What a code says beyond its message: of the address, or of the whole account. Any other 4xx ends one message.
ADDRESS = {21610: "stopped", 21211: "invalid", 21614: "invalid", 21217: "invalid"}
ACCOUNT = {20003, 20005, 30002, 63038}  # not let in, suspended, over the day's limit: everything waits
NEVER_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Forged(Exception):
    """Not from Twilio, or not meant for us."""


def parse_form(raw: bytes) -> dict[str, str]:
    """The fields of a webhook, blank ones too, for they are signed. Forged when it is no form."""
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=FIELDS)
    except ValueError as error:
        raise Forged from error
    if len(dict(pairs)) != len(pairs):  # a field twice signs the same as once; which one would count?
        raise Forged
    return dict(pairs)


def check_signature(settings: Settings, path: str, form: Mapping[str, str], signature: str) -> None:
    """Forged unless one of our tokens signed these fields for this path (with its query) of PUBLIC_URL."""
    url = settings.public_url + path
    if not signature.isascii() or not any(_signed(token, url, form, signature) for token in settings.twilio_tokens):
        raise Forged


def _signed(token: str, url: str, form: Mapping[str, str], signature: str) -> bool:
    try:
        return bool(RequestValidator(token).validate(url, form, signature))
    except ValueError:  # a port that is none
        return False


def incoming(form: Mapping[str, str], settings: Settings, numbers: tuple[str, ...]) -> Incoming:
    """An inbound SMS in our terms. Forged when its account or its number is not ours."""
    service = settings.twilio_messaging_service_sid
    ours = form.get("To", "") in numbers or (bool(service) and form.get("MessagingServiceSid") == service)
    if form.get("AccountSid") != settings.twilio_account_sid or not ours:
        raise Forged
    media = form.get("NumMedia", "0") not in ("", "0")
    body = clean(form.get("Body", ""))
    return Incoming(
        provider="twilio",
        account=settings.twilio_account_sid,
        external_id=clean(form.get("MessageSid") or form.get("SmsSid", "")),
        channel="sms",
        address=clean(form.get("From", "")).strip(),
        kind="media" if media and not body.strip() else "text",
        body=body,
        sender=form["To"] if form.get("To") in numbers else "",
        data={"opt_out": clean(form["OptOutType"])} if form.get("OptOutType") else {},
    )


class Http(AsyncTwilioHttpClient):
    """Twilio's client over one pooled session of ours: with time-outs, a base URL, and an end to what is read."""

    def __init__(self, base: str) -> None:
        super().__init__(pool_connections=False)
        self.base = urlsplit(base) if base else None
        connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=10)
        self.session = aiohttp.ClientSession(timeout=TIMEOUT, connector=connector)

    async def request(self, method: str, url: str, params: Any = None, data: Any = None, headers: Any = None,
                      auth: Any = None, timeout: Any = None, allow_redirects: bool = False) -> Response:  # fmt: skip # noqa: ASYNC109
        if self.base:
            url = urlsplit(url)._replace(scheme=self.base.scheme, netloc=self.base.netloc).geturl()
        credentials = aiohttp.BasicAuth(*auth) if auth else None
        request = self.session.request(
            method, url, params=params, data=data, headers=headers, auth=credentials, allow_redirects=False
        )
        async with request as response:
            body = (await response.content.read(LARGEST_ANSWER)).decode("utf-8", "replace")
            # The library reads every error as JSON; a page of some proxy's has only its status to say.
            is_page = response.status >= 400 and not body.lstrip().startswith("{")
            # It takes any 2xx for a deletion too; Twilio's is a 204, and all else is somebody's in between.
            status = 502 if method == "DELETE" and response.status in range(200, 400) and response.status != 204 else 0
            return Response(status or response.status, "{}" if is_page or status else body, response.headers)


class Twilio:
    """The SMS channel. Make it inside the running loop: its session belongs to that."""

    provider = "twilio"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.capabilities = Capabilities(
            buttons=False,
            can_look_up=True,
            per_second=settings.sms_parts_per_second,
            counts_parts=True,
            connections=CONNECTIONS,
            can_forget=True,
        )
        self.http = Http(settings.twilio_api_url)
        self.client = Client(settings.twilio_account_sid, settings.twilio_auth_token, http_client=self.http)

    async def send(self, message: Outgoing) -> Outcome:
        try:
            created = await self.client.messages.create_async(**self._fields(message))
        except TwilioRestException as error:
            return _refusal(error)
        except NEVER_CONNECTED:
            return Later("not connected", 5)
        except (TwilioException, aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            return Unknown(type(error).__name__)
        except (ValueError, TypeError, KeyError, AttributeError):  # an answer that is none: HTML, nothing, half of it
            return Unknown("unreadable answer")
        return Sent(created.sid) if created.sid else Unknown("no sid")

    def _fields(self, message: Outgoing) -> dict[str, Any]:
        service = self.settings.twilio_messaging_service_sid
        numbers = self.settings.twilio_from
        number = message.sender if message.sender in numbers else "".join(numbers[:1])
        sender = {"messaging_service_sid": service} if service else {"from_": number}
        return {
            "to": message.address,
            "body": message.body,
            "status_callback": f"{self.settings.public_url}/webhooks/twilio/status/{message.token}",
            "validity_period": max(1, min(message.useful_s, 36_000)),
            "smart_encoded": True,
            **sender,
        }

    async def look_up(self, address: str, since: datetime) -> list[Found] | None:
        """By To and nothing else: a date filter misses what has not been sent yet."""
        try:
            listed = await self.client.messages.list_async(to=address, limit=100)
            return [Found(m.sid, m.body or "", m.date_created, m.status) for m in listed if m.date_created >= since]
        except (TwilioException, aiohttp.ClientError, TimeoutError, ValueError, TypeError, KeyError):
            return None

    async def forget(self, sid: str) -> bool | None:
        """Unknown there is gone too. Anything but a clear answer is a reason to come again."""
        if not (sid.isascii() and sid.isalnum()):
            return False  # no name that Twilio gives, and nothing to build a URL from
        try:
            return bool(await self.client.messages(sid).delete_async())
        except TwilioRestException as error:
            return True if int(error.status) == 404 else None
        except (TwilioException, aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, ValueError, TypeError):
            return None

    async def numbers(self) -> tuple[str, ...]:
        """The numbers at which texts may arrive: as set, or as the messaging service has them."""
        service = self.settings.twilio_messaging_service_sid
        if self.settings.twilio_from or not service:
            return self.settings.twilio_from
        try:
            listed = await self.client.messaging.v1.services(service).phone_numbers.list_async()
        except (TwilioException, aiohttp.ClientError, TimeoutError, ValueError):
            return ()
        return tuple(number.phone_number for number in listed)

    async def close(self) -> None:
        await self.http.session.close()


def _refusal(error: TwilioRestException) -> Outcome:
    """What an error answer of Twilio's means. Its text has the number in it and goes nowhere."""
    status, code = int(error.status), int(error.code or 0)
    name = f"twilio {code or status}"
    if status == 429:
        return Later(name, 2, pause=True)
    if code in ACCOUNT or status in (401, 403):
        return Later(name, 60, pause=True)
    if 400 <= status < 500:
        return Refused(name, ADDRESS.get(code, ""))
    return Unknown(name)
