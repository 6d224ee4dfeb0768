"""A choice of people is kept under a name where it was made, used again, and forgotten."""

import pytest

from admin.app import PAGES
from storage import segments
from tests.admin.broadcast_steps import begun, beside, crowd, expression, opened, row_of
from tests.admin.conftest import Panel
from tests.admin.members import audited, join

SAVE = "/segments"


def saved(panel: Panel, at: str = "Solna") -> dict[str, str]:
    """The expressions that can be used there, by name."""
    rows = panel.database.read(lambda db: segments.seen_from(db, panel.ids[at]))
    return {row.name: row.expression for row in rows}


def test_whom_a_list_shows_is_saved_and_found_again(panel: Panel) -> None:
    join(panel, "Ali Noor", "+46701740630", town="Solna")
    join(panel, "Bo Ek", "+46701740631", town="Kista")
    page = opened(panel, "/people?segment=town+%3D+Solna").press("Spara", SAVE, name="  De i   Solna ")
    assert page.status == 200
    assert "Urvalet är sparat" in page.words
    assert "Ali Noor" in page.words
    assert "Bo Ek" not in page.words
    assert "Spara urvalet" not in page.words, "it is saved already"
    assert saved(panel) == {"De i Solna": "town = Solna"}
    assert [line.organization_id for line in audited(panel, "segment.save")] == [panel.ids["Solna"]]


def test_whom_a_broadcast_is_for_is_saved_and_stays_chosen(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    broadcast_id = begun(sqlite_panel)
    whom = f"/broadcasts/{broadcast_id}/whom"
    page = opened(sqlite_panel, f"{whom}?segment=town+%3D+Solna&political=1&tried=1").press("Spara", SAVE, name="Solna")
    assert page.url.split("?")[0].endswith(whom)
    assert expression(page.html) == "segment Solna"
    page.press("Nästa", whom)
    assert (row_of(sqlite_panel, broadcast_id).segment, row_of(sqlite_panel, broadcast_id).kind) == (
        "segment Solna", "political",
    )  # fmt: skip


def test_a_name_that_is_taken_is_said_and_nothing_is_overwritten(sqlite_panel: Panel) -> None:
    sqlite_panel.post(SAVE, name="Aktiva", segment="town = Solna")
    taken = sqlite_panel.post(SAVE, name="AKTIVA", segment="tag = kock", back="/people")
    assert taken.status_code == 422
    assert "Det finns redan ett sparat urval som heter ”AKTIVA”" in taken.text
    assert 'value="tag = kock"' in taken.text, "what was chosen is kept"
    assert 'value="/people"' in taken.text
    assert saved(sqlite_panel) == {"Aktiva": "town = Solna"}
    assert len(audited(sqlite_panel, "segment.save")) == 1


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [("", "town = Solna", "Ett urval behöver ett namn"), ("x" * 81, "town = Solna", "högst 80 tecken"),
     ("Alla", "", "Urvalet är tomt"), ("Alla", "twon = Solna", "Menade du town?")],
)  # fmt: skip
def test_what_cannot_be_saved_says_why(sqlite_panel: Panel, name: str, text: str, why: str) -> None:
    answer = sqlite_panel.post(SAVE, name=name, segment=text)
    assert answer.status_code == 422
    assert why in answer.text
    assert saved(sqlite_panel) == {}


def test_it_leads_back_to_pages_where_people_are_chosen_and_nowhere_else(sqlite_panel: Panel) -> None:
    root = f"/o/{sqlite_panel.ids['Solna']}"
    for n, back in enumerate(("//evil.example.org", "/people/1/erase", "https://x", "/people\n/x", "")):
        to = sqlite_panel.post(SAVE, name=f"u{n}", segment="town = Solna", back=back).headers["location"]
        assert to == f"{root}/segments?said=segment_saved"
    to = sqlite_panel.post(SAVE, name="x", segment="town = Solna", back="/surveys/7/start").headers["location"]
    assert to.startswith(f"{root}/surveys/7/start?")


def test_it_is_removed_where_it_was_saved(panel: Panel) -> None:
    panel.post(SAVE, name="Aktiva", segment="town = Solna")
    page = opened(panel, "/segments")
    assert "bor i Solna" in page.words
    assert "Inga sparade urval" in page.press("Ta bort urvalet", "/remove").words
    assert saved(panel) == {}
    assert len(audited(panel, "segment.remove")) == 1
    assert panel.post("/segments/remove", name="Aktiva").status_code == 303, "a second tap"
    assert len(audited(panel, "segment.remove")) == 1


def test_one_from_above_is_used_here_and_removed_there(sqlite_panel: Panel) -> None:
    district = beside(sqlite_panel, "admin", "Stockholm")
    district.post(SAVE, "Stockholm", name="Distriktets", segment="relation = member")
    page = opened(sqlite_panel, "/segments")
    assert "från Stockholm" in page.words
    assert "Ta bort" not in page.words
    assert sqlite_panel.post("/segments/remove", name="Distriktets").status_code == 404
    assert list(saved(sqlite_panel)) == ["Distriktets"]


@pytest.mark.parametrize("role", ["viewer", "sender", "booker"])
def test_who_may_not_edit_saves_and_removes_nothing(sqlite_panel: Panel, role: str) -> None:
    sqlite_panel.post(SAVE, name="Aktiva", segment="town = Solna")
    other = beside(sqlite_panel, role)
    assert "Spara urvalet" not in other.get("/people?segment=town+%3D+Kista").text
    assert "Ta bort" not in other.get("/segments").text
    assert other.post(SAVE, name="Mina", segment="town = Kista").status_code == 403
    assert other.post("/segments/remove", name="Aktiva").status_code == 403
    assert list(saved(sqlite_panel)) == ["Aktiva"]


def test_the_pages_that_it_leads_back_to_are_there() -> None:
    paths = {str(getattr(route, "path", "")) for router in PAGES for route in router.routes}
    for path in ("people", "broadcasts/{broadcast_id}/whom", "surveys/{survey_id:int}/start"):
        assert f"/o/{{organization_id}}/{path}" in paths
