"""A first-time organizer's day, by keyboard alone: from the first link over the list to a broadcast and its reply."""

import urllib.parse
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from admin.texts import text
from tests.browser.conftest import Site
from tests.browser.keyboard import press, tab_to, write

MEMBERS = """Förnamn;Efternamn;Mobil;Ort
Karin;Ek;070-174 06 05;Solna
Ali;Noor;0701740606;Solna
Åsa;Berg;+46701740607;Bromma
"""
PASSWORD = "en lång ramsa om potatis"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_from_the_first_link_to_a_reply_by_keyboard_alone(site: Site, open_page: Any, size: str, language: str) -> None:
    site.budkavle("org", "add", "Solna")
    link = site.budkavle("organizer", "add", "anna@example.org", "--org", "Solna", "--role", "admin", "--name", "Anna")
    t = partial(text, language)
    opened = open_page(size, language)
    page = opened.page
    page.goto(link.strip())

    sign_in(page, t)
    expect(page.locator("html")).to_have_attribute("lang", language)  # as the browser likes it
    import_list(page, t, site)
    send_broadcast(page, t)
    text_back(site, "+46701740605", "Ja, vad kul!")
    read_reply(page, t)
    assert opened.is_narrow()


def sign_in(page: Page, t: Any) -> None:
    """A password, a second factor, recovery codes: and in."""
    write(page, t("sign_in_new_password"), PASSWORD)
    press(page, t("sign_in_on"))
    secret = page.locator("#secret").text_content() or ""
    write(page, t("sign_in_set_up_type"), pyotp.TOTP(secret.replace(" ", "").strip()).now())
    press(page, t("sign_in_on"))
    assert page.locator("#codes").text_content()
    press(page, t("sign_in_codes_kept"))
    expect(page.locator("h1")).to_contain_text("Anna")


def import_list(page: Page, t: Any, site: Site) -> None:
    """The list, from the first page: file, columns, what would happen, and yes."""
    file = site.folder / "medlemmar.csv"
    file.write_text(MEMBERS, encoding="cp1252")
    press(page, t("today_first_people"))
    choose_file(page, t("people_file"), file)
    press(page, t("people_upload"))
    press(page, t("people_look"))
    expect(page.locator("h1")).to_have_text(t("people_checked_title"), timeout=30_000)
    press(page, t("people_take", count=3, n=3))
    expect(page.locator("h1")).to_have_text(t("people_done_title"), timeout=30_000)


def choose_file(page: Page, label: str, file: Path) -> None:
    tab_to(page, label)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)


def send_broadcast(page: Page, t: Any) -> None:
    """Whom, what, a last look, the number typed; and it leaves when its minute is over."""
    press(page, t("nav_broadcasts"))
    press(page, t("broadcasts_new"))
    tab_to(page, t("segment_add"))
    page.keyboard.type(t("segment_kind_town"))
    expect(page.locator("#add")).to_be_visible()
    tab_to(page, t("segment_value"))
    page.keyboard.type("Solna")
    tab_to(page, t("segment_put"))
    page.keyboard.press("Enter")
    expect(page.locator("#segment .big")).to_have_text("2")
    press(page, t("broadcast_next"))
    write(page, t("broadcast_text_sv"), "Hej {förnamn}! Kommer du på lördag?")
    expect(page.locator("#preview .bubble")).to_contain_text("Hej Karin!")
    press(page, t("broadcast_next"))
    write(page, t("broadcast_confirm", count=2), "2")
    press(page, t("broadcast_send"))
    expect(page.locator("#progress")).to_contain_text(t("broadcast_state_undo"))
    expect(page.locator("#progress")).to_contain_text(t("broadcast_state_finished"), timeout=90_000)


def text_back(site: Site, number: str, words: str) -> None:
    """A member texts, on the sandbox phone."""
    query = urllib.parse.urlencode({"key": site.phone_key, "who": "1", "channel": "sms"})
    body = urllib.parse.urlencode({"text": words}).encode()
    urllib.request.urlopen(f"{site.url}/phone/text?{query}", body, timeout=20)


def read_reply(page: Page, t: Any) -> None:
    """On the broadcast's own page."""
    page.reload()
    expect(page.locator("main")).to_contain_text("Ja, vad kul!")
    expect(page.locator("main")).to_contain_text(t("broadcast_reply_yes"))
