"""How a thread is drawn: parts and price below our messages, wall time, days, and what was done instead of written."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from admin.phone_view import Bubble, Style, bubbles, initials
from admin.texts import CATALOGS, preferred
from storage.tables.outbox import STATES
from storage.threads import Message

NOW = datetime(2025, 11, 28, 11, 3, tzinfo=UTC)
SV = Style("sv", "SEK", "Europe/Stockholm", NOW)
EN = Style("en", "SEK", "Europe/Stockholm", NOW)


def ours(body: str = "Hej!", parts: int = 1, price: str = "0.45", **other: object) -> Message:
    return Message("out", 1, NOW, body, str(other.pop("state", "accepted")), parts=parts, price=Decimal(price), **other)  # type: ignore[arg-type]


def drawn(message: Message, style: Style = SV) -> Bubble:
    return bubbles([message], style)[0]


def test_a_message_of_ours_says_its_parts_and_its_price_in_kronor() -> None:
    assert drawn(ours()).notes == ("1 del", "0,45 kr", "skickat")
    assert drawn(ours(parts=2, price="0.9000")).notes == ("2 delar", "0,90 kr", "skickat")
    assert drawn(ours(parts=2, price="0.90"), EN).notes == ("2 parts", "0.90 kr", "sent")


def test_a_text_that_needs_ucs_2_says_which_signs_make_it_so() -> None:
    assert "UCS-2: 🙂" in drawn(ours("Tack 🙂")).notes


def test_telegram_has_neither_parts_nor_price() -> None:
    assert drawn(ours(parts=0, price="0")).notes == ("skickat",)


@pytest.mark.parametrize("language", CATALOGS)
@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_word(state: str, language: str) -> None:
    assert drawn(ours(state=state), Style(language, "SEK", "UTC", NOW)).notes[-1]


def test_times_are_those_of_the_organization() -> None:
    assert drawn(ours()).time == "12:03"
    assert drawn(ours(), Style("sv", "SEK", "America/New_York", NOW)).time == "06:03"


def test_a_day_is_named_once_where_it_begins() -> None:
    times = [NOW - timedelta(days=6), NOW - timedelta(hours=2), NOW]
    thread = [Message("in", number, at, "Hej", "done") for number, at in enumerate(times)]
    assert [bubble.day for bubble in bubbles(thread, SV)] == ["lör 22/11", "i dag", ""]


def test_a_tap_reads_as_the_button_that_was_tapped() -> None:
    asked = ours("Kommer du?", parts=0, buttons=(("Ja", "c1.1.yes"), ("Nej", "c1.1.no")))
    tap = Message("in", 2, NOW, "", "done", "tap", {"value": "c1.1.no"})
    assert bubbles([asked, tap], SV)[1].body == "Nej"


def test_a_tap_on_a_button_long_gone_and_a_shared_number_are_told_in_words() -> None:
    tap = Message("in", 2, NOW, "", "done", "tap", {"value": "c1.1.no"})
    contact = Message("in", 3, NOW, "", "done", "contact", {"phone": "+46701740605"})
    assert [(bubble.body, bubble.acts) for bubble in bubbles([tap, contact], SV)] == [
        ("Tryckte på en knapp", True),
        ("Delade sitt nummer", True),
    ]


def test_only_the_button_that_shares_a_number_shares_it() -> None:
    below = drawn(ours(parts=0, buttons=(("Dela", "share_contact"), ("Ja", "c1.1.yes")))).buttons
    assert [button.shares for button in below] == [True, False]


@pytest.mark.parametrize(
    ("name", "two"), [("Amina Warsame", "AW"), ("Maja von Essen", "ME"), ("Östen", "Ö"), ("<script>", ""), ("", "")]
)
def test_a_name_has_at_most_two_initials(name: str, two: str) -> None:
    assert initials(name) == two


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "sv"), ("en-GB,en;q=0.9,sv;q=0.8", "en"), ("de,sv;q=0.5,en;q=0.4", "sv"), ("en;q=x", "sv"), ("en;q=0", "sv")],
)
def test_the_page_speaks_the_language_that_the_browser_likes_best(header: str, language: str) -> None:
    assert preferred(header) == language


def test_every_text_of_the_pages_is_there_in_every_language() -> None:
    assert len({frozenset(catalog) for catalog in CATALOGS.values()}) == 1
