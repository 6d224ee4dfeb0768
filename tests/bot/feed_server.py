"""Somebody's calendar, and a web server on this machine that has it and can be as difficult as servers are."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def calendar(*events: str, zone: str = ZONE) -> bytes:
    """A calendar of events, each as its lines; what an event must have it has."""
    made = [f"BEGIN:VEVENT\nUID:{n}\nDTSTAMP:20260101T000000Z\n{each}\nEND:VEVENT\n" for n, each in enumerate(events)]
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//made up//\n{zone}{''.join(made)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


@dataclass
class FeedServer:
    """What it has, and whom it has seen. seconds: how long it thinks before it answers."""

    url: str = ""
    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[FeedServer]:
    """A server for as long as a test takes."""
    feed = FeedServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feed.asked.append({name.lower(): value for name, value in self.headers.items()} | {"path": self.path})
            time.sleep(feed.seconds)
            tag = feed.headers.get("ETag")
            known = tag is not None and self.headers.get("If-None-Match") == tag
            self.send_response(304 if known else feed.status)
            for name, value in feed.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0" if known else str(len(feed.content)))
            self.end_headers()
            self.wfile.write(b"" if known else feed.content)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                feed.asked.append({"path": "gone"})  # who asked has had enough

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    feed.url = f"http://127.0.0.1:{server.server_port}/calendar.ics"
    yield feed
    server.shutdown()
    server.server_close()
    thread.join()
