"""The second factor: asked of everybody, used once, guessed by nobody, and asked for again before what matters."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from admin import credentials
from admin.second_factor import RIGHT, judge
from storage import organizers, sessions, signing_in
from storage.session import Database
from storage.tables import organizer, recovery_code
from tests.admin.conftest import Panel
from tests.admin.door import EMAIL, NOON, Caller, caller, codes_in, elsewhere, invited, secret_in, settled

pytestmark = pytest.mark.usefixtures("light_argon2")
AT_ONCE = 50


@pytest.fixture(autouse=True)
def still(clock: Any) -> Any:
    return clock


@pytest.fixture
def bo(sqlite_panel: Panel, clock: Any) -> Caller:
    """Somebody who has given the right password, half a minute after setting everything up."""
    found = elsewhere(sqlite_panel, settled(sqlite_panel))
    clock.shift(30)
    assert found.give_password().headers["location"] == "/sign-in/code"
    return found


def wrong_code(bo: Caller) -> str:
    """Six figures that the app does not show."""
    near = {pyotp.TOTP(bo.secret).at(datetime.now(UTC), counter_offset=off) for off in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def test_until_it_is_set_up_nothing_opens(sqlite_panel: Panel) -> None:
    bo = caller(sqlite_panel)
    bo.send(invited(sqlite_panel.database, sqlite_panel.ids["Solna"]), password=bo.password)
    for path in ("/", "/account", "/account/second-factor", "/sign-in/again", f"/o/{sqlite_panel.ids['Solna']}"):
        to = bo.get(path).headers["location"]
        assert to.startswith("/sign-in/code")
        assert bo.get(to).headers["location"].startswith("/sign-in/second-factor")
    assert "wrong" in bo.send("/sign-in/second-factor", code="000000").text
    assert not bo.is_in()


def test_a_password_alone_opens_nothing(sqlite_panel: Panel, bo: Caller) -> None:
    assert not bo.is_in()
    assert bo.get("/sign-in/second-factor").headers["location"] == "/sign-in/code"
    assert bo.send("/sign-in/second-factor", "/sign-in/code", code=bo.code()).status_code == 303
    assert not bo.is_in()


def test_a_code_works_once(sqlite_panel: Panel, bo: Caller) -> None:
    thief = elsewhere(sqlite_panel, bo)
    thief.give_password()
    assert bo.give_code().status_code == 303
    answer = thief.give_code()
    assert answer.status_code == 422
    assert "redan använd" in answer.text
    assert not thief.is_in()


@settings(max_examples=30, deadline=None)
@given(st.integers(-4, 4), st.integers(0, 10**6))
def test_a_clock_may_be_half_a_minute_off_and_no_more(off: int, later: int) -> None:
    secret, moment = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", NOON + timedelta(seconds=later)
    step = credentials.counter_of(secret, pyotp.TOTP(secret).at(moment, counter_offset=off), moment)
    assert step == (int(moment.timestamp()) // 30 + off if abs(off) <= 1 else None)


def test_five_wrong_codes_lead_back_to_the_password(bo: Caller) -> None:
    answers = [bo.give_code(wrong_code(bo)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [303]
    assert answers[-1].headers["location"].startswith("/sign-in?said=too_many_codes")
    assert "Fem koder" in bo.get(answers[-1].headers["location"]).text
    assert bo.get("/sign-in/code").headers["location"] == "/sign-in"


def test_guessing_codes_with_the_right_password_is_slowed_and_a_recovery_code_lets_in_all_the_same(
    bo: Caller,
) -> None:
    for _ in range(2):
        for _ in range(5):
            bo.give_code(wrong_code(bo))
        bo.give_password()
    answer = bo.give_code()
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"
    assert bo.send("/sign-in/code?recovery=1", code=bo.codes[0]).status_code == 303
    assert bo.is_in()


def test_a_recovery_code_works_once_however_it_is_written(sqlite_panel: Panel, bo: Caller) -> None:
    written = bo.codes[3].upper().replace("-", " ").replace("0", "O")
    assert bo.give_code(written).status_code == 303
    again = elsewhere(sqlite_panel, bo)
    again.give_password()
    assert again.give_code(bo.codes[3]).status_code == 422
    assert "Du har 9 reservkoder kvar" in bo.get("/account").text


# At the same time


def enrolled(database: Database) -> tuple[int, str, str]:
    """The id, the secret and one recovery code of an account."""
    secret, code = credentials.new_secret(), credentials.new_recovery_codes()[0]

    def make(db: Connection) -> int:
        organizer_id = organizers.add(db, EMAIL, NOON)
        signing_in.set_second_factor(db, organizer_id, secret, 0, instead_of=None)
        signing_in.set_recovery(db, organizer_id, [credentials.recovery_hash(code)])
        return organizer_id

    return database.change(make), secret, code


def successes(database: Database, organizer_id: int, code: str) -> int:
    """How many of fifty that give a code at the same time get in."""
    unit: Callable[[Connection], Any] = partial(judge, organizer_id=organizer_id, code=code, moment=NOON)
    futures = [database.write(unit) for _ in range(AT_ONCE)]
    return sum(future.result() is RIGHT for future in futures)


@pytest.fixture
def unslowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the pace of tries, which would end the race early."""
    monkeypatch.setattr(signing_in, "take", lambda *_: 0.0)


