"""Sessions: new at every step, in a cookie that nobody else gets at, and over at once when they should be."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from admin.app import add_panel
from admin.house import House
from admin.visit import COOKIE
from bot.config import Settings
from bot.web import make_app
from storage import addresses, broadcasts, organizers
from storage.broadcasts import Draft
from tests.admin.conftest import Panel, signed_in
from tests.admin.door import DOMAIN, EMAIL, NOON, Caller, caller, elsewhere, invited, settled

pytestmark = pytest.mark.usefixtures("light_argon2")
NEW_PASSWORD = "pil stol gröt åtta"


@pytest.fixture(autouse=True)
def still(clock: Any) -> Any:
    return clock


@pytest.fixture
def bo(sqlite_panel: Panel) -> Caller:
    """Somebody who is signed in."""
    return settled(sqlite_panel)


def twice(panel: Panel, bo: Caller, clock: Any) -> Caller:
    """The same person, signed in at another browser too."""
    other = elsewhere(panel, bo)
    clock.shift(30)
    other.give_password()
    assert other.give_code().status_code == 303
    return other


# The cookie


def test_every_step_gives_a_new_session_and_the_one_that_a_browser_came_with_is_worth_nothing(
    sqlite_panel: Panel, bo: Caller, clock: Any
) -> None:
    victim = elsewhere(sqlite_panel, bo)
    clock.shift(30)
    victim.client.cookies.set(COOKIE, "planted", domain=DOMAIN)
    tokens = ["planted", victim.give_password().cookies[COOKIE], victim.give_code().cookies[COOKIE]]
    assert len(set(tokens)) == 3
    for old in tokens[:2]:
        thief = caller(sqlite_panel)
        thief.client.cookies.set(COOKIE, old, domain=DOMAIN)
        assert not thief.is_in()
        assert thief.get("/sign-in/code").headers["location"] == "/sign-in"


def test_the_cookie_is_for_us_alone(sqlite_panel: Panel) -> None:
    def cookies(public_url: str) -> list[str]:
        app = FastAPI(openapi_url=None)
        add_panel(app, House(lambda: sqlite_panel.database, public_url=public_url))
        somebody = Caller(TestClient(app, base_url=public_url))
        link = invited(sqlite_panel.database, sqlite_panel.ids["Solna"])
        answer = somebody.send(link, password=somebody.password)
        return [line.lower() for line in answer.headers.get_list("set-cookie")]

    plain, secure = cookies("http://a.test"), cookies("https://a.test")
    assert len(plain) == len(secure) == 1
    assert "; httponly;" in plain[0]
    assert "; samesite=lax" in plain[0]
    assert "; path=/;" in plain[0]
    assert "domain" not in plain[0]
    assert "secure" not in plain[0]
    assert secure[0].startswith(f"__host-{COOKIE}=")
    assert "; secure" in secure[0]


def test_signing_out_ends_the_session_whoever_has_its_cookie(bo: Caller, sqlite_panel: Panel) -> None:
    kept = bo.client.cookies[COOKIE]
    assert bo.send("/sign-out", "/account").headers["location"] == "/sign-in?said=signed_out"
    thief = caller(sqlite_panel)
    thief.client.cookies.set(COOKIE, kept, domain=DOMAIN)
    assert not thief.is_in()


def test_a_session_lasts_twelve_hours_and_half_an_hour_without_the_second_factor(
    sqlite_panel: Panel, bo: Caller, clock: Any
) -> None:
    half = elsewhere(sqlite_panel, bo)
    half.give_password()
    clock.shift(timedelta(minutes=29))
    assert half.get("/sign-in/code").status_code == 200
    clock.shift(timedelta(minutes=2))
    assert half.get("/sign-in/code").status_code == 303
    clock.shift(timedelta(hours=11))
    assert bo.is_in()
    clock.shift(timedelta(minutes=30))
    assert not bo.is_in()


# Over at once


def test_a_new_password_ends_all_other_sessions_and_gives_this_one_a_new_token(
    sqlite_panel: Panel, bo: Caller, clock: Any
) -> None:
    other, before = twice(sqlite_panel, bo, clock), bo.client.cookies[COOKIE]
    answer = bo.send("/account/password", "/account", old=bo.password, new=NEW_PASSWORD)
    assert answer.headers["location"] == "/account?said=account_password"
    assert bo.client.cookies[COOKIE] != before
    assert bo.is_in()
    assert not other.is_in()
    assert other.give_password().status_code == 422
    other.password = NEW_PASSWORD
    assert other.give_password().status_code == 303


def test_a_new_password_asks_for_the_old_one_and_slows_whoever_guesses_it(bo: Caller) -> None:
    answer = bo.send("/account/password", "/account", old="fel", new=NEW_PASSWORD)
    assert answer.status_code == 422
    assert "Det är inte ditt lösenord" in answer.text
    assert "för vanligt" in bo.send("/account/password", "/account", old=bo.password, new="password1234").text
    for _ in range(4):
        bo.send("/account/password", "/account", old="fel", new=NEW_PASSWORD)
    assert bo.send("/account/password", "/account", old=bo.password, new=NEW_PASSWORD).status_code == 429


def test_whoever_is_removed_is_out_with_the_next_thing_they_ask_for(panel: Panel, clock: Any) -> None:
    bo = settled(panel)
    half = elsewhere(panel, bo)
    clock.shift(30)
    half.give_password()
    link = invited(panel.database, panel.ids["Solna"])
    account = panel.database.read(lambda db: organizers.by_email(db, EMAIL))
    assert panel.database.change(lambda db: organizers.remove(db, account.id)) == 1
    assert not bo.is_in()
    assert half.give_code().headers["location"].startswith("/sign-in")
    assert bo.get(link).status_code == 404
    assert bo.give_password().status_code == 422


def test_a_role_that_is_taken_ends_sessions_and_leaves_what_they_are_elsewhere(sqlite_panel: Panel, bo: Caller) -> None:
    database, ids = sqlite_panel.database, sqlite_panel.ids
    account = database.read(lambda db: organizers.by_email(db, EMAIL))
    database.change(lambda db: organizers.give_role(db, account.id, ids["Lund"], "viewer"))
    database.change(lambda db: organizers.remove(db, account.id, organization_id=ids["Solna"]))
    assert not bo.is_in()
    assert bo.give_password().status_code == 303
    assert database.change(lambda db: organizers.remove(db, account.id, organization_id=ids["Solna"])) == 0
    assert bo.get("/sign-in/code").status_code == 200, "they were nothing there, so nothing has ended"


def test_what_somebody_approved_or_asked_to_have_approved_is_a_draft_again_when_they_are_removed(
    sqlite_panel: Panel,
) -> None:
    database, solna = sqlite_panel.database, sqlite_panel.ids["Solna"]
    signed_in(database, solna, email=EMAIL)
    account = database.read(lambda db: organizers.by_email(db, EMAIL))
    me = f"organizer:{account.id}"

    def broadcast(db: Any, key: str, author: str) -> int:
        made, _ = broadcasts.make(db, solna, Draft({"sv": "Hej"}), key=key, by=author, now=NOON)
        broadcasts.confirm(db, made, version=1, typed=None, reaches=9, by=author, now=NOON, limit=1)
        return made

    def plant(db: Any) -> list[int]:
        ids = [
            broadcast(db, "asked", me),
            broadcast(db, "gave", "organizer:99"),
            broadcast(db, "other", "organizer:99"),
        ]
        broadcasts.approve(db, ids[1], by=me, now=NOON)
        return ids

    ids = database.change(plant)
    database.change(lambda db: organizers.remove(db, account.id, organization_id=sqlite_panel.ids["Lund"]))
    database.change(lambda db: organizers.remove(db, account.id))
    states = [database.read(lambda db, each=each: broadcasts.get(db, each)).state for each in ids]
    assert states == ["draft", "draft", "approval"]


# My account


def test_my_account_shows_where_i_am_signed_in_and_ends_what_i_say(sqlite_panel: Panel, bo: Caller, clock: Any) -> None:
    bo.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    phone, laptop = twice(sqlite_panel, bo, clock), twice(sqlite_panel, bo, clock)
    shown = bo.get("/account").text
    ended = [int(part.split("/")[0]) for part in shown.split("/account/sessions/")[1:] if "/" in part.split('"')[0]]
    assert len(ended) == 2
    assert laptop.send(f"/account/sessions/{ended[1]}/end", "/account").status_code == 303
    assert (phone.is_in(), laptop.is_in()) == (False, True)
    assert bo.send("/account/sessions/end", "/account").status_code == 303
    assert (laptop.is_in(), bo.is_in()) == (False, True)


def test_nobody_ends_the_session_of_somebody_else(sqlite_panel: Panel, bo: Caller) -> None:
    answers = [bo.send(f"/account/sessions/{number}/end", "/account") for number in range(1, 9) if number != 2]
    assert {answer.status_code for answer in answers} == {303}
    assert sqlite_panel.get("").status_code == 200


def test_my_account_keeps_name_language_and_the_number_that_test_texts_go_to(sqlite_panel: Panel, bo: Caller) -> None:
    fields = {"name": "Bo <b>", "language": "en", "phone": "070-174 06 05"}
    assert bo.send("/account/me", "/account", **fields).status_code == 303
    shown = bo.get("/account").text
    assert "My account" in shown
    assert "Bo &lt;b&gt;" in shown
    row = sqlite_panel.database.read(lambda db: organizers.by_email(db, EMAIL))
    assert sqlite_panel.database.read(lambda db: addresses.get(db, row.address_id)).address == "+46701740605"
    wrong = bo.send("/account/me", "/account", **{**fields, "name": "Bosse", "phone": "08-123"})
    assert wrong.status_code == 422
    assert 'value="Bosse"' in wrong.text
    assert 'value="08-123"' in wrong.text
    assert bo.send("/account/me", "/account", **{**fields, "phone": ""}).status_code == 303
    assert sqlite_panel.database.read(lambda db: organizers.by_email(db, EMAIL)).address_id is None


# From other sites


def posts(routes: Any) -> Iterator[str]:
    """The path of everything that can be posted to, however deep its router."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from posts(inner.routes)
        elif "POST" in (getattr(route, "methods", None) or ()):
            yield route.path


def test_everything_that_can_be_posted_to_refuses_what_another_site_sends(
    sqlite_panel: Panel, bo: Caller, tmp_path: Any
) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/x.db", secret_key="k")  # type: ignore[call-arg]
    found = {path for path in posts(make_app(settings).routes) if not path.startswith(("/webhooks", "/phone"))}
    assert len(found) > 12
    for path in sorted(found):
        url = path.replace("{organization_id}", str(sqlite_panel.ids["Solna"]))
        url = "/".join("1" if part.startswith("{") else part for part in url.split("/"))
        for site in ("cross-site", "same-site"):
            answer = bo.client.post(url, headers={"sec-fetch-site": site}, follow_redirects=False)
            assert answer.status_code == 403, path
    assert bo.is_in()
    assert bo.client.post("/sign-out").status_code == 403, "a form of ours brings its token"
