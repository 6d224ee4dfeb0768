"""Signing in: by a link the first time, by password and code after that, and by nothing less."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.testclient import TestClient

from admin import credentials
from admin.app import add_panel
from admin.door import ours
from admin.house import House
from admin.sign_in_link import DEMO_EMAIL
from storage import organizers
from storage.tables import audit, session, sign_in_link
from tests.admin.conftest import Panel
from tests.admin.door import EMAIL, PASSWORD, caller, elsewhere, invited, settled, stranger

pytestmark = pytest.mark.usefixtures("light_argon2")
EASY = {
    "kort": "för kort", "x" * 501: "för långt", EMAIL: "Din e-post", "Lösenord2026!": "för vanligt",
    "qwertyuiopåa": "för vanligt", "hejhejhejhej": "för vanligt", "P@ssw0rd1234": "för vanligt",
}  # fmt: skip
AWAY = ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "evil"]


@pytest.fixture(autouse=True)
def still(clock: Any) -> Any:
    return clock


def audited(panel: Panel) -> list[str]:
    return list(panel.database.read(lambda db: db.execute(select(audit.c.action).order_by(audit.c.id)).scalars().all()))


# By a link


def test_a_link_leads_to_a_password_then_to_an_app_for_codes_then_to_recovery_codes_and_in(panel: Panel) -> None:
    bo = caller(panel)
    answer = bo.come_by(invited(panel.database, panel.ids["Solna"]))
    assert len(set(bo.codes)) == 10
    assert 'href="/"' in answer.text
    assert bo.get("/").headers["location"] == f"/o/{panel.ids['Solna']}"
    assert bo.is_in()
    assert audited(panel) == ["password.changed", "second_factor.changed", "sign_in"]


def test_a_preview_that_looks_at_a_link_does_not_use_it_up_and_a_second_person_cannot_use_it(
    sqlite_panel: Panel,
) -> None:
    link = invited(sqlite_panel.database, sqlite_panel.ids["Solna"])
    bo = caller(sqlite_panel)
    for _ in range(3):
        assert EMAIL in bo.get(link).text
    assert bo.send(link, password=PASSWORD).status_code == 303
    late = caller(sqlite_panel)
    assert late.get(link).status_code == 404
    assert late.send(link, "/sign-in", password=PASSWORD).status_code == 404


def test_a_link_is_good_for_two_days_and_until_there_is_a_newer_one(sqlite_panel: Panel, clock: Any) -> None:
    bo = caller(sqlite_panel)
    old = invited(sqlite_panel.database, sqlite_panel.ids["Solna"])
    new = invited(sqlite_panel.database, sqlite_panel.ids["Solna"])
    clock.shift(timedelta(hours=47))
    assert (bo.get(old).status_code, bo.get(new).status_code) == (404, 200)
    clock.shift(timedelta(hours=2))
    assert bo.get(new).status_code == 404


def test_a_password_that_is_easy_to_guess_is_refused_and_the_link_stays_good(sqlite_panel: Panel) -> None:
    link = invited(sqlite_panel.database, sqlite_panel.ids["Solna"])
    bo = caller(sqlite_panel)
    for password, says in EASY.items():
        answer = bo.send(link, password=password)
        assert answer.status_code == 422
        assert says in answer.text, password
    assert bo.send(link, password=PASSWORD).status_code == 303


def test_a_link_for_a_forgotten_password_still_asks_for_the_second_factor(sqlite_panel: Panel) -> None:
    bo = settled(sqlite_panel)
    thief = caller(sqlite_panel)
    answer = thief.send(invited(sqlite_panel.database, sqlite_panel.ids["Solna"]), password="pil stol gröt åtta")
    assert answer.headers["location"] == "/sign-in/code"
    assert not thief.is_in()
    assert not bo.is_in(), "whoever was signed in by the old password is out"


# With a password


def test_with_password_and_code_they_come_back_to_where_they_wanted_to_go(panel: Panel, clock: Any) -> None:
    bo = elsewhere(panel, settled(panel))
    clock.shift(30)
    page = f"/o/{panel.ids['Solna']}?after=3"
    to = bo.get(page).headers["location"]
    assert to.startswith("/sign-in?next=")
    on = bo.send(to, email=f" {EMAIL.upper()} ", password=PASSWORD).headers["location"]
    assert on.startswith("/sign-in/code?next=")
    assert bo.send(on, code=bo.code()).headers["location"] == page
    assert bo.get(page).status_code == 200


def test_å_is_the_same_letter_on_every_keyboard(sqlite_panel: Panel) -> None:
    bo = caller(sqlite_panel, password="stjärna gröt mås")
    bo.come_by(invited(sqlite_panel.database, sqlite_panel.ids["Solna"]))
    twice = elsewhere(sqlite_panel, bo)
    twice.password = "stja\u0308rna gro\u0308t ma\u030as"
    assert twice.give_password().status_code == 303


def test_an_unknown_e_mail_and_a_wrong_password_get_the_same_answer_to_the_byte_for_the_same_work(
    sqlite_panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(sqlite_panel)
    verify, work = PasswordHasher.verify, []
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda *given: work.append(given[1].rpartition("p=1$")[0]) or verify(*given)
    )
    answers = []
    for email in (EMAIL, "xx.xxxx@example.org"):
        client = stranger(sqlite_panel, "192.0.2.7")
        answer = client.post("/sign-in", data={"csrf": "x", "email": email, "password": "pil stol gröt åtta"})
        answers.append((answer.status_code, answer.text.replace(email, "E"), sorted(answer.headers)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert len(work) == 2
    assert work[0] == work[1], "as many rounds and as much memory for nobody"


def test_a_password_that_was_hashed_with_less_is_hashed_anew_when_it_is_given(
    sqlite_panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo = settled(sqlite_panel)
    before = sqlite_panel.database.read(lambda db: organizers.by_email(db, EMAIL)).password_hash
    monkeypatch.setattr(credentials, "hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert elsewhere(sqlite_panel, bo).give_password().status_code == 303
    after = sqlite_panel.database.read(lambda db: organizers.by_email(db, EMAIL)).password_hash
    assert "m=8,t=1" in before
    assert "m=16,t=2" in after


# Guessing


def test_a_hundred_wrong_passwords_from_a_hundred_places_do_not_lock_out_whoever_has_both_factors(
    sqlite_panel: Panel, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = sqlite_panel
    bo = elsewhere(panel, settled(panel))
    clock.shift(30)
    looked_at = []
    fits = credentials.fits
    monkeypatch.setattr(credentials, "fits", lambda *given: looked_at.append(given) or fits(*given))
    wrong = {"csrf": "x", "email": EMAIL, "password": "pil stol gröt åtta"}
    client = stranger(panel, "0")
    for number in range(100):
        client._transport.client = (f"198.51.100.{number}", 50000)  # type: ignore[attr-defined]
        answer = client.post("/sign-in", data=wrong)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 30
    assert len(looked_at) == 5
    assert audited(panel).count("sign_in.slowed") == 1
    assert bo.give_password().status_code == 429, "a password alone is not looked at"
    assert bo.send("/sign-in", email=EMAIL, password="pil stol gröt åtta", code=bo.code()).status_code == 429
    assert bo.give_password(code="000000").status_code == 429
    assert bo.give_password(code=bo.code()).headers["location"] == "/"
    assert bo.is_in()


def test_the_wait_grows_for_whoever_goes_on_guessing(sqlite_panel: Panel, clock: Any) -> None:
    settled(sqlite_panel)
    wrong = {"csrf": "x", "email": EMAIL, "password": "pil stol gröt åtta"}
    client, waits = stranger(sqlite_panel, "198.51.100.1"), []
    for _ in range(40):
        answer = client.post("/sign-in", data=wrong)
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            said = answer.text
            clock.shift(waits[-1])
    assert waits[0] == 30
    assert waits[-1] == 15 * 60
    assert waits == sorted(waits)
    assert "vänta 15 minuter" in said


def test_one_place_that_tries_many_accounts_is_slowed_and_the_next_place_is_not(sqlite_panel: Panel) -> None:
    def tried(place: str, count: int) -> list[int]:
        client = stranger(sqlite_panel, place)
        fields = [{"csrf": "x", "email": f"a{n}@example.org", "password": "x"} for n in range(count)]
        return [client.post("/sign-in", data=each).status_code for each in fields]

    assert tried("198.51.100.1", 25) == [422] * 20 + [429] * 5
    assert tried("198.51.100.2", 1) == [422]
    assert tried("2001:db8::1", 20)[-1] == 422
    assert tried("2001:db8::ffff", 1) == [429], "one household has all of these"


def test_who_gets_it_right_every_time_is_not_slowed(sqlite_panel: Panel) -> None:
    bo = elsewhere(sqlite_panel, settled(sqlite_panel))
    assert [bo.give_password().status_code for _ in range(25)] == [303] * 25


def test_wrong_tries_stand_on_the_page_of_whose_account_it_is(sqlite_panel: Panel) -> None:
    bo, thief = settled(sqlite_panel), stranger(sqlite_panel, "198.51.100.1")
    for _ in range(5):
        thief.post("/sign-in", data={"csrf": "x", "email": EMAIL, "password": "pil stol gröt åtta"})
    assert "5 gånger den senaste månaden" in bo.get("/account").text


# Where it leads


def test_it_never_leads_away_from_us(sqlite_panel: Panel, clock: Any) -> None:
    bo = elsewhere(sqlite_panel, settled(sqlite_panel))
    clock.shift(30)
    bo.give_password()
    for path in AWAY:
        for page in ("/sign-in", "/sign-in/code"):
            assert "evil" not in bo.get(page, params={"next": path}).text
    assert bo.send(f"/sign-in/code?next={quote(AWAY[0])}", code=bo.code()).headers["location"] == "/"
    for path in AWAY:
        assert bo.get("/sign-in", params={"next": path}).headers["location"] == "/"


@given(st.text(alphabet="/\\evil.:?#@%\t\n\r \x00é", max_size=12) | st.text(max_size=12))
def test_a_path_of_ours_is_one_however_a_browser_reads_it(text: str) -> None:
    path = ours(text)
    read = urlsplit("".join(char for char in path if char not in "\t\n\r").replace("\\", "/"))
    assert path.startswith("/")
    assert (read.scheme, read.netloc) == ("", "")
    assert ours(path) == path


# The door itself


def test_the_door_speaks_the_browsers_language_and_whoever_comes_first_is_remembered_by_it(
    sqlite_panel: Panel,
) -> None:
    bo = caller(sqlite_panel)
    bo.client.headers["accept-language"] = "en-GB,en;q=0.8"
    assert "Sign in" in bo.get("/sign-in").text
    bo.come_by(invited(sqlite_panel.database, sqlite_panel.ids["Solna"]))
    assert "My account" in bo.get("/account").text


def test_a_form_is_taken_from_a_page_of_ours_that_was_open_in_this_browser(sqlite_panel: Panel) -> None:
    bo = caller(sqlite_panel)
    fields = {"email": EMAIL, "password": PASSWORD, "csrf": "x"}
    assert bo.client.post("/sign-in", data=fields).status_code == 403
    bo.get("/sign-in")
    assert bo.client.post("/sign-in", data=fields).status_code == 403
    assert bo.client.post("/sign-in", data={"email": EMAIL}).status_code == 403


def test_the_printed_link_lets_into_a_demo_and_there_is_no_such_page_anywhere_else(sqlite_panel: Panel) -> None:
    invited(sqlite_panel.database, sqlite_panel.ids["Stockholm"], DEMO_EMAIL)
    nowhere = caller(sqlite_panel).get("/sign-in/nowhere").text
    for house in (House(lambda: sqlite_panel.database, demo_key="k"), House(lambda: sqlite_panel.database, demo=True)):
        app = FastAPI(openapi_url=None)
        add_panel(app, house)
        for key in ("", "k"):
            answer = TestClient(app).get("/sign-in/demo", params={"key": key})
            assert (answer.status_code, answer.text) == (404, nowhere)
    app = FastAPI(openapi_url=None)
    add_panel(app, House(lambda: sqlite_panel.database, demo=True, demo_key="k"))
    client = TestClient(app)
    assert client.get("/sign-in/demo", params={"key": "j"}).status_code == 404
    assert "Öppna länken" in client.get("/sign-in").text
    assert client.get("/sign-in/demo", params={"key": "k"}, follow_redirects=False).headers["location"] == "/"
    assert "I demon" in client.get("/account").text
    assert client.get("/sign-in/again", params={"next": "/account"}, follow_redirects=False).status_code == 303


def test_what_is_over_is_swept_away(sqlite_panel: Panel, clock: Any) -> None:
    bo = settled(sqlite_panel)
    invited(sqlite_panel.database, sqlite_panel.ids["Solna"], "eva@example.org")
    clock.shift(timedelta(days=3))
    again = elsewhere(sqlite_panel, bo)
    again.give_password()
    again.give_code()

    def rows(db: Any) -> tuple[int, int]:
        return len(db.execute(select(session)).all()), len(db.execute(select(sign_in_link)).all())

    assert sqlite_panel.database.read(rows) == (1, 0)
