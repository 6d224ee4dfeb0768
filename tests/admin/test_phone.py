"""The sandbox phone on the web: locked without its key, safe from what people are called, a road into the bot."""

import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.config import Settings
from bot.demo import fill
from bot.phone import phone_key, phone_link
from bot.service import open_database
from bot.web import make_app
from storage import threads
from storage.importing.names import folded_name
from storage.tables import person

NOBODY = "http://bot.example"


def settings_of(file: Path) -> Settings:
    return Settings(_env_file=None, database_url=f"sqlite:///{file}", secret_key="a key for tests")  # type: ignore[call-arg]


@pytest.fixture(scope="session")
def association(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up association, in a database to be copied."""
    file = tmp_path_factory.mktemp("phone") / "association.db"
    database = open_database(settings_of(file))
    fill(database, settings_of(file), datetime.now(UTC))
    database.close()
    return file


@pytest.fixture
def settings(association: Path, tmp_path: Path) -> Settings:
    return settings_of(Path(shutil.copy(association, tmp_path / "budkavle.db")))


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The web with its worker, on the made-up association."""
    made = make_app(settings)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=NOBODY) as client:
        yield client


@pytest.fixture
def key(settings: Settings) -> str:
    return phone_key(settings)


def who(app: FastAPI, name: str) -> int:
    found, _ = app.state.service.database.read(lambda db: threads.members(db, name))
    return int(found[0].id)


