"""Rubbish in, calm out: whatever stands in a request, it gets a 2xx or a 4xx, and the next one is answered."""

import json
import string
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.standins import telegram_updates as updates
from tests.roads.road import SMS, TELEGRAM, Road

DEEP = "[" * 10_000 + "]" * 10_000
BODIES = {
    "nothing": b"", "no JSON": b"{", "a list": b"[]", "null": b"null", "a number": b"1", "a text": b'"x"',
    "no id": b"{}", "a text for an id": b'{"update_id": "1"}', "no UTF-8": b'{"update_id": "\xff"}',
    "deep": DEEP.encode(), "a huge number": b'{"update_id": ' + b"9" * 5000 + b"}", "NUL": b"\0\0",
}  # fmt: skip


async def post(road: Road, path: str, body: bytes, headers: dict[str, str] | None = None) -> int:
    secret = {"X-Telegram-Bot-Api-Secret-Token": road.settings.telegram_secret} if path == TELEGRAM else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(road.url + path, data=BytesIO(body), headers={**secret, **(headers or {})}) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
async def test_a_mangled_update_is_refused_and_leaves_no_trace(both: Road, body: bytes) -> None:
    before = both.sizes()
    assert 400 <= await post(both, TELEGRAM, body) < 500
    assert both.sizes() == before


@pytest.mark.parametrize("path", [SMS, TELEGRAM])
async def test_a_huge_body_is_not_read_to_its_end(both: Road, path: str) -> None:
    headers = {"X-Twilio-Signature": "x"}
    assert await post(both, path, b"x" * 2_000_000, headers) == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=1&a=1", b"&" * 60_000, b"a=" * 30_000, b"=", "å=ö".encode()])
async def test_a_mangled_form_is_refused(both: Road, body: bytes) -> None:
    assert await post(both, SMS, body, {"X-Twilio-Signature": "x"}) == 403


MESSAGE = updates.message(1, 4001, 1_700_000_000, **updates.text("hej"))
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False),
    st.text(string.printable + "å\0\ud800🌹", max_size=8),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.sampled_from(["id", "type", "text"]), st.integers()),
)  # fmt: skip
PLACES = [
    ("message",), ("message", "chat"), ("message", "chat", "id"), ("message", "chat", "type"), ("message", "from"),
    ("message", "date"), ("message", "text"), ("message", "message_id"), ("message", "entities"), ("update_id",),
    ("message", "contact"), ("edited_message",), ("callback_query",), ("my_chat_member",), ("message", "from", "id"),
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), odd=ODD, update_id=st.integers(1, 2**70))
async def test_an_update_with_something_odd_in_it_never_fails(
    both: Road, place: tuple[str, ...], odd: Any, update_id: int
) -> None:
    update = json.loads(json.dumps({"update_id": update_id, "message": MESSAGE}))
    inner = update
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = odd
    assert 200 <= await post(both, TELEGRAM, json.dumps(update).encode()) < 500


async def test_after_all_that_the_next_text_is_answered(both: Road) -> None:
    member, chat = both.member_with_chat()
    assert await both.text(member, "meny") == 204
    delivered = await both.telegram.text_in(chat, "meny")
    assert delivered is not None
    assert delivered[0] == 200
    await both.settled()
    assert len(both.sent(member)) == len(both.sent(chat)) == 1
