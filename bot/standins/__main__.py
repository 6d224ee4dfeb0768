"""Starts both stand-ins until it is interrupted and prints the environment that points the bot at them."""

import argparse
import signal
import sys
from collections.abc import Sequence

from bot.standins.serve import serving
from bot.standins.telegram import TelegramStandin
from bot.standins.twilio import TwilioStandin

STOPS = {signal.SIGINT, signal.SIGTERM}


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bot.standins [--twilio-port N] [--telegram-port N] [--deliver-to URL]`; port 0 is any."""
    parser = argparse.ArgumentParser(prog="python -m bot.standins")
    parser.add_argument("--twilio-port", type=int, default=8101)
    parser.add_argument("--telegram-port", type=int, default=8102)
    parser.add_argument("--deliver-to", default="", metavar="URL")
    # Blocked before any thread starts, so that the signal reaches nobody but the wait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    chosen = parser.parse_args(arguments)
    twilio = TwilioStandin(deliver_to=chosen.deliver_to)
    telegram = TelegramStandin(deliver_to=chosen.deliver_to)
    with (
        serving(twilio.app, port=chosen.twilio_port) as twilio_url,
        serving(telegram.app, port=chosen.telegram_port) as telegram_url,
    ):
        sys.stdout.writelines(f"{line}\n" for line in environment(twilio, twilio_url, telegram, telegram_url))
        sys.stdout.flush()
        signal.sigwait(STOPS)


def environment(
    twilio: TwilioStandin, twilio_url: str, telegram: TelegramStandin, telegram_url: str
) -> list[str]:
    """The lines of a `.env` that points the bot at these stand-ins."""
    account = twilio.account
    return [
        f"TWILIO_API_URL={twilio_url}",
        f"TWILIO_ACCOUNT_SID={account.sid}",
        f"TWILIO_AUTH_TOKEN={account.auth_token}",
        f"TWILIO_MESSAGING_SERVICE_SID={account.service}",
        f"TWILIO_FROM={','.join(account.numbers)}",
        f"TELEGRAM_API_URL={telegram_url}",
        f"TELEGRAM_BOT_TOKEN={telegram.token}",
    ]


if __name__ == "__main__":
    main()
