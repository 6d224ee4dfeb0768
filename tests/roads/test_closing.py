"""A process that ends lets go of its connections."""

from bot.config import Settings
from bot.telegram import Telegram


async def test_closing_the_telegram_channel_closes_its_connections() -> None:
    channel = Telegram(Settings(_env_file=None, telegram_bot_token="7017406:" + "b" * 35))  # type: ignore[call-arg]
    await channel.close()
    assert all(request._client.is_closed for request in channel.bot._request)  # type: ignore[attr-defined]
