"""Twilio's Message resource as plain data: how it is made, shown, filtered and paged."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

API_VERSION = "2010-04-01"
CURRENCY = "SEK"
RANKS = {"accepted": 0, "queued": 1, "sending": 2, "sent": 3, "delivered": 4, "undelivered": 4, "failed": 4}
LONGEST_BODY = 1600
DEFAULT_PAGE, LARGEST_PAGE = 50, 1000

GSM_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = set("^{}\\[~]|€\f")
LOOK_ALIKES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "\xa0": " "}
)


@dataclass(frozen=True)
class Message:
    """One Message; `seq` is its place in the account's log, times are aware and in UTC."""

    seq: int
    sid: str
    account: str
    to: str
    sender: str
    body: str
    status: str
    direction: str
    created: datetime
    sent: datetime | None = None
    service: str = ""
    parts: int = 0
    error_code: int = 0


def parts(text: str) -> int:
    """How many SMS Twilio counts for a text: 160/153 in GSM-7, 70/67 UTF-16 units in UCS-2."""
    if set(text) <= GSM_BASIC | GSM_EXTENDED:
        sizes, single, joined = [1 + (char in GSM_EXTENDED) for char in text], 160, 153
    else:
        sizes, single, joined = [1 + (ord(char) > 0xFFFF) for char in text], 70, 67
    if sum(sizes) <= single:
        return 1
    count, room = 1, joined
    for size in sizes:
        if size > room:
            count, room = count + 1, joined
        room -= size
    return count


def smart_encoded(text: str) -> str:
    """The text with typographic look-alikes replaced, as `SmartEncoded=true` does."""
    return text.translate(LOOK_ALIKES)


def progressed(message: Message, status: str, now: datetime, error_code: int = 0) -> Message:
    """The message after a status: never back, terminal stays; statuses we do not know change nothing."""
    rank, reached = RANKS.get(status, -1), RANKS.get(message.status, -1)
    if rank <= reached:
        return message
    sent = message.sent or (now if rank >= RANKS["sent"] else None)
    return replace(
        message, status=status, sent=sent, parts=message.parts or parts(message.body), error_code=error_code
    )


def resource(message: Message) -> dict[str, Any]:
    """The message as Twilio's JSON."""
    uri = f"/{API_VERSION}/Accounts/{message.account}/Messages/{message.sid}"
    return {
        "account_sid": message.account,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": format_datetime(message.created),
        "date_sent": format_datetime(message.sent) if message.sent else None,
        "date_updated": format_datetime(message.sent or message.created),
        "direction": message.direction,
        "error_code": message.error_code or None,
        "error_message": None,
        "from": message.sender or None,
        "messaging_service_sid": message.service or None,
        "num_media": "0",
        "num_segments": str(message.parts),
        "price": None,
        "price_unit": CURRENCY,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def matches(message: Message, params: Mapping[str, str]) -> bool:
    """Whether a message passes the filters To, From, DateSent, DateSent< and DateSent> (dates, inclusive)."""
    day = message.sent.astimezone(UTC).date().isoformat() if message.sent else ""
    exact, latest, earliest = (params.get(key, "")[:10] for key in ("DateSent", "DateSent<", "DateSent>"))
    dated = bool(exact or latest or earliest)
    return (
        params.get("To", message.to) == message.to
        and params.get("From", message.sender) == message.sender
        and (not dated or (day != "" and exact in ("", day) and earliest <= day <= (latest or day)))
    )


def page(messages: Sequence[Message], path: str, params: Mapping[str, str]) -> dict[str, Any]:
    """One page of the list, newest first; the next one stays right when messages arrive in between."""
    size = min(max(int(params.get("PageSize") or DEFAULT_PAGE), 1), LARGEST_PAGE)
    number = int(params.get("Page") or 0)
    token = re.fullmatch("PA([0-9a-f]{32})", params.get("PageToken", ""))
    found = [message for message in reversed(messages) if matches(message, params)]
    left = [message for message in found if not token or message.seq < int(token[1], 16)]
    shown = left[:size]
    filters = {key: value for key, value in params.items() if key not in ("Page", "PageToken", "PageSize")}

    def uri(at: int, after: Message | None = None) -> str:
        place = {"PageSize": size, "Page": at} | ({"PageToken": f"PA{after.seq:032x}"} if after else {})
        return f"{path}?{urlencode({**filters, **place})}"

    return {
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1, shown[-1]) if len(left) > size else None,
        "previous_page_uri": uri(number - 1) if number else None,
        "uri": uri(number),
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(shown) - 1, 0),
        "messages": [resource(message) for message in shown],
    }