def readable(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


async def test_without_the_key_there_is_nothing_and_it_looks_like_nothing(browser: httpx.AsyncClient) -> None:
    unknown = await browser.get("/no-such-page")
    for path in ("", "/", "/thread", "/static/phone.css", "?key=", "?key=å", "?key=nope", "book"):
        for ask in (browser.get, browser.post):
            answer = await ask(f"/phone{path}")
            assert (answer.status_code, answer.content) == (404, unknown.content), path
            assert answer.headers == unknown.headers, path


async def test_a_query_of_a_thousand_fields_is_nothing_too(browser: httpx.AsyncClient, key: str) -> None:
    assert (await browser.get(f"/phone?key={key}&" + "a=1&" * 1000)).status_code == 404


async def test_the_link_that_start_prints_opens_it(browser: httpx.AsyncClient, settings: Settings) -> None:
    answer = await browser.get(phone_link(settings, "127.0.0.1", 8000))
    assert answer.status_code == 200
    assert "Amina Warsame" in answer.text


async def test_everything_is_ours_and_nothing_is_inline(browser: httpx.AsyncClient, app: FastAPI, key: str) -> None:
    answer = await browser.get("/phone", params={"key": key, "who": who(app, "amina")})
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<style|<script(?! src)| style=| on\w+=|https?://", answer.text)
    for link in re.findall(r'(?:src|href)="(/phone/static/[^"]+)"', answer.text):
        assert (await browser.get(link.replace("&amp;", "&"))).status_code == 200


async def test_the_page_speaks_the_browsers_language(browser: httpx.AsyncClient, key: str) -> None:
    for language in ("sv", "en"):
        page = await browser.get(f"/phone?key={key}", headers={"accept-language": language})
        assert f'<html lang="{language}">' in page.text


async def test_a_text_is_answered_with_its_parts_and_price(browser: httpx.AsyncClient, app: FastAPI, key: str) -> None:
    phone = {"key": key, "who": who(app, "amina"), "channel": "sms"}
    sent = await browser.post("/phone/text", params=phone, data={"text": "MENY"})
    assert sent.status_code == 303
    page = await browser.get(sent.headers["location"])
    assert "Hej Amina!" in page.text
    assert "1 del · 0,45 kr" in readable(page.text)


async def test_the_fragment_holds_the_thread_and_no_page(browser: httpx.AsyncClient, app: FastAPI, key: str) -> None:
    phone = {"key": key, "who": who(app, "amina"), "channel": "sms"}
    await browser.post("/phone/text", params=phone, data={"text": "åäö 🙂"})
    fragment = (await browser.get("/phone/thread", params=phone)).text
    assert "åäö 🙂" in fragment
    assert "<html" not in fragment


async def test_a_chat_is_tied_by_sharing_the_number_and_taps_are_answered(
    browser: httpx.AsyncClient, app: FastAPI, key: str
) -> None:
    phone = {"key": key, "who": who(app, "amina"), "channel": "telegram"}
    await browser.post("/phone/text", params=phone, data={"text": "Hej"})
    assert 'value="share_contact"' in (await browser.get("/phone/thread", params=phone)).text
    await browser.post("/phone/tap", params=phone, data={"value": "share_contact"})
    assert "Klart, Amina!" in (await browser.get("/phone/thread", params=phone)).text
    await browser.post("/phone/text", params=phone, data={"text": "MENY"})
    buttons = re.findall(r'value="(c[\d.]+)">([^<]+)<', (await browser.get("/phone/thread", params=phone)).text)
    value = next(value for value, label in buttons if label == "Se lediga pass")
    await browser.post("/phone/tap", params=phone, data={"value": value})
    assert "Valstuga, Solna centrum" in (await browser.get("/phone/thread", params=phone)).text


async def test_an_unknown_number_can_text_too(browser: httpx.AsyncClient, key: str) -> None:
    phone = {"key": key, "who": "stranger", "channel": "sms"}
    await browser.post("/phone/text", params=phone, data={"text": "Vilka är ni?"})
    assert "känner inte igen ditt nummer" in (await browser.get("/phone/thread", params=phone)).text


async def test_names_and_texts_are_never_read_as_html(browser: httpx.AsyncClient, app: FastAPI, key: str) -> None:
    bad, member = '<script>alert("1")</script>', who(app, "amina")
    named = person.update().where(person.c.id == member)
    values = {"first_name": bad, "last_name": "", "folded_name": folded_name(bad, "")}
    app.state.service.database.change(lambda db: db.execute(named.values(values)))
    phone = {"key": key, "who": member, "channel": "sms", "q": bad}
    await browser.post("/phone/text", params=phone, data={"text": bad})
    page = (await browser.get("/phone", params=phone)).text
    assert "<script>" not in page
    assert page.count("&lt;script&gt;alert(&#34;1&#34;)") >= 4


async def test_the_search_finds_names_and_numbers_and_takes_signs_as_they_are(
    browser: httpx.AsyncClient, key: str
) -> None:
    async def found(search: str) -> list[str]:
        page = (await browser.get("/phone", params={"key": key, "q": search})).text
        return re.findall(r'class="name" dir="auto">([^<]+)<', page)

    assert await found("AYDIN") == []
    assert await found("zeynep ay") == ["Zeynep Aydın"]
    assert await found("070-174 06 35") == ["Kerstin Granath", "Viktor Granath"]
    assert await found("%") == []


async def test_a_phone_that_nobody_has_is_not_there(browser: httpx.AsyncClient, key: str) -> None:
    for query in ("who=0", "who=x", "who=٣", "who=99999999999999999999", "who=1&channel=fax"):
        assert (await browser.get(f"/phone?key={key}&{query}")).status_code == 404, query


async def test_the_longest_and_the_oddest_texts_are_taken(browser: httpx.AsyncClient, app: FastAPI, key: str) -> None:
    phone = {"key": key, "who": who(app, "amina"), "channel": "sms"}
    for odd in (b"text=" + b"a" * 100_000, b"text=%00%ff%ed%a0%80", b"text=", b"", b"\xff\xfe"):
        assert (await browser.post("/phone/text", params=phone, content=odd)).status_code == 303
    assert (await browser.post("/phone/text", params=phone, content=b"a" * 2_000_000)).status_code == 413
    assert (await browser.post("/phone/text", params=phone, content=b"a=&" * 1000)).status_code == 400
