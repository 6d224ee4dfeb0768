"""Nobody is written to on a channel that the installation does not have."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.config import Settings
from bot.turn import House
from storage import addresses
from storage.session import Database

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_with_only_telegram_set_there_is_no_sms() -> None:
    assert Settings(_env_file=None, telegram_bot_token="1:x").channels == ("telegram",)  # type: ignore[call-arg]
    assert Settings(_env_file=None).channels == ("sms", "telegram")  # type: ignore[call-arg]


@pytest.mark.parametrize("channels", [("sms",), ("telegram",), ("sms", "telegram"), ()])
def test_the_road_to_a_person_is_one_that_is_there(database: Database, channels: tuple[str, ...]) -> None:
    def rows(db):  # type: ignore[no-untyped-def]
        made = (("sms", "+46701740605"), ("telegram", "7"))
        return [addresses.find_or_make(db, channel, text, NOW) for channel, text in made]

    house = replace(House(), channels=channels)
    found = addresses.reachable(database.change(rows), house.channels)
    assert (found.channel if found is not None else None) == (channels[0] if channels else None)
