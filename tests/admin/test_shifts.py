"""The week of shifts with its traffic light, and the page of one: who comes, and what an organizer does by hand."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from admin.shifts import monday_of
from storage import inbox, shifts
from storage.session import Database
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import ASA, BO, CIA, audited, join, looks
from tests.admin.rota import add_shift, crowd, put, row_of, states, untold

RESPONSIBLE = "+46701740699"


@pytest.fixture(autouse=True)
def noon(clock: Any) -> Any:
    """It is noon on Friday 20 November 2026."""
    return clock


def lights(html: str) -> list[str]:
    """The words of the traffic light of each shift, in order."""
    return [words.strip() for words in re.findall(r'<span class="tag \w*">(?:<svg.*?</svg>)?([^<]+)</span>', html)]


def page(panel: Panel, shift_id: int, **query: str) -> str:
    return str(panel.get(f"/shifts/{shift_id}", params=query).text)


def deed(panel: Panel, shift_id: int, name: str, **fields: Any) -> Any:
    return panel.post(f"/shifts/{shift_id}/{name}", **fields)


# The week


def test_each_shift_says_in_words_how_it_is_staffed(sqlite_panel: Panel) -> None:
    for hour, taken in ((8, 0), (9, 1), (10, 2), (11, 4)):
        crowd(sqlite_panel, add_shift(sqlite_panel, f"2026-11-28T{hour:02}:00", hours=1), taken)
    html = sqlite_panel.get("/shifts", params={"week": "2026-11-26"}).text
    assert lights(html)[-4:] == ["Ingen än", "1 till behövs", "Bemannat", "Fullt"]
    assert "3 personer till behövs" in html
    assert html.index("lör 28/11") < html.index("Ingen än") < html.rindex("sön 29/11")


def test_a_week_is_turned_and_the_filter_goes_along(sqlite_panel: Panel) -> None:
    add_shift(sqlite_panel, activity="Flygblad & fika")
    add_shift(sqlite_panel, "2026-11-27T11:00")
    here = "week=2026-11-23&amp;activity=Flygblad+%26+fika"
    assert here in sqlite_panel.get("/shifts?week=2026-11-28").text
    html = sqlite_panel.get("/shifts?week=2026-11-28&activity=Flygblad+%26+fika").text
    assert "Vecka 48" in html
    assert "week=2026-11-30&amp;activity=Flygblad" in html
    assert html.count('class="shift ') == 1


def test_an_empty_week_says_what_to_do_and_where_the_next_shift_is(sqlite_panel: Panel) -> None:
    add_shift(sqlite_panel)
    html = sqlite_panel.get("/shifts").text
    assert "Inga pass den här veckan" in html
    assert f"/o/{sqlite_panel.ids['Solna']}/shifts/new" in html
    assert "Nästa pass är lör 28/11." in html


@pytest.mark.parametrize("text", ["", "nonsens", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_is_none_is_this_week(text: str) -> None:
    today = datetime(2026, 11, 20).date()
    assert monday_of(text, today).isoformat() == "2026-11-16"


def test_a_district_sees_the_shifts_below_it_and_an_association_only_its_own(database: Database) -> None:
    panel = make_panel(database, at="Stockholm")
    add_shift(panel, activity="Solnas")
    add_shift(panel, activity="Lunds", at="Lund")
    html = panel.get("/shifts?week=2026-11-28", "Stockholm").text
    assert "Solnas" in html
    assert "· Solna" in html, "whose it is"
    assert "Lunds" not in html
    assert "Solnas" not in panel.get("/shifts?week=2026-11-28", "Kista").text


# Who is coming


def test_the_page_shows_who_comes_and_what_they_said(panel: Panel) -> None:
    shift_id = add_shift(panel, responsible=RESPONSIBLE)
    asa = join(panel, "Åsa Öberg", ASA)
    put(panel, shift_id, asa, people=2, coming="yes", partial={"from": None, "to": "13:00"},
        condition="om jag slipper köra")  # fmt: skip

    def write_late(db: Any) -> None:
        values = {"provider": "x", "account": "x", "external_id": "1", "channel": "sms", "address": ASA}
        when = datetime(2026, 11, 28, 9, 40, tzinfo=UTC)
        made = inbox.store_once(db, {**values, "kind": "text", "body": "blir 20 min sen", "received_at": when})
        inbox.belongs_to(db, made or 0, person_id=asa, flow="my_shifts")
        inbox.ask_for_person(db, made or 0, "late")

    panel.database.change(write_late)
    html = page(panel, shift_id)
    for words in ("Åsa Öberg</a> <strong>+1", "Kommer", "Till 13", "om jag slipper köra", "blir 20 min sen"):
        assert words in html, words
    assert "070-174 06 05" in html
    assert looks(panel, asa)[-1][1] == "panel shift"


def test_who_is_protected_stands_there_without_name_and_number(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel)
    put(sqlite_panel, shift_id, join(sqlite_panel, "Åsa Öberg", ASA, protected=True))
    html = page(sqlite_panel, shift_id)
    assert "Skyddad identitet" in html
    assert "Öberg" not in html
    assert "070-174 06 05" not in html


def test_somebody_is_found_and_given_a_place(panel: Panel) -> None:
    shift_id, other = add_shift(panel), add_shift(panel, "2026-11-28T13:00", venue="Hallen")
    asa = join(panel, "Åsa Öberg", ASA)
    put(panel, other, asa)
    found = panel.get(f"/shifts/{shift_id}/find?q=asa").text
    assert "Åsa Öberg" in found
    assert "Har pass lör 28/11 13: Hallen" in found
    assert "Åsa Öberg" in page(panel, shift_id, q="070 174 06 05"), "it works without scripts"
    answer = deed(panel, shift_id, "put", person=asa)
    assert answer.headers["location"].endswith(f"/shifts/{shift_id}?said=shift_put")
    assert row_of(panel, shift_id).taken == 1
    assert untold(panel) == 1
    [line] = audited(panel, "shift.put")
    assert (line.object, line.detail) == (f"shift:{shift_id}", None)
    assert "Har redan plats" in panel.get(f"/shifts/{shift_id}/find?q=asa").text


def test_a_full_shift_takes_nobody_until_its_maximum_is_raised(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel, maximum=2)
    crowd(sqlite_panel, shift_id, 2)
    bo = join(sqlite_panel, "Bo Ek", BO)
    answer = deed(sqlite_panel, shift_id, "put", person=bo)
    assert answer.status_code == 422
    assert "Det finns ingen plats kvar" in answer.text
    assert audited(sqlite_panel, "shift.put") == []
    assert sqlite_panel.database.change(lambda db: shifts.change(db, shift_id, {}, {"maximum": 3}))
    assert deed(sqlite_panel, shift_id, "put", person=bo).status_code == 303


def test_somebody_is_taken_off_and_their_place_is_free(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel)
    claim_id = put(sqlite_panel, shift_id, join(sqlite_panel, "Bo Ek", BO), people=3)
    assert deed(sqlite_panel, shift_id, "off", claim=claim_id).status_code == 303
    assert row_of(sqlite_panel, shift_id).taken == 0
    again = deed(sqlite_panel, shift_id, "off", claim=claim_id)
    assert again.status_code == 422
    assert "Det hann ändras" in again.text


def test_somebody_is_moved_with_all_their_places(sqlite_panel: Panel) -> None:
    shift_id, other = add_shift(sqlite_panel), add_shift(sqlite_panel, "2026-11-29T11:00", maximum=5)
    bo = join(sqlite_panel, "Bo Ek", BO)
    claim_id = put(sqlite_panel, shift_id, bo, people=2)
    assert "sön 29/11 11–14 Valstuga, Torget" in page(sqlite_panel, shift_id)
    assert deed(sqlite_panel, shift_id, "move", claim=claim_id, to=other).status_code == 303
    assert [row_of(sqlite_panel, each).taken for each in (shift_id, other)] == [0, 2]
    assert states(sqlite_panel, other) == {bo: "confirmed"}


def test_who_waits_gets_a_place_when_there_is_one(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel, maximum=2)
    [first, _] = crowd(sqlite_panel, shift_id, 2)
    cia = join(sqlite_panel, "Cia Ek", CIA)
    put(sqlite_panel, shift_id, cia, state="waiting")
    assert "Väntelista" in page(sqlite_panel, shift_id)
    assert deed(sqlite_panel, shift_id, "put", person=cia).status_code == 422
    claim = sqlite_panel.database.read(lambda db: shifts.claim_of(db, shift_id, first))
    assert claim is not None
    deed(sqlite_panel, shift_id, "off", claim=claim.id)
    assert deed(sqlite_panel, shift_id, "put", person=cia).status_code == 303
    assert states(sqlite_panel, shift_id)[cia] == "confirmed"


def test_nobody_and_nothing_of_others_can_be_named(sqlite_panel: Panel) -> None:
    shift_id, lunds = add_shift(sqlite_panel), add_shift(sqlite_panel, at="Lund")
    other = add_shift(sqlite_panel, "2026-11-29T11:00")
    stranger = join(sqlite_panel, "Eva Lund", ASA, "Lund")
    claim_id = put(sqlite_panel, shift_id, join(sqlite_panel, "Bo Ek", BO))
    assert deed(sqlite_panel, shift_id, "put", person=stranger).status_code == 404
    assert deed(sqlite_panel, shift_id, "move", claim=claim_id, to=lunds).status_code == 404
    assert deed(sqlite_panel, other, "off", claim=claim_id).status_code == 404
    assert "Eva Lund" not in sqlite_panel.get(f"/shifts/{shift_id}/find?q=eva").text


def test_a_viewer_looks_and_does_nothing(sqlite_url: str) -> None:
    opened = Database(sqlite_url, "a key for tests")
    panel = make_panel(opened, "viewer")
    shift_id = add_shift(panel)
    assert 'method="post" action="/o/' not in page(panel, shift_id).partition("<main")[2]
    for name in ("put", "off", "move", "came", "edit", "cancel", "reopen"):
        assert deed(panel, shift_id, name).status_code == 403, name
    assert panel.get("/shifts/new").status_code == 403
    assert panel.get(f"/shifts/{shift_id}/list.pdf").status_code == 403
    opened.close()


# Afterwards


def test_who_came_is_written_down_one_by_one_or_all_at_once(sqlite_panel: Panel, noon: Any) -> None:
    shift_id = add_shift(sqlite_panel, "2026-11-20T13:00")
    first, second, third = crowd(sqlite_panel, shift_id, 3)
    ids = {row.person_id: row.id for row in sqlite_panel.database.read(lambda db: shifts.claims(db, shift_id))}
    deed(sqlite_panel, shift_id, "came", all=1)
    assert set(states(sqlite_panel, shift_id).values()) == {"confirmed"}, "it has not begun"
    noon.shift(timedelta(hours=2))
    assert "Vilka som kom" in page(sqlite_panel, shift_id)
    deed(sqlite_panel, shift_id, "came", **{f"came-{ids[first]}": "yes", f"came-{ids[second]}": "no"})
    assert states(sqlite_panel, shift_id) == {first: "attended", second: "no_show", third: "confirmed"}
    deed(sqlite_panel, shift_id, "came", all=1, **{f"came-{ids[first]}": "yes", f"came-{ids[second]}": "no"})
    assert states(sqlite_panel, shift_id) == {first: "attended", second: "no_show", third: "attended"}
    deed(sqlite_panel, shift_id, "came", **{f"came-{ids[second]}": "yes"})
    assert states(sqlite_panel, shift_id)[second] == "attended", "a slip is put right"


# Changing and calling off


def form_of(html: str) -> dict[str, str]:
    """The fields of the form that changes a shift, as they stand on its page."""
    main = html.partition('class="card">\n  <input type="hidden" name="csrf"')[2]
    return {name: value for name, value in re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', main) if name != "csrf"}


def edited(panel: Panel, shift_id: int, **fields: str) -> Any:
    """The form as it stands, with some fields changed."""
    return deed(panel, shift_id, "edit", **{**form_of(panel.get(f"/shifts/{shift_id}/edit").text), **fields})


def test_a_shift_is_changed_and_whoever_has_a_place_will_be_told(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel)
    crowd(sqlite_panel, shift_id, 1)
    answer = edited(sqlite_panel, shift_id, start="2026-11-29T12:00", end="2026-11-29T15:00", responsible="070-1740605")
    assert answer.headers["location"].endswith("said=shift_moved")
    row = row_of(sqlite_panel, shift_id)
    assert row.starts_at == datetime(2026, 11, 29, 11, tzinfo=UTC)
    assert row.responsible == ASA
    assert untold(sqlite_panel) == 1


def test_the_second_of_two_organizers_sees_what_the_first_did_and_nothing_is_lost(panel: Panel) -> None:
    shift_id = add_shift(panel)
    shown = form_of(panel.get(f"/shifts/{shift_id}/edit").text)
    first = {**shown, "venue": "Hallen", "maximum": "9"}
    assert deed(panel, shift_id, "edit", **first).status_code == 303
    second = {**shown, "venue": "Parken", "minimum": "3"}
    answer = deed(panel, shift_id, "edit", **second)
    assert answer.status_code == 409
    assert "Anna Ek ändrade passet medan du skrev" in answer.text
    assert row_of(panel, shift_id).venue == "Hallen"
    again = form_of(answer.text)
    assert (again["venue"], again["minimum"], again["maximum"]) == ("Parken", "3", "9")
    assert deed(panel, shift_id, "edit", **again).status_code == 303
    row = row_of(panel, shift_id)
    assert (row.venue, row.minimum, row.maximum) == ("Parken", 3, 9)


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"maximum": "1", "minimum": "0"}, "2 har redan plats"),
    ({"minimum": "5"}, "Högst kan inte vara färre än minst"),
    ({"maximum": "²"}, "Skriv ett antal"),
    ({"end": "2026-11-28T10:00"}, "Passet slutar innan det börjar"),
    ({"start": "i morgon"}, "Skriv dag och tid"),
    ({"venue": " "}, "Skriv var det är"),
    ({"responsible": "08-123"}, "finns inte; kontrollera siffrorna"),
    ({"responsible": "Ingen Alls"}, "Hittar ingen Ingen Alls"),
    ({"start": "2027-03-28T02:30", "end": "2027-03-28T05:00"},
     "Klockan 2.30 finns inte sön 28/3: då ställs klockan om. Ta 3.30 i stället."),
    ({"start": "2026-11-28T15:00", "end": "2026-11-28T18:00"}, "Det finns redan ett sådant pass"),
]  # fmt: skip


def test_what_cannot_be_is_refused_with_a_sentence_and_kept_as_it_was_typed(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel)
    add_shift(sqlite_panel, "2026-11-28T15:00")
    crowd(sqlite_panel, shift_id, 2)
    shown = form_of(sqlite_panel.get(f"/shifts/{shift_id}/edit").text)
    for fields, said in REFUSED:
        answer = deed(sqlite_panel, shift_id, "edit", **{**shown, **fields})
        assert answer.status_code == 422, fields
        assert said in answer.text
        assert all(form_of(answer.text)[name] == value.strip() for name, value in fields.items())
    row = row_of(sqlite_panel, shift_id)
    assert (row.venue, row.minimum, row.maximum, row.wall_start.hour) == ("Torget", 2, 4, 11)


def test_a_shift_is_called_off_once_and_opened_again(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel)
    crowd(sqlite_panel, shift_id, 1)
    assert deed(sqlite_panel, shift_id, "cancel").headers["location"].endswith("said=shift_cancelled")
    assert deed(sqlite_panel, shift_id, "cancel").headers["location"].endswith(str(shift_id))
    assert (untold(sqlite_panel), len(audited(sqlite_panel, "shift.cancel"))) == (1, 1)
    assert "Inställt" in page(sqlite_panel, shift_id)
    assert sqlite_panel.get(f"/shifts/{shift_id}/edit", follow_redirects=False).status_code == 303
    assert deed(sqlite_panel, shift_id, "put", person=join(sqlite_panel, "Bo Ek", BO)).status_code == 422
    deed(sqlite_panel, shift_id, "reopen")
    assert row_of(sqlite_panel, shift_id).state == "open"
    assert untold(sqlite_panel) == 0
