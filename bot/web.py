"""The web: webhooks that are stored before they are answered, health, and the pages that others mount."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from admin.app import add_panel
from bot import sms
from bot.channel import Incoming, clean
from bot.config import Settings
from bot.panel import panel_house
from bot.service import Service, running
from storage import installation, outbox

LARGEST = 1024 * 1024  # bytes of a webhook; 100 000 characters that are all escaped still fit
EMPTY = 204

Handler = Callable[[Request], Awaitable[Response]]


class Unwelcome(Exception):
    """A request that gets its status and nothing else."""

    def __init__(self, status: int) -> None:
        self.status = status


def make_app(settings: Settings, *, with_worker: bool = True) -> FastAPI:
    """The web process; `app.state.service` is there while it runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            service = await stack.enter_async_context(running(settings))
            app.state.service = service
            if settings.has_telegram:
                from bot.telegram_receiver import receiving

                app.state.telegram = await stack.enter_async_context(receiving(service))
            if with_worker:
                await stack.enter_async_context(_working(service))
            yield

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.add_route("/webhooks/twilio/sms", _guarded(twilio_sms), methods=["POST"])
    app.add_route("/webhooks/twilio/status/{token}", _guarded(twilio_status), methods=["POST"])
    app.add_route("/webhooks/telegram", _guarded(telegram), methods=["POST"])
    app.add_route("/health", health)
    app.add_route("/ready", ready)
    if settings.is_sandbox:
        from bot.phone import add_phone

        add_phone(app, settings)
    add_panel(app, panel_house(settings, lambda: app.state.service.database))
    return app


@asynccontextmanager
async def _working(service: Service) -> AsyncIterator[None]:
    task = asyncio.create_task(service.worker.run())
    try:
        yield
    finally:
        service.worker.stop()
        await task


def _guarded(handler: Handler) -> Handler:
    """What a webhook must never do is fail: the provider would call again, or for ever."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Unwelcome as refused:
            return Response(status_code=refused.status)
        except sms.Forged:
            return Response(status_code=403)
        except ClientDisconnect:
            return Response(status_code=400)
        except SQLAlchemyError:  # it could not be stored: whoever sent it may try again
            return Response(status_code=503)

    return answer


async def body_of(request: Request) -> bytes:
    """The raw body, no longer than any provider's."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST:
            raise Unwelcome(413)
    return raw


def path_of(request: Request) -> str:
    """The path as it was called, with its query: what a signature is made over."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope.get("query_string", b"")
    return (raw + b"?" + query if query else raw).decode("latin-1")


async def twilio_form(request: Request, service: Service) -> dict[str, str]:
    """The fields of a webhook that Twilio signed."""
    if not service.settings.has_twilio:
        raise Unwelcome(404)
    signature = request.headers.get("x-twilio-signature", "")
    if not signature:
        raise sms.Forged
    form = sms.parse_form(await body_of(request))
    sms.check_signature(service.settings, path_of(request), form, signature)
    return form


async def twilio_sms(request: Request) -> Response:
    service: Service = request.app.state.service
    form = await twilio_form(request, service)
    message = sms.incoming(form, service.settings, service.numbers)
    if not message.external_id or not message.address:
        raise Unwelcome(400)
    await service.turns.receive(message)
    return Response(status_code=EMPTY)


async def twilio_status(request: Request) -> Response:
    """What became of a message, found by the token that only it has."""
    service: Service = request.app.state.service
    form = await twilio_form(request, service)
    token, sid = request.path_params["token"], clean(form.get("MessageSid") or form.get("SmsSid", ""))
    status, error = clean(form.get("MessageStatus") or form.get("SmsStatus", "")), clean(form.get("ErrorCode", ""))
    now = datetime.now(UTC)
    unit = service.database.write(lambda db: outbox.status_came(db, token, sid, status, error, now))
    return Response(status_code=EMPTY if await asyncio.wrap_future(unit) else 404)


async def telegram(request: Request) -> Response:
    service: Service = request.app.state.service
    if not service.settings.has_telegram:
        raise Unwelcome(404)
    secret = request.headers.get("x-telegram-bot-api-secret-token", "").encode("latin-1", "replace")
    if not hmac.compare_digest(secret, service.settings.telegram_secret.encode()):
        raise Unwelcome(403)
    update = _json(await body_of(request))
    message: Incoming | None = request.app.state.telegram.read(update)
    if message is not None:
        await request.app.state.telegram.take(message)
    return Response(status_code=200)


def _json(raw: bytes) -> dict[str, object]:
    """The update; anything that is not an object with an update_id is refused."""
    try:
        update = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unwelcome(400) from error
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise Unwelcome(400)
    return update


async def health(request: Request) -> Response:
    """The process lives."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """The database answers, and a worker has ticked lately."""
    service: Service = request.app.state.service
    now = datetime.now(UTC)

    try:
        alive = await asyncio.to_thread(service.database.read, lambda db: installation.worker_alive(db, now))
    except SQLAlchemyError:
        return JSONResponse({"status": "no database"}, 503)
    return JSONResponse({"status": "ok"}) if alive else JSONResponse({"status": "no worker"}, 503)
