"""A stand-in for Telegram's Bot API: takes messages, hands out updates, plays the people in the chats."""

import asyncio
import time
import uuid
from typing import Any

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.standins import telegram_updates as updates
from bot.standins.answers import Answer, hold, on_the_wire, parameters, response_for
from bot.standins.control import control_routes
from bot.standins.faults import Fault, Faults
from bot.standins.journal import Call, Journal, State
from bot.standins.serve import loopback_url
from bot.standins.telegram_chats import Chats
from bot.standins.telegram_errors import error, ok, refusal
from bot.standins.telegram_inbox import Inbox
from bot.standins.telegram_updates import BOT, Json

TOKEN = f"{BOT['id']}:" + "b" * 35
POLL_STEP = 0.02
WAIT = aiohttp.ClientTimeout(total=60, sock_connect=5)
Delivered = tuple[int, str] | None


class TelegramStandin:
    """Telegram as one bot sees it: `app` answers, `journal` judges, `faults` disturb.

    `chats` knows who blocked the bot, `inbox` what waits for it, `polls` how often getUpdates has
    begun. `deliver_to` is the loopback base URL of the bot when its webhook is set to a public one.

    People act by methods: each gives the (status, body) that the webhook answered, or None when the update
    waits for getUpdates instead (or the bot does not want its kind). An update that was not answered with a
    2xx stays in the inbox; `redeliver` posts those again. aiohttp.ClientError when nobody answers.
    """

    def __init__(self, token: str = TOKEN, *, deliver_to: str = "") -> None:
        self.token = token
        self.deliver_to = deliver_to
        self.journal = Journal()
        self.faults = Faults()
        self.chats = Chats()
        self.inbox = Inbox()
        self.polls = 0
        self.app = self._make_app()

    def reset(self) -> None:
        """Forget messages, updates, webhook, faults and the journal."""
        self.chats.clear()
        self.inbox.clear()
        self.faults.clear()
        self.journal.reset()

    async def text_in(self, chat: int, words: str) -> Delivered:
        """A person writes; `/start TOKEN` is what a deep link sends."""
        return await self._happen("message", self._message(chat, updates.text(words)))

    async def share_contact(self, chat: int, phone: str, user_id: int | None = None) -> Delivered:
        """A person shares a contact: their own, or another's when `user_id` differs from the chat's id."""
        content = updates.contact(phone, chat if user_id is None else user_id)
        return await self._happen("message", self._message(chat, content))

    async def edit_text(self, chat: int, message_id: int, words: str) -> Delivered:
        """A person changes a text they wrote."""
        now = int(time.time())
        edited = updates.message(message_id, chat, now, edit_date=now, **updates.text(words))
        return await self._happen("edited_message", edited)

    async def tap(
        self, chat: int, data: str, message_id: int | None = None, *, old: bool = False, late: bool = False
    ) -> Delivered:
        """A person taps a button with this data under a sent message (the last one unless given).

        `old`: the message is too old for Telegram to show it; `late`: the tap can no longer be answered.
        KeyError when there is no such message.
        """
        pressed = self.chats.last_sent(chat) if message_id is None else self.chats.sent(chat, message_id)
        if pressed is None:
            raise KeyError(message_id)
        if old:
            pressed = updates.too_old_to_show(pressed["message_id"], chat)
        query = str(uuid.uuid4().int)
        if not late:
            self.chats.taps.add(query)
        return await self._happen("callback_query", updates.callback_query(query, chat, data, pressed))

    async def block(self, chat: int, *, blocked: bool = True) -> Delivered:
        """A person blocks the bot, or with `blocked=False` lets it in again."""
        (self.chats.blocked.add if blocked else self.chats.blocked.discard)(chat)
        content = updates.membership(chat, int(time.time()), blocked=blocked)
        return await self._happen("my_chat_member", content)

    async def redeliver(self) -> list[tuple[int, str]]:
        """Post every update that the webhook has not taken, oldest first, and give the answers."""
        answers = [await self.deliver(update) for update in self.inbox.waiting]
        return [answer for answer in answers if answer is not None]

    async def deliver(self, update: Json) -> Delivered:
        """Post one update, new or again, with the secret header; None when no webhook is set."""
        webhook = self.inbox.webhook
        if webhook is None:
            return None
        url = loopback_url(webhook.url, self.deliver_to)
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        async with (
            aiohttp.ClientSession(timeout=WAIT) as session,
            session.post(url, json=update, headers=headers) as answer,
        ):
            body = await answer.text()
        self.journal.callback(webhook.url, update, answer.status)
        if answer.ok:
            self.inbox.taken(update)
        else:
            self.inbox.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        return answer.status, body

    async def _happen(self, kind: str, content: Json) -> Delivered:
        update = self.inbox.put(kind, content)
        return await self.deliver(update) if update else None

    def _message(self, chat: int, content: Json) -> Json:
        return updates.message(self.chats.next_message_id(), chat, int(time.time()), **content)

    def _make_app(self) -> Starlette:
        routes = [
            Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"]),
            *control_routes(self.journal, self.faults, self.reset, self.text_in),
        ]
        return Starlette(routes=routes)

    async def _serve(self, request: Request) -> Response:
        method, params = request.path_params["method"], await parameters(request)
        fault = self.faults.take(
            "send" if method == "sendMessage" else method, str(params.get("chat_id", ""))
        )
        answer = await self._decide(request, method, params, fault)
        leaving = on_the_wire(fault, answer, refusal)
        status, body = (leaving.status, leaving.body) if leaving else (0, None)
        self.journal.request(Call("telegram", method, f"/{method}", params, status, body))
        await hold(request, fault.seconds)
        return response_for(leaving)

    async def _decide(self, request: Request, method: str, params: Json, fault: Fault) -> Answer:
        """The answer of a Telegram in good health."""
        if not fault.accepts:
            if method == "sendMessage":
                self._note(params, "refused" if fault.kind == "refuse" else "lost")
            return error(500)
        if request.path_params["token"] != self.token:
            return error(401)
        if method == "getUpdates":
            return await self._get_updates(request, params)
        return self._answer(method, params)

    def _answer(self, method: str, params: Json) -> Answer:
        if method == "sendMessage":
            return self._send(params)
        if method == "editMessageReplyMarkup":
            return self.chats.edit_markup(params)
        if method == "answerCallbackQuery":
            return self.chats.answer_tap(params)
        if method in ("setWebhook", "deleteWebhook"):
            return self.inbox.set_webhook({**params, "url": params.get("url", "")})
        if method == "getWebhookInfo":
            return self.inbox.webhook_info()
        return ok(BOT) if method == "getMe" else error(404)

    def _send(self, params: Json) -> Answer:
        refused = self.chats.objection(params)
        if refused:
            self._note(params, "refused")
            return refused
        message = self.chats.send(params)
        self._note(params, "accepted", str(message["message_id"]))
        return ok(message)

    def _note(self, params: Json, state: State, sid: str = "") -> None:
        to, body = str(params.get("chat_id", "")), str(params.get("text", ""))
        self.journal.send("telegram", to, body, state, params, sid=sid)

    async def _get_updates(self, request: Request, params: dict[str, Any]) -> Answer:
        """Long polling: what waits from `offset` on, or what comes within `timeout` seconds."""
        if self.inbox.webhook is not None:
            return error(409, "Conflict: can't use getUpdates method while webhook is active")
        self.polls += 1
        mine, limit = self.polls, int(params.get("limit") or 100)
        self.inbox.allow(params)
        self.inbox.confirm(int(params.get("offset") or 0))
        deadline = time.monotonic() + float(params.get("timeout") or 0)
        while not self.inbox.batch(limit) and time.monotonic() < deadline:
            await asyncio.sleep(POLL_STEP)
            if mine != self.polls or await request.is_disconnected():
                return error(409)
        return ok(self.inbox.batch(limit))
