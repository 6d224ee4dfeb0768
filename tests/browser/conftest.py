"""A real browser against the real program: Debian's Chromium, at the size of a laptop and of a phone."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIZES = {"laptop": (1280, 900), "phone": (375, 800)}
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Site:
    """A running installation, on a port of its own, with nothing in it but what a command put there."""

    url: str
    folder: Path
    environment: dict[str, str]

    def budkavle(self, *words: str) -> str:
        """A command; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words], env=self.environment, capture_output=True, text=True, check=True,
            timeout=120, cwd=self.folder,
        )  # fmt: skip
        return done.stdout

    @property
    def phone_key(self) -> str:
        """The key of the sandbox phone, from what start printed."""
        found = re.search(r"phone\?key=(\w+)", (self.folder / "serve.log").read_text())
        assert found
        return found[1]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The program, started as its README says, without any provider."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TWILIO", "TELEGRAM"))},
        "DATABASE_URL": f"sqlite:///{tmp_path / 'budkavle.db'}", "PUBLIC_URL": url, "PYTHONPATH": str(ROOT),
        "QUIET_HOURS": "00:00-00:00",
    }  # fmt: skip
    with (tmp_path / "serve.log").open("w") as log:
        command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=tmp_path)
    try:
        wait_for(url)
        yield Site(url, tmp_path, environment)
    finally:
        server.terminate()
        server.wait(timeout=40)


def wait_for(url: str) -> None:
    """Until it answers."""
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{url}/health", timeout=1)
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; a test that needs it fails where there is none."""
    assert CHROMIUM, "Chromium is missing. On Debian: apt install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass
class Watched:
    """A page that is watched: errors in its console, requests to anybody else, breaches of its policy."""

    page: Page
    context: BrowserContext
    url: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._asked)

    def _said(self, message: Any) -> None:
        refused_by_us = "the server responded with a status of 4" in message.text  # a form that was sent wrongly
        if message.type in ("error", "warning") and not refused_by_us:
            self.faults.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def go(self, path: str) -> Page:
        """Open a page of ours."""
        self.page.goto(self.url + path)
        return self.page

    def is_narrow(self) -> bool:
        """Whether nothing is wider than the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Any]:
    """Opens pages of a size in a language; at the end none of them may have done anything it must not."""
    opened: list[Watched] = []

    def opening(size: str = "laptop", language: str = "sv") -> Watched:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=LANGUAGES[language], reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        watched = Watched(context.new_page(), context, site.url)
        opened.append(watched)
        return watched

    yield opening
    for number, watched in enumerate(opened):
        watched.page.screenshot(path=site.folder / f"last_{number}.png", full_page=True)
    faults = [fault for watched in opened for fault in watched.faults]
    for watched in opened:
        watched.context.close()
    assert faults == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """A browser test that was skipped has proved nothing: it fails."""
    report = yield
    if report.skipped and Path(__file__).parent in item.path.parents:
        report.outcome, report.longrepr = "failed", "skipped"
    return report
