"""The web server, ended by a signal as a service should be: everything finished, and exit status 0."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

GRACE = 20  # seconds for requests that are under way


class Server(uvicorn.Server):
    """uvicorn raises the signal that ended it once more, which makes a clean end look like a failure."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def is_free(host: str, port: int) -> bool:
    """True when nobody listens there."""
    with socket.socket() as tried:
        return tried.connect_ex((host, port)) != 0


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    Server(config).run()
