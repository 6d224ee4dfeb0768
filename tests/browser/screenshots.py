"""Pictures of the panel's pages in both sizes, for the README: `make screenshots`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, ROOT, SIZES
from tests.browser.demo import running_demo

FOLDER = ROOT / "docs" / "screenshots"
HERE = "/o/2"


def compose(page: Page, url: str) -> Iterator[str]:
    """A broadcast on its way, step by step."""
    page.goto(f"{url}{HERE}/broadcasts")
    page.locator("form[action$='/new'] button").click()
    yield "whom"
    page.locator("main button.main").last.click()
    page.fill("#text_sv", "Hej {förnamn}! På lördag står vi i valstugan i Solna centrum kl 11–14. Kommer du?")
    page.locator(".preview .bubble").wait_for()
    page.locator("input[name=asks][value=shifts]").check()
    yield "write"
    page.locator("main button.main").click()
    yield "check"


def plain(page: Page, url: str) -> Iterator[str]:
    """Pages that are there as they are."""
    for name, path in {
        "today": "", "inbox": "/inbox", "people": "/people", "shifts": "/shifts", "surveys": "/surveys",
        "bookings": "/bookings", "calendar": "/bookings/calendar", "organization": "/organization",
    }.items():  # fmt: skip
        page.goto(f"{url}{HERE}{path}")
        yield name
    for name in ("people", "shifts", "surveys", "bookings"):
        page.goto(f"{url}{HERE}/{name}")
        links = page.locator(f"main a[href*='{HERE}/{name}/']").all()
        paths = [link.get_attribute("href") or "" for link in links]
        thing = next((path for path in paths if path.split("?")[0].rsplit("/", 1)[1].isdecimal()), None)
        if thing is not None:
            page.goto(url + thing)
            yield name.rstrip("s") if name != "people" else "person"


def take(context: BrowserContext, links: dict[str, str], size: str) -> None:
    """All pictures of one size."""
    page = context.new_page()
    page.goto(links["panel"])
    for pages in (plain, compose):
        for name in pages(page, links["url"]):
            page.evaluate("scrollTo(0, 0)")
            page.wait_for_timeout(300)
            page.screenshot(path=FOLDER / f"{name}-{size}.png")


def main() -> None:
    """Write all of them anew."""
    if not CHROMIUM:
        sys.exit("Chromium is missing. On Debian: apt install chromium")
    FOLDER.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        running_demo(Path(folder), attacked=False) as links,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="sv-SE", reduced_motion="reduce"
            )
            take(context, links, size)
        browser.close()


if __name__ == "__main__":
    main()
