"""The page of a booking: its story, its line, and deeds that are done once, by whom they belong to, and never late."""

from datetime import UTC, datetime
from typing import Any

import pytest

from storage import addresses, booking_choice, booking_moves, suppression
from storage.booking_record import Times
from storage.session import Database
from tests.admin import visits_asked as asked
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import audited, looks
from tests.admin.plain import Browser, read
from tests.admin.visits_asked import MARIA, OLLE, book, candidate, kinds, row_of, times


@pytest.fixture
def desk(sqlite_database: Database) -> Panel:
    """The booking desk of the district."""
    return make_panel(sqlite_database, "booker", at="Stockholm")


def page(panel: Panel, booking_id: int, at: str = "Stockholm") -> Browser:
    return Browser(panel.client).go(f"/o/{panel.ids[at]}/bookings/{booking_id}")


def fields_of(when: Times) -> dict[str, Any]:
    """When, as the form of a move sends it."""
    start, end = when.wall_start, when.wall_end
    return {"day": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def counter(panel: Panel, booking_id: int, **more: Any) -> None:
    """The candidate proposes two hours later."""
    now = datetime.now(UTC)
    later = times(5, hour=20)
    panel.database.change(lambda db: booking_moves.counter(db, booking_id, later, now, by="candidate", **more))


def test_the_story_is_told_in_words_with_who_did_it(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria)
    asked.do(desk, booking_id, "no", reason="Redan upptagen den kvällen.")
    shown = page(desk, booking_id).words
    for each in ("En talare efterfrågades", "värden", "Maria Ek tillfrågades", "Maria Ek sa nej", "Anna Ek"):
        assert each in shown
    assert "”Redan upptagen den kvällen”" in shown


def test_a_look_at_a_booking_is_a_look_at_its_candidate(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    page(desk, book(desk, "Möte", maria))
    assert ("panel booking") in [action for _, action in looks(desk, maria)]


def test_the_host_sees_the_name_and_the_number_only_when_the_candidate_agrees(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria, yes=True)
    solna = make_panel(desk.database, "booker", email="bo@example.org")
    shown = page(solna, booking_id, "Solna")
    assert "Maria Ek" in shown.words
    assert MARIA not in shown.html
    assert MARIA in page(desk, booking_id).html, "those whose candidate it is see it"
    desk.database.change(lambda db: booking_moves.share_number(db, booking_id, datetime.now(UTC)))
    assert MARIA in page(solna, booking_id, "Solna").html


def test_somebody_else_is_asked_instead_with_one_tap(database: Database) -> None:
    desk = make_panel(database, "booker", at="Stockholm")
    maria, olle = candidate(desk, "Maria Ek", MARIA), candidate(desk, "Olle Al", OLLE)
    booking_id = book(desk, "Möte", maria)
    shown = page(desk, booking_id).press("Fråga i stället")
    assert "Tillfrågad. Värden får besked." in shown.words
    assert (row_of(desk, booking_id).candidate_id, row_of(desk, booking_id).state) == (olle, "asked")
    assert [line.object for line in audited(desk, "booking.ask")] == [f"booking:{booking_id}"]


def test_whoever_is_busy_is_not_asked_and_nobody_loses_the_question(desk: Panel) -> None:
    maria, olle = candidate(desk, "Maria Ek", MARIA), candidate(desk, "Olle Al", OLLE)
    booking_id = book(desk, "Möte", maria)
    asked.busy(desk, olle, times())
    answer = asked.do(desk, booking_id, "ask", candidate=str(olle))
    assert answer.status_code == 422
    assert "Talaren är upptagen då. Ingenting är ändrat." in answer.text
    assert (row_of(desk, booking_id).candidate_id, row_of(desk, booking_id).state) == (maria, "asked")
    assert "Den talaren är redan tillfrågad" in asked.do(desk, booking_id, "ask", candidate=str(maria)).text
    assert "Välj någon att fråga" in asked.do(desk, booking_id, "ask").text


def test_whoever_wants_no_texts_is_not_asked(desk: Panel) -> None:
    maria, olle = candidate(desk, "Maria Ek", MARIA), candidate(desk, "Olle Al", OLLE)
    booking_id = book(desk, "Möte", maria)

    def stop(db: Any) -> None:
        hashes = [row.hash for row in addresses.of_person(db, olle)]
        suppression.suppress(db, hashes, source="text", now=datetime.now(UTC))

    desk.database.change(stop)
    answer = asked.do(desk, booking_id, "ask", candidate=str(olle))
    assert answer.status_code == 422
    assert "Den talaren vill inte ha sms" in answer.text
    assert (row_of(desk, booking_id).candidate_id, row_of(desk, booking_id).state) == (maria, "asked")


def test_somebody_is_looked_for_by_name(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte")
    found = page(desk, booking_id).press("Sök", q="maria")
    assert "Maria Ek" in found.words
    assert ("panel booking find") in [action for _, action in looks(desk, maria)]


def test_a_yes_for_the_candidate_books_it(database: Database) -> None:
    desk = make_panel(database, "booker", at="Stockholm")
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria)
    shown = page(desk, booking_id).press("Ja, Maria Ek kommer")
    assert "Bokat. Båda får en bekräftelse." in shown.words
    assert row_of(desk, booking_id).state == "accepted"
    assert kinds(desk, booking_id)[-1] == "accepted"


def test_an_association_does_not_answer_for_a_candidate_of_others(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria)
    solna = make_panel(desk.database, "booker", email="bo@example.org")
    assert "Svara åt" not in page(solna, booking_id, "Solna").words
    sent = [asked.do(solna, booking_id, deed, "Solna").status_code for deed in ("yes", "no")]
    assert sent == [404, 404]


def test_what_was_shown_before_something_happened_changes_nothing(database: Database) -> None:
    desk = make_panel(database, "booker", at="Stockholm")
    maria, olle = candidate(desk, "Maria Ek", MARIA), candidate(desk, "Olle Al", OLLE)
    booking_id = book(desk, "Möte", maria)
    shown = row_of(desk, booking_id).turn
    asked.do(desk, booking_id, "ask", candidate=str(olle))
    late = asked.do(desk, booking_id, "yes", turn=shown)
    assert late.status_code == 422
    assert "Något hände medan sidan var öppen" in late.text
    assert row_of(desk, booking_id).state == "asked"
    assert audited(desk, "booking.yes") == []


def test_a_deed_that_comes_too_late_says_so(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria, yes=True)
    asked.do(desk, booking_id, "cancel", reason="Sjuk")
    for deed in ("yes", "agree", "move", "cancel"):
        fields = {"reason": "x", "venue": "Torget", **fields_of(times(9))}
        assert "Det är för sent" in asked.do(desk, booking_id, deed, **fields).text, deed


def test_the_host_takes_another_time_that_is_proposed(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria)
    counter(desk, booking_id, condition="om någon skjutsar")
    shown = page(desk, booking_id)
    assert "Maria Ek föreslår" in shown.words
    assert "”om någon skjutsar”" in shown.words
    after = shown.press("Det går bra")
    assert "Förslaget antogs: Maria Ek kommer" in after.words
    assert row_of(desk, booking_id).starts_at == times(5, hour=20).starts_at


def test_the_host_does_not_and_it_is_open_again(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria)
    counter(desk, booking_id)
    assert "Fråga någon annan?" in page(desk, booking_id).press("Det går inte").words
    assert row_of(desk, booking_id).state == "declined"


def test_what_is_moved_is_asked_anew(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria, yes=True)
    shown = page(desk, booking_id)
    assert "frågas talaren på nytt" in shown.words
    moved = shown.press("Flytta", venue="Folkets hus")
    assert "Flyttat. Talaren är tillfrågad på nytt." in moved.words
    assert (row_of(desk, booking_id).state, row_of(desk, booking_id).venue) == ("asked", "Folkets hus")


def test_a_move_to_when_the_candidate_is_busy_or_the_clocks_jump_leaves_it_as_it_was(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria, yes=True)
    when = times(9)
    asked.busy(desk, maria, when)
    there = asked.do(desk, booking_id, "move", venue="Torget", **fields_of(when))
    assert "Talaren är upptagen då. Ingenting är ändrat." in there.text
    jumps = asked.do(desk, booking_id, "move", day="2099-03-29", start="02:30", end="04:00", venue="Torget")
    assert jumps.status_code == 422
    assert 'value="02:30"' in jumps.text
    assert row_of(desk, booking_id).state == "accepted"
    assert row_of(desk, booking_id).starts_at == times().starts_at


def test_calling_off_needs_a_reason_and_the_association_is_first_in_turn(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    booking_id = book(desk, "Möte", maria, yes=True)
    without = asked.do(desk, booking_id, "cancel")
    assert without.status_code == 422
    assert "Skriv varför" in without.text
    assert (
        "Inställt. Båda sidor får besked." in page(desk, booking_id).press("Ställ in", reason="Talaren är sjuk").words
    )
    assert is_owed(desk)


def test_an_association_that_calls_off_itself_is_not(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    solna = make_panel(desk.database, "booker", email="bo@example.org")
    asked.do(solna, book(solna, "Möte", maria, yes=True), "cancel", "Solna", reason="Lokalen brann", who="us")
    asked.do(desk, book(desk, "Annat", maria, yes=True), "cancel", reason="Lokalen brann", who="host")
    assert not is_owed(desk)


def is_owed(panel: Panel) -> bool:
    now = datetime.now(UTC)
    return bool(panel.database.read(lambda db: booking_choice.owed(db, [panel.ids["Solna"]], now)))


def test_both_in_a_line_see_where_they_stand_and_nothing_of_the_other(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    first = book(desk, "Kistas hemliga möte", maria, at="Kista")
    second = book(desk, "Solnas möte", maria)
    assert "Solnas möte" in page(desk, first).words
    solna = make_panel(desk.database, "booker", email="bo@example.org")
    shown = page(solna, second, "Solna").words
    assert "Först i kön En annan förening Klass 2 · 0 besök" in shown
    assert "hemliga" not in shown
    assert "Kista" not in shown
    assert solna.get(f"/bookings/{first}").status_code == 404


def test_every_kind_of_event_has_its_words() -> None:
    from admin.texts import CATALOGS

    known = (
        "requested", "asked", "queued", "taken", "tentative", "countered", "accepted", "kept", "refused", "declined",
        "unanswered", "expired", "cancelled", "moved", "late_yes", "booking_half", "booking_last", "done", "delegated",
        "shared",
    )  # fmt: skip
    assert [kind for kind in known if f"booking_event_{kind}" not in CATALOGS["sv"]] == []


def test_deeds_are_behind_a_word_of_warning(desk: Panel) -> None:
    maria = candidate(desk, "Maria Ek", MARIA)
    html = page(desk, book(desk, "Möte", maria, yes=True)).html
    assert "Det går inte att ångra." in html
    forms = [form for form in read(html).forms if "/bookings/" in form.action and form.method == "post"]
    assert len(forms) == 2
    assert all("turn" in form.fields for form in forms)
