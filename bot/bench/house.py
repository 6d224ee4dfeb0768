"""The house that is measured: its settings, whatever the environment says, and its processes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.config import Settings
from bot.standins.twilio_account import Account

ACCOUNT = Account()
PUBLIC = "https://budkavle.example.org"
FAST = 1e6  # parts a second: what is measured is us, not the pace of a number


def settings_of(database_url: str, twilio_url: str = "") -> Settings:
    """SMS alone, through a stand-in's account, without quiet hours and without a pace."""
    return Settings(
        _env_file=None, database_url=database_url, public_url=PUBLIC, secret_key="bench" * 8, hash_key="",
        twilio_account_sid=ACCOUNT.sid, twilio_auth_token=ACCOUNT.auth_token, twilio_auth_token_secondary="",
        twilio_messaging_service_sid="", twilio_from=ACCOUNT.numbers, twilio_api_url=twilio_url,
        telegram_bot_token="", sms_parts_per_second=FAST, quiet_hours="00:00-00:00",
    )  # type: ignore[call-arg]  # fmt: skip


@contextmanager
def process(*arguments: str) -> Iterator[str]:
    """A Python process of ours on the side, until the block ends; the last word of the first line it prints."""
    with subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True) as child:  # noqa: S603
        try:
            line = child.stdout.readline() if child.stdout else ""
            if not line:
                raise RuntimeError(f"{arguments[0]} did not start")
            yield line.strip().replace("=", " ").split()[-1]
        finally:
            child.terminate()
