"""A process that takes webhooks: the real app without a worker, or the bare limit of one."""

import asyncio
import socket
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from twilio.request_validator import RequestValidator

from bot.bench.house import ACCOUNT, PUBLIC, settings_of
from bot.sms import parse_form
from bot.web import make_app
from storage.session import Database

TABLE = "CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, sid TEXT UNIQUE, body TEXT)"
INSERT = "INSERT INTO bare (sid, body) VALUES (?, ?)"


def bare_app(database_url: str) -> Starlette:
    """Starlette, the library's own signature check, and one durable insert, grouped as ours are."""
    database, validator = Database(database_url, "bench"), RequestValidator(ACCOUNT.auth_token)
    database.change(lambda db: db.exec_driver_sql(TABLE))

    async def take(request: Request) -> Response:
        form = parse_form(await request.body())
        signature = request.headers["x-twilio-signature"]
        if not validator.validate(PUBLIC + request.url.path, form, signature):
            return Response(status_code=403)
        values = (form["MessageSid"], form["Body"])
        await asyncio.wrap_future(database.write(lambda db: db.exec_driver_sql(INSERT, values)))
        return Response(status_code=204)

    return Starlette(routes=[Route("/{path:path}", take, methods=["POST"])])


def main(kind: str, database_url: str) -> None:
    """Serve on a free port of the loopback until terminated; the port is printed first."""
    app: ASGIApp = bare_app(database_url) if kind == "bare" else make_app(settings_of(database_url), with_worker=False)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        server.run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
