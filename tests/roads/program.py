"""The real program in a process of its own, which can be stopped and killed."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bot.config import Settings

ROOT = Path(__file__).parents[2]
NEEDED = ("PATH", "HOME", "SYSTEMROOT", "COVERAGE_PROCESS_START")


class Program:
    """`budkavle serve` with an environment; `url` is where it listens, the same after every start."""

    def __init__(self, folder: Path, environment: Mapping[str, str], module: str = "bot") -> None:
        self.folder, self.module = folder, module
        kept = {name: os.environ[name] for name in NEEDED if name in os.environ}
        self.environment = {**kept, **environment, "PYTHONPATH": str(ROOT)}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What it wrote to standard output and error, over all its lives."""
        return self.folder / f"{self.port}.log"

    def start(self, *more: str) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", self.module, "serve", "--port", str(self.port), *more]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        ends = time.monotonic() + 60
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < ends, "it did not start"
            time.sleep(0.05)

    def answers(self, path: str = "/health") -> int:
        """The status of a page; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM; how it ended."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def command(self, *words: str) -> str:
        """Another command on the same installation; what it printed. CalledProcessError when it failed."""
        command = [sys.executable, "-m", "bot", *words]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment that says what these settings say."""
    said = settings.model_dump(exclude_defaults=True)
    return {name.upper(): ",".join(value) if isinstance(value, tuple) else str(value) for name, value in said.items()}


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
