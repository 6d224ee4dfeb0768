"""Using a page by keyboard alone: Tab until the right thing has the focus, then write or press Enter."""

from playwright.sync_api import Page

FAR = 120  # presses of Tab

NAME = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return "";
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  return [e.getAttribute("aria-label"), label, e.innerText, e.value].filter(Boolean).join(" | ").trim();
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus, unless it has; AssertionError when it is not reached."""
    for _ in range(FAR):
        if name.casefold() in str(page.evaluate(NAME)).casefold():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name!r} cannot be reached by keyboard on {page.url}")


def write(page: Page, name: str, words: str) -> None:
    """Write into the field with that label."""
    tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def press(page: Page, name: str) -> None:
    """Press the button or follow the link of that name, and wait for the page that comes."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
