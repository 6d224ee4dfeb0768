"""The desk's queue: what needs somebody first, in words, with the time that is left and whose turn it is."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import booking_moves, organizations
from storage.session import Database
from tests.admin import visits_asked as asked
from tests.admin.conftest import Panel, make_panel
from tests.admin.plain import Browser, read
from tests.admin.visits_asked import MARIA, OLLE, book, candidate


@pytest.fixture
def desk(sqlite_database: Database) -> Panel:
    """The booking desk of the district."""
    return make_panel(sqlite_database, "booker", at="Stockholm")


def words(panel: Panel, path: str, at: str = "Stockholm") -> str:
    return " ".join("".join(read(panel.get(path, at).text).words).split())


def test_an_empty_queue_says_what_to_do_first(desk: Panel) -> None:
    said = words(desk, "/bookings")
    assert "Inga förfrågningar än" in said
    links = read(desk.get("/bookings", "Stockholm").text).links
    assert ("Be om en talare", f"/o/{desk.ids['Stockholm']}/bookings/new") in links


def test_what_needs_somebody_stands_first_then_what_waits_then_what_is_settled(database: Database) -> None:
    desk = make_panel(database, "booker", at="Stockholm")
    maria, olle = candidate(desk, "Maria Ek", MARIA), candidate(desk, "Olle Al", OLLE)
    book(desk, "Bokat möte", olle, yes=True)
    book(desk, "Frågat möte", maria)
    book(desk, "Nytt möte")
    gone = book(desk, "Inställt möte", olle, when=asked.times(9), yes=True)
    asked.do(desk, gone, "cancel", reason="Sjuk")
    said = words(desk, "/bookings")
    places = [said.index(title) for title in ("Nytt möte", "Frågat möte", "Bokat möte", "Inställt möte")]
    assert places == sorted(places)
    for each in ("ingen är tillfrågad än", "Maria Ek är tillfrågad", "Olle Al kommer", "inställt", "timmar kvar"):
        assert each in said


def test_an_asked_slot_is_held_and_whoever_asks_then_is_second_in_line(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    book(desk, "Första", maria)
    book(desk, "Andra", maria, at="Kista")
    book(desk, "Tredje", maria, at="Kista", venue="Husby")
    said = words(desk, "/bookings")
    assert "preliminärt, andra i kön" in said
    assert "preliminärt, tredje i kön" in said


def test_class_visits_and_what_was_called_off_are_there_for_all_to_see(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    desk.database.change(lambda db: organizations.change(db, desk.ids["Kista"], priority=1))
    off = book(desk, "Inställt", maria, at="Kista", yes=True)
    asked.do(desk, off, "cancel", reason="Sjuk", who="us")
    book(desk, "Nästa", at="Kista", when=asked.times(8))
    book(desk, "Annat", maria, when=asked.times(12), yes=True)
    said = words(desk, "/bookings")
    assert "Kista · Klass 1 · 0 besök · ett besök ställdes in – först i tur" in said
    assert "Solna · Klass 2 · 1 besök" in said


def test_what_the_desk_has_shows_until_when(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Sent", maria)
    desk.database.change(lambda db: booking_moves.to_desk(db, booking_id, datetime.now(UTC), by="clock"))
    said = words(desk, "/bookings")
    assert "Maria Ek svarar inte – lös det" in said
    assert "23 timmar kvar" in said


def test_when_nobody_answered_in_time_it_says_so(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    long_ago = datetime.now(UTC) - timedelta(days=4)
    booking_id = book(desk, "Sent")
    desk.database.change(lambda db: booking_moves.ask(db, booking_id, maria, long_ago, by="host", answer_by=None))
    later = desk.database.change(lambda db: booking_moves.perhaps(db, booking_id, long_ago, by="candidate"))
    assert later == "tentative"
    assert "Maria Ek tar reda på" in words(desk, "/bookings")


def test_an_association_sees_its_own_requests_alone(desk: Panel) -> None:
    book(desk, "Solnas möte")
    book(desk, "Kistas möte", at="Kista")
    solna = make_panel(desk.database, "booker", email="bo@example.org")
    said = words(solna, "/bookings", "Solna")
    assert "Solnas möte" in said
    assert "Kistas möte" not in said


def test_a_long_queue_is_turned_over_a_page_at_a_time(desk: Panel) -> None:
    for number in range(23):
        book(desk, f"Möte {number:02}", when=asked.times(5 + number))
    first = Browser(desk.client).go(f"/o/{desk.ids['Stockholm']}/bookings")
    assert first.words.count("Möte") == 20
    following = first.follow("Visa fler")
    assert following.words.count("Möte") == 3
    assert "Till hela kön" in following.words


def test_whoever_is_protected_stands_without_a_name(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria)
    protect(desk, maria)
    for path in ("/bookings", f"/bookings/{booking_id}", "/bookings/calendar"):
        assert "Maria" not in words(desk, path), path
    assert "Skyddad identitet" in words(desk, f"/bookings/{booking_id}")
    assert MARIA not in desk.get(f"/bookings/{booking_id}", "Stockholm").text
    assert desk.get(f"/bookings/candidate/{maria}", "Stockholm").status_code == 404


def protect(panel: Panel, person_id: int) -> None:
    from storage import people

    now = datetime.now(UTC)
    panel.database.change(lambda db: people.correct(db, person_id, {"protected": True}, now))


def test_who_may_only_look_can_do_nothing(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria)
    viewer = make_panel(desk.database, "viewer", at="Stockholm", email="bo@example.org")
    assert read(viewer.get(f"/bookings/{booking_id}", "Stockholm").text).forms[-1].action.endswith("/sign-out")
    for deed in ("ask", "yes", "no", "agree", "refuse", "move", "cancel"):
        assert asked.do(viewer, booking_id, deed).status_code == 403, deed
    assert viewer.get("/bookings/new", "Stockholm").status_code == 403


def test_today_leads_to_the_booking(desk: Panel) -> None:
    booking_id = book(desk, "Möte")
    links = read(desk.get("", "Stockholm").text).links
    assert any(href.endswith(f"/bookings/{booking_id}") for _, href in links)
