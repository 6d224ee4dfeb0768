"""A test to oneself: the very text of the first recipient, once, and none that counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from storage import addresses, outbox, segments, suppression
from storage.suppression import Silence
from storage.tables import address
from tests.admin.broadcast_steps import (
    MINE,
    confirm,
    crowd,
    drafted,
    follow,
    letters,
    my_number,
    opened,
    sentence,
    silence,
    work,
)
from tests.admin.conftest import Panel
from tests.admin.members import audited, join, looks


def try_it(panel: Panel, broadcast_id: int, key: str = "a page", **more: str) -> Any:
    return panel.post(f"/broadcasts/{broadcast_id}/test", key=key, **more)


def test_a_test_is_what_the_first_recipient_gets_sign_by_sign(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    my_number(sqlite_panel)
    for text, is_new in (("Hej {förnamn}! Så här är det: “ja” 🌹", True), ("Hej igen, {förnamn}! ć", False)):
        made = drafted(sqlite_panel, text=text)
        assert "Provet är på väg till dig." in follow(sqlite_panel, try_it(sqlite_panel, made))
        tested = letters(sqlite_panel)[-1]
        confirm(sqlite_panel, made, 3)
        work(sqlite_panel, made)
        first = letters(sqlite_panel, made)[0]
        assert (tested.body, tested.parts, tested.price) == (first.body, first.parts, first.price)
        assert (tested.address, first.address) == (MINE, "+46701740605")
        assert ("VAD VET NI OM MIG" in tested.body) is is_new
        told = update(address).values(introduced_at=datetime.now(UTC))
        sqlite_panel.database.change(lambda db, told=told: db.execute(told))


def test_a_double_click_is_one_test_and_a_new_page_another(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    my_number(sqlite_panel)
    made = drafted(sqlite_panel)
    browser = opened(sqlite_panel, f"/broadcasts/{made}/check")
    page = browser.html
    for _ in range(3):
        browser.html = page
        browser.press("Skicka ett prov till mig")
        assert "Provet är på väg till dig." in browser.words
    assert len(letters(sqlite_panel)) == 1
    browser.press("Skicka ett prov till mig")
    assert len(letters(sqlite_panel)) == 2
    assert len(audited(sqlite_panel, "broadcast.test")) == 2


def test_a_number_that_opted_out_gets_no_test(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    my_number(sqlite_panel)
    made = drafted(sqlite_panel)
    for what in (suppression.ALL, Silence("sms"), Silence("all", organization_id=sqlite_panel.ids["Solna"])):
        hash_ = silence(sqlite_panel, MINE, what)
        said = try_it(sqlite_panel, made)
        assert said.status_code == 422
        assert sentence(said.text)[0].startswith("Ditt nummer har sagt STOPP, så dit skickas inget.")
        sqlite_panel.database.change(lambda db, hash_=hash_: suppression.lift(db, [hash_]))
    assert (letters(sqlite_panel), audited(sqlite_panel, "broadcast.test")) == ([], [])


def test_a_number_that_is_dead_gets_no_test(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    address_id = my_number(sqlite_panel)
    made = drafted(sqlite_panel)
    sqlite_panel.database.change(lambda db: addresses.set_state(db, address_id, "invalid"))
    assert sentence(try_it(sqlite_panel, made).text) == ["Ditt nummer går inte att nå. Se över det under Mitt konto."]
    assert letters(sqlite_panel) == []


def test_without_a_number_the_page_says_where_it_is_put_in(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    page = sqlite_panel.get(f"/broadcasts/{made}/check").text
    assert "Skicka ett prov till mig" not in page
    assert '<a href="/account">Lägg in ditt nummer' in page
    assert try_it(sqlite_panel, made).status_code == 422
    assert letters(sqlite_panel) == []


def test_a_test_is_nobodys_first_text_and_none_that_counts(sqlite_panel: Panel) -> None:
    """An organizer is often a member too: three tests would spare them the broadcast itself."""
    panel, now = sqlite_panel, datetime.now(UTC)
    mine = join(panel, "Anna Ek", MINE)
    my_number(panel)
    made = drafted(panel)
    for key in ("a", "b", "c"):
        try_it(panel, made, key)
    tested = [row.id for row in letters(panel)]
    panel.database.change(lambda db: outbox.accepted(db, {id: f"SM{id}" for id in tested}, now))
    solna = panel.ids["Solna"]
    reached = panel.database.read(lambda db: segments.reach(db, solna, None, now + timedelta(minutes=1), spare=True))
    assert (len(tested), reached.recipients, reached.often) == (3, 1, 0)
    written = panel.database.read(lambda db: segments.count(db, solna, "written in last 3 days", now))
    assert written == 0
    found = panel.database.read(lambda db: addresses.of_person(db, mine))[0]
    assert found.introduced_at is None


def test_a_protected_name_stands_in_no_sample_and_in_no_test(sqlite_panel: Panel) -> None:
    join(sqlite_panel, "Hemlig Person", "+46701740605", protected=True)
    join(sqlite_panel, "Ali Noor", "+46701740606")
    my_number(sqlite_panel)
    made = drafted(sqlite_panel)
    assert "Hemlig" not in sqlite_panel.get(f"/broadcasts/{made}/check").text
    try_it(sqlite_panel, made)
    [tested] = letters(sqlite_panel)
    assert "Hej Ali!" in tested.body


def test_names_on_the_last_look_stand_in_the_read_log(sqlite_panel: Panel) -> None:
    [kim] = crowd(sqlite_panel, 1)
    made = drafted(sqlite_panel)
    before = len(looks(sqlite_panel, kim))
    sqlite_panel.get(f"/broadcasts/{made}/check")
    assert len(looks(sqlite_panel, kim)) == before + 1
