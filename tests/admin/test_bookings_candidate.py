"""The pages of a candidate and of an association: whose time it is, who sets it, and who comes first."""

from typing import Any

import pytest
from sqlalchemy import select, update

from storage import organizations
from storage.session import Database
from storage.tables import busy
from storage.tables import candidate as candidates
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import audited, looks
from tests.admin.plain import Browser
from tests.admin.visits_asked import MARIA, book, candidate, do, times


@pytest.fixture
def desk(sqlite_database: Database) -> Panel:
    """The booking desk of the district."""
    return make_panel(sqlite_database, "booker", at="Stockholm")


def page(panel: Panel, person_id: int, at: str = "Stockholm") -> Browser:
    return Browser(panel.client).go(f"/o/{panel.ids[at]}/bookings/candidate/{person_id}")


def typed(days: int = 5) -> dict[str, str]:
    when = times(days)
    return {"from": f"{when.wall_start:%Y-%m-%dT%H:%M}", "to": f"{when.wall_end:%Y-%m-%dT%H:%M}"}


def busy_rows(panel: Panel) -> list[Any]:
    return list(panel.database.read(lambda db: db.execute(select(busy)).all()))


def feed_of(panel: Panel) -> Any:
    return panel.database.read(lambda db: db.execute(select(candidates)).one())


def test_a_look_leaves_a_row_and_shows_what_they_do(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA, tags=("bostad",))
    book(desk, "Möte", maria, yes=True)
    shown = page(desk, maria).words
    for each in ("Maria Ek", "bostad", "Möte", "1 besök", "Besökta föreningar", "Solna"):
        assert each in shown
    assert ("panel candidate") in [action for _, action in looks(desk, maria)]


