"""Over the limit a broadcast waits for somebody else, who sees what goes to whom, and is not its author."""

import pytest

from storage import organizations
from tests.admin.broadcast_steps import (
    TEXT,
    beside,
    confirm,
    crowd,
    deed,
    drafted,
    follow,
    letters,
    opened,
    row_of,
    sentence,
    state_of,
    work,
)
from tests.admin.conftest import Panel
from tests.admin.members import audited


@pytest.fixture
def over(sqlite_panel: Panel) -> tuple[Panel, int]:
    """A broadcast of Anna's to more people than she may write to alone."""
    crowd(sqlite_panel)
    solna = sqlite_panel.ids["Solna"]
    sqlite_panel.database.change(lambda db: organizations.change(db, solna, approval_limit=2))
    return sqlite_panel, drafted(sqlite_panel, segment="town = Solna")


def test_over_the_limit_it_waits_for_somebody_else(over: tuple[Panel, int]) -> None:
    panel, made = over
    assert "Över 2 mottagare: någon annan i Solna måste godkänna" in panel.get(f"/broadcasts/{made}/check").text
    page = follow(panel, confirm(panel, made, 3))
    assert "Nu väntar det på någon annans godkännande." in page
    assert "Godkänn och skicka" not in page
    own = follow(panel, deed(panel, made, "approve"))
    assert sentence(own) == ["Den som har skrivit det kan inte godkänna det själv."]
    assert (state_of(panel, made), audited(panel, "broadcast.approve")) == ("approval", [])
    work(panel, made)
    assert letters(panel, made) == []


def test_whoever_approves_sees_what_goes_to_whom_and_it_goes(over: tuple[Panel, int]) -> None:
    panel, made = over
    confirm(panel, made, 3)
    bo = beside(panel, "sender")
    browser = opened(bo, f"/broadcasts/{made}")
    for shown in (TEXT, "bor i Solna", "3 mottagare", "av Anna Ek", "Organisering"):
        assert shown in browser.words
    browser.press("Godkänn och skicka")
    assert "Godkänt." in browser.words
    assert (state_of(panel, made), len(audited(panel, "broadcast.approve"))) == ("undo", 1)


def test_a_viewer_and_those_of_other_organizations_approve_nothing(over: tuple[Panel, int]) -> None:
    panel, made = over
    confirm(panel, made, 3)
    viewer = beside(panel, "viewer")
    assert "Godkänn och skicka" not in viewer.get(f"/broadcasts/{made}").text
    assert deed(viewer, made, "approve").status_code == 403
    for at in ("Kista", "Lund"):
        theirs = beside(panel, "sender", at, f"{at}@example.org")
        assert deed(theirs, made, "approve", "Solna").status_code == 404
        assert deed(theirs, made, "approve", at).status_code == 404
        assert theirs.get(f"/broadcasts/{made}", at).status_code == 404
    assert state_of(panel, made) == "approval"


def test_somebody_else_who_presses_send_has_approved_it(over: tuple[Panel, int]) -> None:
    panel, made = over
    bo = beside(panel, "sender")
    assert "när du skickar har du godkänt det" in bo.get(f"/broadcasts/{made}/check").text
    confirm(bo, made, 3)
    assert (state_of(panel, made), row_of(panel, made).author != row_of(panel, made).approver) == ("undo", True)


def test_no_other_button_goes_round_the_approval(over: tuple[Panel, int]) -> None:
    panel, made = over
    confirm(panel, made, 3)
    for each in ("pause", "resume", "approve"):
        deed(panel, made, each)
    assert state_of(panel, made) == "approval"
    deed(panel, made, "undo")
    deed(panel, made, "resume")
    work(panel, made)
    assert (state_of(panel, made), letters(panel, made)) == ("draft", [])
    confirm(panel, made, 3)
    assert state_of(panel, made) == "approval", "once more from the beginning"
