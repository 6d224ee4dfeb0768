"""A stand-in for Twilio's Messages API: takes, lists and deletes messages, calls back, sends texts in."""

import base64
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.standins.answers import Answer, hold, on_the_wire, parameters, response_for
from bot.standins.control import control_routes
from bot.standins.faults import Fault, Faults
from bot.standins.journal import Call, Journal, State
from bot.standins.twilio_account import Account, Log
from bot.standins.twilio_callbacks import Caller
from bot.standins.twilio_errors import refusal, twilio_error
from bot.standins.twilio_message import API_VERSION, Message, page, resource
from bot.standins.twilio_webhook import inbound_sms, post_signed


class TwilioStandin:
    """Twilio as one account sees it: `app` answers, `journal` judges, `faults` disturb, `log` remembers.

    `deliver_to` is the loopback base URL of the bot when callbacks are signed for another (public) one.
    """

    def __init__(self, account: Account | None = None, *, deliver_to: str = "") -> None:
        self.account = account or Account()
        self.journal = Journal()
        self.faults = Faults()
        self.log = Log(self.account)
        self.caller = Caller(self.log, self.journal, deliver_to)
        self.app = self._make_app()

    def reset(self) -> None:
        """Forget messages, opt-outs, faults and the journal."""
        self.log.clear()
        self.faults.clear()
        self.journal.reset()

    async def settled(self) -> None:
        """Wait until every callback that was due has been posted."""
        await self.caller.settled()

    def missed_text(self, sender: str, body: str, **overrides: str) -> dict[str, str]:
        """A text that reaches Twilio while the bot is not there: in the list, never posted.

        Returns the form that Twilio would have posted; `overrides` replace or add parameters.
        """
        to, sid = overrides.get("To", ""), overrides.get("MessageSid", "")
        message = self.log.receive(sender, body, to=to, sid=sid)
        return {**inbound_sms(message), **overrides}

    async def text_in(
        self, webhook_url: str, public_url: str, sender: str, body: str, **overrides: str
    ) -> tuple[int, str]:
        """A text from `sender`, posted to `webhook_url` and signed for `public_url`: (status, body).

        `overrides` replace or add parameters; the same `MessageSid` again is the same text again.
        aiohttp.ClientError or TimeoutError when nobody answers: the text is in the list even then.
        """
        form = self.missed_text(sender, body, **overrides)
        token = self.account.auth_token
        async with aiohttp.ClientSession() as session:
            return await post_signed(session, webhook_url, form, token, public_url=public_url)

    def _make_app(self) -> Starlette:
        base = f"/{API_VERSION}/Accounts/{{account}}/Messages"
        routes = [
            Route(f"{base}.json", self._serve, methods=["GET", "POST"]),
            Route(f"{base}/{{sid}}.json", self._serve, methods=["GET", "DELETE"]),
            Route("/v1/Services/{service}/PhoneNumbers", self._serve),
            *control_routes(self.journal, self.faults, self.reset, self.text_in),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        async with self.caller.open():
            yield

    async def _serve(self, request: Request) -> Response:
        params = await parameters(request)
        operation = _operation(request)
        fault = self.faults.take(operation, params.get("To", ""))
        answer, message = self._decide(request, operation, params, fault)
        leaving = on_the_wire(fault, answer, refusal)
        self._write_down(request, params, leaving)
        url = params.get("StatusCallback", "")
        after = await self.caller.plan(message, url, fault) if message else None
        await hold(request, fault.seconds)
        return response_for(leaving, after)

    def _decide(
        self, request: Request, operation: str, params: dict[str, Any], fault: Fault
    ) -> tuple[Answer, Message | None]:
        """The answer of a provider in good health, and the message when one was taken."""
        if not fault.accepts:
            if operation == "send":
                self._note(params, "refused" if fault.kind == "refuse" else "lost")
            return Answer(503), None
        if not self._authorized(request):
            return twilio_error(20003), None
        if operation == "send":
            return self._take(params)
        return self._look_up(request, operation, params), None

    def _authorized(self, request: Request) -> bool:
        user = base64.b64encode(f"{self.account.sid}:{self.account.auth_token}".encode()).decode()
        account = request.path_params.get("account", self.account.sid)
        return account == self.account.sid and request.headers.get("authorization") == f"Basic {user}"

    def _take(self, params: dict[str, Any]) -> tuple[Answer, Message | None]:
        code = self.log.objection(params)
        if code:
            self._note(params, "refused")
            return twilio_error(code), None
        message = self.log.send(params)
        self._note(params, "accepted", message.sid)
        return Answer(201, resource(message)), message

    def _look_up(self, request: Request, operation: str, params: dict[str, Any]) -> Answer:
        if operation == "list":
            return Answer(200, page(self.log.messages, request.url.path, params))
        if operation == "numbers":
            return _numbers(self.account, request)
        sid = request.path_params["sid"]
        message = self.log.get(sid)
        if message is None:
            return twilio_error(20404)
        if operation == "delete":
            self.log.delete(sid)
            return Answer(204)
        return Answer(200, resource(message))

    def _note(self, params: dict[str, Any], state: State, sid: str = "") -> None:
        self.journal.send("twilio", params.get("To", ""), params.get("Body", ""), state, params, sid=sid)

    def _write_down(self, request: Request, params: dict[str, Any], leaving: Answer | None) -> None:
        status, body = (leaving.status, leaving.body) if leaving else (0, None)
        self.journal.request(Call("twilio", request.method, request.url.path, params, status, body))


def _operation(request: Request) -> str:
    if "service" in request.path_params:
        return "numbers"
    if "sid" in request.path_params:
        return "delete" if request.method == "DELETE" else "fetch"
    return "send" if request.method == "POST" else "list"


def _numbers(account: Account, request: Request) -> Answer:
    """A messaging service's phone numbers, as Twilio's messaging domain lists them."""
    if request.path_params["service"] != account.service:
        return twilio_error(20404)
    url = str(request.url)
    pages = {"first_page_url": url, "previous_page_url": None, "next_page_url": None, "url": url}
    meta = {"page": 0, "page_size": 50, "key": "phone_numbers", **pages}
    return Answer(200, {"meta": meta, "phone_numbers": [_number(account, n, url) for n in account.numbers]})


def _number(account: Account, number: str, url: str) -> dict[str, Any]:
    sid = f"PN{uuid.uuid5(uuid.NAMESPACE_URL, number).hex}"
    return {
        "sid": sid,
        "account_sid": account.sid,
        "service_sid": account.service,
        "phone_number": number,
        "country_code": "SE",
        "capabilities": ["SMS"],
        "date_created": "2026-01-01T00:00:00Z",
        "date_updated": "2026-01-01T00:00:00Z",
        "url": f"{url}/{sid}",
    }
