"""People are found as somebody remembers them, a page at a time, and taken in one by one with a reason to be kept."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from admin import people as page
from storage import segments
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import ASA, BO, CIA, audited, join, looks, person_of


def names(html: str) -> list[str]:
    """The people of a list, as they stand there."""
    return re.findall(r'/people/\d+">\s*<span>([^<]+)</span>', html)


def found(panel: Panel, **query: str | int) -> list[str]:
    """Sorted here: databases do not agree on where å comes."""
    return sorted(names(panel.get("/people", params=query).text))


def test_an_empty_list_says_what_to_do_first(sqlite_panel: Panel) -> None:
    html = sqlite_panel.get("/people").text
    assert "Här är det tomt än" in html
    assert f"/o/{sqlite_panel.ids['Solna']}/people/import" in html


def test_who_writes_a_finds_å_and_who_writes_å_finds_a(panel: Panel) -> None:
    join(panel, "Åsa Öberg", ASA)
    join(panel, "Asa Oberg", BO)
    join(panel, "Cia Ek", CIA)
    assert found(panel, q="asa") == found(panel, q="ÅSA öb") == ["Asa Oberg", "Åsa Öberg"]
    assert found(panel, q="erg ås") == ["Asa Oberg", "Åsa Öberg"]
    assert found(panel, q="c?a") == ["Cia Ek"]


def test_a_number_is_found_however_it_is_written(panel: Panel) -> None:
    join(panel, "Åsa Ek", ASA, member_number="17")
    join(panel, "Bo Ek", BO)
    for number in ("070-174 06 05", "+46701740605", "0046701740605", "7406 05"):
        assert found(panel, q=number) == ["Åsa Ek"], number
    assert found(panel, q="17") == ["Bo Ek", "Åsa Ek"]  # a member number, and part of both numbers
    assert found(panel, q="06 06") == ["Bo Ek"]


def test_a_tag_and_a_member_number_find_too(sqlite_panel: Panel) -> None:
    join(sqlite_panel, "Åsa Ek", ASA, tags=("styrelse",))
    join(sqlite_panel, "Bo Ek", BO, member_number="S-17")
    assert found(sqlite_panel, q="Styrelse") == ["Åsa Ek"]
    assert found(sqlite_panel, q="s-17") == ["Bo Ek"]


def test_the_list_goes_by_name_and_its_pages_follow_each_other(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PAGE", 2)
    for number, name in enumerate(("Dag Ek", "Bo Ek", "Bo Ek", "Ali Ek", "Cia Ek")):
        join(panel, name, f"+4670174061{number}")
    html, seen = panel.get("/people").text, []
    while following := re.search(r'after=(\d+)"', html):
        seen += names(html)
        html = panel.get("/people", params={"after": following[1]}).text
    assert seen + names(html) == ["Ali Ek", "Bo Ek", "Bo Ek", "Cia Ek", "Dag Ek"]
    assert "5 personer" in panel.get("/people").text


def test_people_of_others_are_not_there(sqlite_panel: Panel) -> None:
    panel = make_panel(sqlite_panel.database, at="Stockholm", email="kim@example.org")
    join(panel, "Åsa Ek", ASA, at="Solna")
    join(panel, "Åsa Skåne", BO, at="Lund")
    assert names(panel.get("/people", "Stockholm", params={"q": "åsa"}).text) == ["Åsa Ek"]
    assert names(panel.get("/people", "Kista").text) == []
    assert panel.get("/people", "Lund").status_code == 404


def test_whose_identity_is_protected_is_found_by_the_whole_name_or_number_alone(panel: Panel) -> None:
    join(panel, "Dag Hemlig", ASA, tags=("styrelse",), protected=True, member_number="9")
    join(panel, "Dag Ek", BO)
    assert found(panel) == found(panel, q="dag") == found(panel, q="06") == ["Dag Ek"]
    assert found(panel, q="styrelse") == found(panel, segment="tag = styrelse") == []
    for asked in ("Dag Hemlig", "070-174 06 05", "9"):
        assert "Dag Hemlig" in found(panel, q=asked), asked


def test_those_of_a_segment_and_those_who_share_a_number(panel: Panel) -> None:
    join(panel, "Åsa Ek", ASA, town="Solna")
    join(panel, "Bo Ek", ASA, town="Kista")
    join(panel, "Cia Ek", CIA, town="Solna")
    now = datetime.now(UTC)
    assert panel.database.change(
        lambda db: segments.save(db, panel.ids["Solna"], "Solnabor", "town = Solna", by="test", now=now)
    ) is None  # fmt: skip
    assert found(panel, segment="segment Solnabor") == ["Cia Ek", "Åsa Ek"]
    assert found(panel, kind="household") == ["Bo Ek", "Åsa Ek"]
    assert found(panel, segment="town = Solna", q="ek c") == ["Cia Ek"]
    assert ">Solnabor</a>" in panel.get("/people").text


def test_a_segment_that_cannot_be_read_says_why_and_stays_to_be_mended(sqlite_panel: Panel) -> None:
    answer = sqlite_panel.get("/people", params={"segment": "toun = Solna"})
    assert answer.status_code == 422
    assert "toun = Solna</textarea>" in answer.text
    assert "Det finns ingen fråga som heter ”toun”." in answer.text


def test_whoever_stood_on_a_page_has_been_looked_at(sqlite_panel: Panel) -> None:
    asa, bo = join(sqlite_panel, "Åsa Ek", ASA), join(sqlite_panel, "Bo Ek", BO)
    found(sqlite_panel, q="åsa")
    assert [action for _, action in looks(sqlite_panel, asa)] == ["panel people"]
    assert looks(sqlite_panel, bo) == []


# One by hand


NEW = {
    "first_name": "Åsa", "last_name": "Ek", "number": "070-174 06 05", "relation": "sympathizer", "basis": "consent",
    "source": "skrev på vid torget", "since": "2026-01-02", "language": "sv", "tags": "Flygblad, fika", "roles": "",
}  # fmt: skip


def add(panel: Panel, **changed: str) -> Any:
    home = str(panel.ids["Solna"])
    return panel.post("/people/new", **{"organization_id": home, **NEW, **changed})


def test_somebody_is_taken_in_with_the_basis_on_which_they_are_kept(sqlite_panel: Panel) -> None:
    answer = add(sqlite_panel)
    assert answer.status_code == 303
    html = sqlite_panel.client.get(answer.headers["location"]).text
    assert "Personen är tillagd." in html
    row = person_of(sqlite_panel, int(re.findall(r"/people/(\d+)/correct", html)[0]))
    assert (row.first_name, row.folded_name, row.relation, row.basis) == ("Åsa", "åsa ek", "sympathizer", "consent")
    assert (row.basis_source, row.basis_at) == ("skrev på vid torget", datetime(2026, 1, 1, 23, tzinfo=UTC))
    assert "flygblad" in html
    assert "070-174 06 05" in html
    assert [line.object for line in audited(sqlite_panel, "people add")] == [f"person:{row.id}"]


IMPOSSIBLE = (
    ("number", "08-12 34 56", "fast telefon"),
    ("number", "", "inget telefonnummer"),
    ("basis", "member", "behöver ha samtyckt"),
    ("source", "", "Skriv var uppgifterna kommer ifrån."),
    ("since", "2999-01-01", "Välj en dag som har varit."),
    ("since", "i går", "Välj en dag som har varit."),
    ("email", "asa", "ingen e-postadress"),
    ("relation", "chef", "Välj ett av alternativen."),
    ("first_name", "x" * 400, "Det är för långt."),
)


def test_what_cannot_be_is_told_beside_the_field_and_the_rest_is_kept(sqlite_panel: Panel) -> None:
    for field, typed, said in IMPOSSIBLE:
        answer = add(sqlite_panel, **{field: typed})
        assert (answer.status_code, said in answer.text, 'value="Ek"' in answer.text) == (422, True, True), field
    assert audited(sqlite_panel, "people add") == []


def test_somebody_who_is_there_is_shown_and_not_doubled(sqlite_panel: Panel) -> None:
    there = join(sqlite_panel, "Åsa Ek", ASA)
    answer = add(sqlite_panel)
    assert f"/people/{there}" in answer.text
    assert found(sqlite_panel) == ["Åsa Ek"]


def test_who_asked_to_be_erased_comes_back_only_by_their_own_wish(sqlite_panel: Panel) -> None:
    erased = join(sqlite_panel, "Åsa Ek", ASA)
    sqlite_panel.post(f"/people/{erased}/erase", name="Åsa Ek")
    assert "bett oss radera allt" in add(sqlite_panel).text
    assert found(sqlite_panel) == []
    assert add(sqlite_panel, asked_back="1").status_code == 303
    assert found(sqlite_panel) == ["Åsa Ek"]


def test_who_only_reads_takes_nobody_in(sqlite_panel: Panel) -> None:
    viewer = make_panel(sqlite_panel.database, "viewer", email="kim@example.org")
    assert viewer.get("/people").status_code == 200
    assert "/people/new" not in viewer.get("/people").text
    assert viewer.get("/people/new").status_code == viewer.post("/people/new").status_code == 403