@pytest.mark.usefixtures("unslowed")
def test_of_fifty_that_give_one_code_at_the_same_time_one_gets_in(database: Database) -> None:
    organizer_id, secret, _ = enrolled(database)
    assert successes(database, organizer_id, pyotp.TOTP(secret).at(NOON)) == 1


def test_its_twin_without_the_guard_lets_several_in(
    database: Database, unslowed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unguarded(db: Connection, organizer_id: int, secret: str, counter: int) -> bool:
        db.execute(update(organizer).where(organizer.c.id == organizer_id).values(totp_used=counter))
        return True

    organizer_id, secret, _ = enrolled(database)
    monkeypatch.setattr(signing_in, "use_counter", unguarded)
    assert successes(database, organizer_id, pyotp.TOTP(secret).at(NOON)) > 1


def test_of_fifty_that_give_one_recovery_code_at_the_same_time_one_gets_in(database: Database) -> None:
    organizer_id, _, code = enrolled(database)
    assert successes(database, organizer_id, code) == 1


def test_no_more_than_five_codes_of_a_session_are_looked_at_however_many_come_at_the_same_time(
    database: Database,
) -> None:
    organizer_id, _, _ = enrolled(database)
    token = database.change(lambda db: sessions.start(db, organizer_id, NOON, second_at=None))
    session = database.read(lambda db: sessions.find(db, token, NOON))
    futures = [database.write(lambda db: sessions.take_code(db, session.id)) for _ in range(AT_ONCE)]
    assert sorted(count for future in futures if (count := future.result())) == [1, 2, 3, 4, 5]


# Again, before what matters


def test_ten_minutes_later_what_matters_asks_again_and_leads_back(bo: Caller, clock: Any) -> None:
    bo.give_code()
    assert bo.get("/sign-in/again?next=/account").headers["location"] == "/account"
    clock.shift(timedelta(minutes=11))
    assert "Är det du?" in bo.get("/sign-in/again?next=/account").text
    assert bo.send("/sign-in/again?next=/account", code=wrong_code(bo)).status_code == 422
    assert bo.send("/sign-in/again?next=/account", code=bo.code()).headers["location"] == "/account"
    assert bo.get("/sign-in/again?next=/account").headers["location"] == "/account"


def test_five_wrong_codes_there_sign_out(bo: Caller, clock: Any) -> None:
    bo.give_code()
    clock.shift(timedelta(minutes=11))
    for _ in range(5):
        bo.send("/sign-in/again", code=wrong_code(bo))
    assert not bo.is_in()


# A new one


def test_a_new_phone_needs_a_code_of_the_old_one_and_ends_it_and_all_other_sessions(
    sqlite_panel: Panel, bo: Caller, clock: Any
) -> None:
    bo.give_code()
    other = elsewhere(sqlite_panel, bo)
    clock.shift(30)
    other.give_password()
    other.give_code()
    assert bo.send("/account/second-factor", "/account", code=wrong_code(bo)).status_code == 422
    assert bo.get("/account/second-factor").headers["location"] == "/account"
    clock.shift(30)
    assert bo.send("/account/second-factor", "/account", code=bo.code()).status_code == 303
    old, bo.secret = bo.secret, secret_in(bo.get("/account/second-factor").text)
    assert bo.send("/account/second-factor/confirm", "/account/second-factor", code="000000").status_code == 422
    assert other.is_in(), "until the new one is confirmed nothing has changed"
    answer = bo.send("/account/second-factor/confirm", "/account/second-factor", code=bo.code())
    assert len(codes_in(answer.text)) == 10
    assert bo.is_in()
    assert not other.is_in()
    clock.shift(30)
    other.give_password()
    assert other.give_code(pyotp.TOTP(old).at(datetime.now(UTC))).status_code == 422
    assert other.give_code(bo.codes[0]).status_code == 422
    assert other.give_code(bo.code()).status_code == 303


def test_new_recovery_codes_end_the_old_ones(bo: Caller) -> None:
    assert bo.give_code(bo.codes[0]).status_code == 303
    new = codes_in(bo.send("/account/recovery", "/account", code=bo.codes[1]).text)
    assert len(new) == 10
    assert not set(new) & set(bo.codes)
    assert bo.send("/account/recovery", "/account", code=bo.codes[2]).status_code == 422
    assert bo.send("/account/recovery", "/account", code=new[0]).status_code == 200


def test_what_is_kept_of_recovery_codes_tells_nothing(sqlite_panel: Panel, bo: Caller) -> None:
    kept = sqlite_panel.database.read(lambda db: db.execute(select(recovery_code.c.code_hash)).scalars().all())
    assert len(kept) == 10
    assert not {credentials.bare(code) for code in bo.codes} & set(kept)
