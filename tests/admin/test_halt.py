"""Halt: one button on every page that stops all sending."""

from storage import installation
from storage.session import Database
from tests.admin.conftest import Panel, make_panel


def test_one_button_stops_everything_and_every_page_says_so(panel: Panel) -> None:
    assert "/halt" in panel.get("").text
    answer = panel.post("/halt")
    assert answer.status_code == 303
    assert panel.database.read(installation.halted_at) is not None
    page = panel.client.get(answer.headers["location"]).text
    assert "Allt är stoppat." in page
    assert "Alla utskick är stoppade" in panel.get("", "Solna").text


def test_starting_again_is_for_administrators(database: Database) -> None:
    sender = make_panel(database, "sender")
    sender.post("/halt")
    assert sender.post("/resume").status_code == 403
    assert database.read(installation.halted_at) is not None


def test_an_administrator_starts_again(panel: Panel) -> None:
    panel.post("/halt")
    panel.post("/resume")
    assert panel.database.read(installation.halted_at) is None


def test_a_viewer_has_no_button_and_no_road(database: Database) -> None:
    viewer = make_panel(database, "viewer")
    assert "/halt" not in viewer.get("").text
    assert viewer.post("/halt").status_code == 403


def test_a_form_without_the_sessions_token_does_nothing(panel: Panel) -> None:
    answer = panel.client.post(f"/o/{panel.ids['Solna']}/halt", data={"csrf": "x"}, follow_redirects=False)
    assert answer.status_code == 403
    assert panel.database.read(installation.halted_at) is None
