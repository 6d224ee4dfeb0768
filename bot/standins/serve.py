"""Runs a stand-in on a loopback port in a thread of its own, with connections that can be cut."""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

START_LIMIT = 10.0
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Breakable(HttpToolsProtocol):
    """HTTP/1.1 whose requests carry `state["cut"]`, a function that resets their connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The paths of the Bot API hold the bot's token, so they must not reach any log.
        self.access_log = False

    def on_message_begin(self) -> None:
        """Give the request that begins its way to cut."""
        super().on_message_begin()
        self.scope["state"]["cut"] = self.cut

    def cut(self) -> None:
        """Reset the connection: the peer reads an error, never an orderly end."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        if self.transport.is_closing():
            return
        self.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE
        )
        self.transport.abort()

    def shutdown(self) -> None:
        """Close at once: a request that hangs must not hold up the end."""
        if self.cycle is None or self.cycle.response_complete:
            super().shutdown()
        else:
            self.cut()


def is_loopback(host: str) -> bool:
    """Whether this host is the machine itself, by name or address; no name is looked up."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def loopback_url(url: str, deliver_to: str = "") -> str:
    """Where a webhook for `url` is posted: scheme and host of `deliver_to` when given, else its own.

    ValueError when that is not on loopback: a stand-in never talks to the world.
    """
    wanted, base = urlsplit(url), urlsplit(deliver_to or url)
    if not is_loopback(base.hostname or ""):
        raise ValueError("a stand-in posts to loopback only")
    return urlunsplit((base.scheme, base.netloc, wanted.path, wanted.query, ""))


@contextmanager
def serving(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve `app` in a thread while the block runs; yields its base URL. Port 0 takes a free one.

    ValueError for a host that is not loopback, OSError for a port that is taken.
    """
    if not is_loopback(host):
        raise ValueError("a stand-in listens on loopback only")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        server = uvicorn.Server(uvicorn.Config(app, http=Breakable, log_config=None, ws="none"))
        thread = Thread(target=server.run, args=([listener],), name=f"stand-in {port}", daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(START_LIMIT)


def _wait_until_started(server: uvicorn.Server, thread: Thread) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the stand-in did not start")
        time.sleep(0.005)
