"""Logs that tell nothing of anybody: numbers and tokens are struck out of every line, whoever writes it."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

SECRETS = re.compile(
    r"bot\d+:[\w-]+"  # a Telegram token, as it stands in its URLs
    r"|\b(AC|SK|SM|MM|MG)[0-9a-f]{32}\b"  # Twilio's accounts, keys and messages
    r"|\+?\d[\d \-()]{7,}\d"  # anything that could be a phone number
)
MARK = "[…]"
LOUD = ("httpx", "httpcore", "telegram", "aiogram", "aiohttp", "twilio", "apscheduler", "alembic", "sqlalchemy")


def struck(text: str) -> str:
    """A text without numbers and tokens."""
    return SECRETS.sub(MARK, text)


def _strike(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept = ("timestamp", "level")
    return {key: struck(value) if isinstance(value, str) and key not in kept else value for key, value in event.items()}


def set_up(level: str, style: Literal["text", "json"]) -> None:
    """Send all logs, ours and the libraries', through one formatter to standard error."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _strike,
    ]
    last: Any = structlog.processors.JSONRenderer()
    if style == "text":
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[remove, _no_traceback, _strike, last]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


def _no_traceback(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The type of an error and nothing of its text: that may quote what somebody wrote."""
    found = event.pop("exc_info", None)
    if found:
        kind = found[0] if isinstance(found, tuple) else type(found)
        event["error"] = getattr(kind, "__name__", "error")
    return event
