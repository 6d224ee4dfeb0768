"""A stand-in listens on loopback only, on the port it is given, and stops at once."""

import asyncio
import subprocess
import sys
import threading

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.standins.faults import accept_then_hang
from bot.standins.serve import is_loopback, loopback_url, serving
from bot.standins.telegram import TelegramStandin


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_these_hosts_are_the_machine_itself(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org", "::", "localhost.example.org", ""])
def test_these_hosts_are_refused(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(ValueError, match="loopback"), serving(Starlette(), host=host):
        pass


def test_a_webhook_moves_to_loopback_with_path_and_query() -> None:
    moved = loopback_url("https://bot.example.org/status/abc?k=1#rc=2", "http://127.0.0.1:8000")
    assert moved == "http://127.0.0.1:8000/status/abc?k=1"
    with pytest.raises(ValueError, match="loopback"):
        loopback_url("https://bot.example.org/status/abc")


def test_a_port_that_is_taken_is_an_error() -> None:
    with serving(Starlette()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(OSError), serving(Starlette(), port=port):
            pass


async def test_a_request_that_hangs_does_not_hold_up_the_end() -> None:
    before = set(threading.enumerate())
    standin = TelegramStandin()
    standin.faults.add(accept_then_hang(600, on="getMe"))
    async with aiohttp.ClientSession() as session:
        with serving(standin.app) as url:
            asking = asyncio.create_task(session.get(f"{url}/bot{standin.token}/getMe"))
            while not standin.journal.requests:  # noqa: ASYNC110 - the stand-in runs in another loop
                await asyncio.sleep(0.01)
        with pytest.raises(aiohttp.ClientError):
            await asking
    left = set(threading.enumerate()) - before
    assert not any(thread.name.startswith("stand-in") for thread in left)


def test_both_start_from_the_command_line_and_say_how_to_reach_them() -> None:
    command = [sys.executable, "-m", "bot.standins", "--twilio-port", "0", "--telegram-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = dict(process.stdout.readline().strip().split("=", 1) for _ in range(7))
        process.terminate()
    assert process.returncode == 0
    assert lines["TWILIO_API_URL"].startswith("http://127.0.0.1:")
    assert lines["TELEGRAM_API_URL"] != lines["TWILIO_API_URL"]
    assert lines["TWILIO_FROM"] == "+46701740699"
