"""Every page of the panel in a real browser: readable for everybody, quiet, narrow, and deaf to attacks."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import LANGUAGES, SIZES, Watched
from tests.browser.demo import pages, running_demo

PARTS = ("/rows", "/pairs", "/progress", "/talk")  # of pages, without a frame of their own
THINGS = ("people", "broadcasts", "shifts", "surveys", "inbox", "bookings")  # lists whose first thing has a page
ASSOCIATION = 2


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with running_demo(tmp_path_factory.mktemp("demo")) as links:
        yield links


@pytest.fixture
def signed(demo: dict[str, str], browser: Browser, size: str, language: str) -> Iterator[Watched]:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=LANGUAGES[language], reduced_motion="reduce"
    )
    watched = Watched(context.new_page(), context, demo["url"])
    watched.page.goto(demo["panel"])
    speak(watched.page, demo["url"], language)
    yield watched
    context.close()


def speak(page: Page, url: str, language: str) -> None:
    """Choose the panel's language on the account's page."""
    page.goto(f"{url}/account")
    page.select_option("select[name=language]", language)
    page.locator("form:has(select[name=language]) button").first.click()
    page.wait_for_load_state()


def paths(page: Page, url: str) -> list[str]:
    """All pages, and the first thing of each list."""
    found = [path.replace("{organization_id}", str(ASSOCIATION)) for path in pages() if not path.endswith(PARTS)]
    for name in THINGS:
        page.goto(f"{url}/o/{ASSOCIATION}/{name}")
        first = page.locator(f"main a[href*='/o/{ASSOCIATION}/{name}/']")
        links = [first.nth(place).get_attribute("href") or "" for place in range(min(first.count(), 40))]
        things = [link for link in links if link.split("?")[0].rsplit("/", 1)[1].isdecimal()]
        found += things[:1]
    return [*found, "/account"]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_every_page_can_be_read_by_everybody_and_does_nothing_behind_our_back(signed: Watched, size: str) -> None:
    found: list[str] = []
    asked = paths(signed.page, signed.url)
    assert len(asked) > 15
    for path in asked:
        answer = signed.page.goto(signed.url + path)
        assert answer is not None
        kind = answer.headers.get("content-type", "")
        if "html" not in kind:
            continue
        found += [f"{path}: {fault}" for fault in faults(signed, answer.status)]
    assert not found, "\n".join(found)
    assert signed.faults == []


def faults(signed: Watched, status: int) -> list[str]:
    """What is wrong with the page that is open."""
    page = signed.page
    results: Any = Axe().run(page).response
    found = [
        f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:120]}"
        for each in results["violations"] if each["impact"] in ("serious", "critical")
    ]  # fmt: skip
    found += [] if status == 200 else [f"answers {status}"]
    found += [] if signed.is_narrow() else ["wider than the screen"]
    found += [] if page.locator("h1").count() == 1 else ["not one h1"]
    found += ["something ran"] if page.evaluate("window.hurt === 1") else []
    return found