def test_an_association_sees_when_but_not_what_others_ask(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    book(desk, "Kistas hemliga möte", maria, at="Kista")
    solna = make_panel(desk.database, "booker", email="bo@example.org")
    shown = page(solna, maria, "Solna")
    assert "preliminär" in shown.words
    assert "hemliga" not in shown.words
    assert "Egen kalender" not in shown.words
    for deed in ("busy", "busy/remove", "calendar", "calendar/remove"):
        assert solna.post(f"/bookings/candidate/{maria}/{deed}", **typed()).status_code == 404, deed


def test_who_is_no_candidate_has_no_such_page(desk: Panel) -> None:
    from tests.admin.members import join

    nobody = join(desk, "Maria Ek", MARIA)
    assert desk.get(f"/bookings/candidate/{nobody}", "Stockholm").status_code == 404


def test_a_busy_time_is_written_down_once_and_taken_back(database: Database) -> None:
    desk = make_panel(database, "booker", at="Stockholm")
    maria = candidate(desk, "Maria Ek", MARIA)
    for _ in range(2):
        desk.post(f"/bookings/candidate/{maria}/busy", "Stockholm", **typed())
    (row,) = busy_rows(desk)
    assert (row.source, row.starts_at) == ("panel", times().starts_at)
    assert "Tiden är fri igen." in page(desk, maria).press("Ta bort").words
    assert busy_rows(desk) == []


def test_what_their_own_calendar_says_is_not_taken_back_here(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    desk.post(f"/bookings/candidate/{maria}/busy", "Stockholm", **typed())
    desk.database.change(lambda db: db.execute(update(busy).values(source="feed")))
    assert "Ta bort" not in page(desk, maria).words
    desk.post(f"/bookings/candidate/{maria}/busy/remove", "Stockholm", busy=str(busy_rows(desk)[0].id))
    assert len(busy_rows(desk)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"from": "", "to": ""}, "Välj dag och tid."),
        ({"from": "2099-01-02T10:00", "to": "2099-01-01T10:00"}, "Det slutar innan det börjar."),
        ({"from": "2020-01-01T10:00", "to": "2020-01-02T10:00"}, "Den tiden har redan varit."),
        ({"from": "2099-03-29T02:30", "to": "2099-03-29T05:00"}, "finns inte"),
    ],
)
def test_a_busy_time_that_cannot_be_is_said_beside_it(desk: Panel, fields: dict[str, str], said: str) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    answer = desk.post(f"/bookings/candidate/{maria}/busy", "Stockholm", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert busy_rows(desk) == []


def test_their_calendar_is_kept_and_only_its_host_is_shown(database: Database) -> None:
    desk = make_panel(database, "booker", at="Stockholm")
    maria = candidate(desk, "Maria Ek", MARIA)
    desk.post(f"/bookings/candidate/{maria}/calendar", "Stockholm", address="webcal://kalender.example.org/hemligt.ics")
    shown = page(desk, maria)
    assert "Läses från kalender.example.org." in shown.words
    assert "hemligt" not in shown.html
    assert feed_of(desk).feed_url == "https://kalender.example.org/hemligt.ics"
    assert feed_of(desk).feed_next_at is not None
    assert "hemligt" not in str(audited(desk, "booking.calendar"))
    shown.press("Sluta läsa kalendern")
    assert (feed_of(desk).feed_url, feed_of(desk).feed_next_at) == (None, None)


@pytest.mark.parametrize(
    "address",
    ["", "http://kalender.example.org/a.ics", "https://", "https://localhost/a.ics", "https://a:b@example.org/",
     "javascript:alert(1)", "https://example.org:x/", "https://example.org:8080/a", "https://[::1/", "fil"],
)  # fmt: skip
def test_an_address_that_is_not_by_https_is_refused(desk: Panel, address: str) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    answer = desk.post(f"/bookings/candidate/{maria}/calendar", "Stockholm", address=address)
    assert answer.status_code == 422
    assert "Den börjar med https://" in answer.text


# An association


def test_an_associations_page_shows_its_class_its_visits_and_what_was_called_off(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    book(desk, "Möte", maria, yes=True)
    off = book(desk, "Inställt", maria, yes=True, when=times(8))
    do(desk, off, "cancel", reason="Sjuk")
    shown = Browser(desk.client).go(f"/o/{desk.ids['Stockholm']}/bookings/association/{desk.ids['Solna']}").words
    for each in ("Solna", "Klass 2", "Inställda av andra 1", "först i tur nästa gång", "Möte", "Inställt"):
        assert each in shown


def test_the_class_is_set_by_who_manages_the_organization_above(desk: Panel) -> None:
    solna = desk.ids["Solna"]
    url = f"/bookings/association/{solna}/class"
    assert desk.post(url, "Stockholm", **{"class": "1"}).status_code == 403, "a booker"
    own = make_panel(desk.database, "admin", email="bo@example.org")
    assert own.post(url, **{"class": "1"}).status_code == 403, "nobody puts themselves first"
    chief = make_panel(desk.database, "admin", at="Stockholm", email="kim@example.org")
    assert chief.post(url, "Stockholm", **{"class": "7"}).status_code == 303
    assert chief.post(url, "Stockholm", **{"class": "1"}).headers["location"].endswith("said=booking_class")
    assert desk.database.read(lambda db: organizations.get(db, solna)).priority == 1
    assert [line.detail for line in audited(desk, "booking.class")] == [{"to": 1}]


# The desk


def test_the_booking_desks_number_is_set_like_that_of_who_is_on_call(database: Database) -> None:
    chief = make_panel(database, "admin", at="Stockholm")
    form = Browser(chief.client).go(f"/o/{chief.ids['Stockholm']}/organization")
    assert "Sparat." in form.press("Spara", desk="070-174 06 41").words
    shown = Browser(chief.client).go(f"/o/{chief.ids['Stockholm']}/organization")
    assert MARIA in shown.html
    assert shown.press("Spara", desk="12").status == 422
    assert "Sparat." in form.press("Spara", desk="").words
    assert chief.database.read(lambda db: organizations.get(db, chief.ids["Stockholm"])).desk_id is None
