"""What is done in the inbox: answered as the association, taken over, handed on, ticked off; each once, by who may."""

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from storage import addresses, handover, organizers, suppression
from storage.session import Database
from storage.suppression import Silence
from storage.tables import audit, organization
from storage.tables import inbox as inbox_table
from tests.admin.conftest import ZONE, Panel, make_panel, signed_in
from tests.admin.correspondence import ALI, KARIN, STRANGER, address, member, once, seen, sent, threads, waiting, writes

HUMAN = "människa"


@pytest.fixture
def panel(sqlite_panel: Panel) -> Panel:
    """On SQLite; that the statements do the same on both databases is one test of its own."""
    return sqlite_panel


@pytest.fixture
def message_id(panel: Panel) -> int:
    """Karin has asked for a person."""
    return asks(panel)


def asks(panel: Panel) -> int:
    member(panel, "Karin Ek", KARIN)
    return writes(panel, KARIN, HUMAN)


def noted(panel: Panel) -> list[tuple[str, str]]:
    wanted = select(audit.c.action, audit.c.object).where(audit.c.action.like("inbox.%")).order_by(audit.c.id)
    return [tuple(row) for row in panel.database.read(lambda db: db.execute(wanted).all())]


def answer(panel: Panel, message_id: int, words: str, **fields: str) -> int:
    """The status of answering from a page that was just opened."""
    page = panel.get(f"/inbox/{message_id}").text
    fields = {"once": once(page), "seen": seen(page), "text": words, **fields}
    return int(panel.post(f"/inbox/{message_id}/answer", **fields).status_code)


def test_every_deed_is_done_on_both_databases(database: Database) -> None:
    panel = make_panel(database)
    message_id = asks(panel)
    answer(panel, message_id, "Hej, vad gäller det?", take="1")
    assert len(sent(panel, KARIN)) == 1
    later = writes(panel, KARIN, "En ramp!")
    panel.post(f"/inbox/{message_id}/assign", to=str(account(panel, "anna@example.org")))
    assert threads(panel.get("/inbox?show=mine").text) == [later]
    panel.post(f"/inbox/{message_id}/done", seen=str(later))
    assert (waiting(panel), holder(panel)) == ([], None)
    assert threads(panel.get("/inbox?show=done").text) == [later]
    panel.post(f"/inbox/{message_id}/undo")
    assert waiting(panel) == ["En ramp!"]


# Answering


def test_an_answer_is_queued_in_the_name_of_the_association_and_nothing_waits_any_more(
    panel: Panel, message_id: int
) -> None:
    assert answer(panel, message_id, "Hej Karin!\r\nVi ringer dig i kväll.  ") == 303
    [row] = sent(panel, KARIN)
    assert (row.body, row.parts, row.state) == ("Hej Karin!\nVi ringer dig i kväll.", 1, "queued")
    assert (row.organization_id, row.priority, row.despite_stop) == (panel.ids["Solna"], 0, 0)
    assert waiting(panel) == []
    assert noted(panel) == [("inbox.answer", f"message:{message_id}")]
    page = panel.get(f"/inbox/{message_id}").text
    assert "Ni · " in page
    assert 'href="/o/' in page


def test_a_double_click_makes_one_message_and_another_answer_another(panel: Panel, message_id: int) -> None:
    page = panel.get(f"/inbox/{message_id}").text
    form = {"once": once(page), "seen": seen(page), "text": "Hej!"}
    assert [panel.post(f"/inbox/{message_id}/answer", **form).status_code for _ in range(3)] == [303] * 3
    assert len(sent(panel, KARIN)) == 1
    panel.post(f"/inbox/{message_id}/answer", **{**form, "text": "Hej igen!"})
    assert answer(panel, message_id, "Hej!") == 303, "the same words, meant once more"
    assert [row.body for row in sent(panel, KARIN)] == ["Hej!", "Hej igen!", "Hej!"]
    assert len(noted(panel)) == 3


def test_what_came_after_the_page_was_opened_waits_on(panel: Panel, message_id: int) -> None:
    opened = seen(panel.get(f"/inbox/{message_id}").text)
    writes(panel, KARIN, "hjälp, någon slår folk här")
    answer(panel, message_id, "Vi hörs i morgon!", seen=opened)
    assert waiting(panel) == ["hjälp, någon slår folk här"]


def test_whoever_has_said_stop_is_not_written_to_and_it_is_told_why(panel: Panel, message_id: int) -> None:
    page = panel.get(f"/inbox/{message_id}").text
    writes(panel, KARIN, "STOPP")
    refused = panel.post(f"/inbox/{message_id}/answer", once=once(page), seen=seen(page), text="Kom <tillbaka>")
    assert refused.status_code == 422
    assert "De har sagt STOPP" in refused.text
    assert "Kom &lt;tillbaka&gt;" in refused.text, "what was written is kept"
    assert sent(panel, KARIN) == []
    assert waiting(panel) == [HUMAN]
    assert noted(panel) == []
    later = panel.get(f"/inbox/{message_id}").text
    assert "De har sagt STOPP" in later
    assert "<textarea" not in later


def test_so_it_is_when_they_want_nothing_of_this_association_alone(panel: Panel, message_id: int) -> None:
    silence(panel, Silence(organization_id=panel.ids["Solna"]))
    assert answer_blindly(panel, message_id) == 422
    assert sent(panel, KARIN) == []


def test_in_a_pause_they_are_answered_only_while_they_write_themselves(panel: Panel, message_id: int) -> None:
    silence(panel, Silence(until=datetime.now(UTC) + timedelta(days=9)))
    assert answer(panel, message_id, "Vi hör av oss sedan!") == 303
    assert [row.despite_stop for row in sent(panel, KARIN)] == [1]
    an_hour_passes(panel)
    assert "lugn och ro till" in panel.get(f"/inbox/{message_id}").text
    assert answer_blindly(panel, message_id) == 422
    assert len(sent(panel, KARIN)) == 1


def test_a_closed_chat_is_not_written_to(panel: Panel, message_id: int) -> None:
    panel.database.change(lambda db: addresses.set_state(db, address(panel, KARIN).id, "blocked"))
    assert answer_blindly(panel, message_id) == 422


def silence(panel: Panel, what: Silence) -> None:
    hash_ = address(panel, KARIN).hash
    panel.database.change(lambda db: suppression.suppress(db, [hash_], what, source="text", now=datetime.now(UTC)))


def an_hour_passes(panel: Panel) -> None:
    """Since Karin wrote last."""
    then = datetime.now(UTC) - timedelta(hours=1)
    panel.database.change(lambda db: addresses.heard_from(db, address(panel, KARIN).id, "", then))


def answer_blindly(panel: Panel, message_id: int) -> int:
    """Without the box, which is not there when they cannot be written to."""
    return int(panel.post(f"/inbox/{message_id}/answer", once="x", text="Hej!").status_code)


def test_at_night_it_goes_at_once_as_an_answer_else_it_says_when_it_goes(panel: Panel, message_id: int) -> None:
    clock = datetime.now(ZoneInfo(ZONE))
    hours = f"{clock - timedelta(hours=2):%H:%M}-{clock + timedelta(hours=2):%H:%M}"
    quiet = update(organization).where(organization.c.id == panel.ids["Solna"]).values(quiet_hours=hours)
    panel.database.change(lambda db: db.execute(quiet))
    assert "går direkt" in panel.get(f"/inbox/{message_id}").text
    an_hour_passes(panel)
    opens = rf"i (dag|morgon) {(clock + timedelta(hours=2)).hour}\b"
    assert re.search(opens, panel.get(f"/inbox/{message_id}").text)
    assert answer(panel, message_id, "God natt!") == 303
    assert re.search("Går " + opens, panel.get(f"/inbox/{message_id}").text)


def test_their_own_hours_count_too(panel: Panel, message_id: int) -> None:
    clock = datetime.now(ZoneInfo(ZONE))
    early = f"{clock + timedelta(hours=3):%H:%M}"
    silence(panel, Silence("hours", not_before=early, not_after=f"{clock - timedelta(hours=3):%H:%M}", zone=ZONE))
    an_hour_passes(panel)
    assert re.search(r"det är tyst nu, så det går i (dag|morgon)", panel.get(f"/inbox/{message_id}").text)


def test_nothing_and_too_much_are_refused_and_kept(panel: Panel, message_id: int) -> None:
    assert answer(panel, message_id, " \r\n ") == 422
    long = "å" * 1001
    page = panel.post(f"/inbox/{message_id}/answer", once="same", text=long)
    assert page.status_code == 422
    assert "Korta till 1000 tecken" in page.text
    assert long in page.text
    assert once(page.text) == "same"
    assert answer(panel, message_id, "Hej\0!") == 303
    assert [row.body for row in sent(panel, KARIN)] == ["Hej!"]


def test_it_is_counted_while_it_is_written(panel: Panel, message_id: int) -> None:
    counted = panel.post(f"/inbox/{message_id}/measure", text="Hej! " + "a" * 100 + "😀").text
    words = html.unescape(re.sub("<[^>]+>", "", counted))
    assert "2 sms, 0,90\u00a0kr" in words
    assert "😀 gör det dyrare. Utan blir det 1 sms." in words
    assert sent(panel, KARIN) == []


def test_a_stranger_is_answered_by_the_organization_that_speaks(database: Database) -> None:
    panel = make_panel(database, at="Stockholm")
    message_id = writes(panel, STRANGER, "Hur blir man medlem?")
    path = f"/inbox/{message_id}/answer"
    assert panel.post(path, "Stockholm", once="x", seen=str(message_id), text="Så här!").status_code == 303
    assert [row.organization_id for row in sent(panel, STRANGER)] == [panel.ids["Stockholm"]]


# Taking over


def test_a_talk_is_taken_over_and_given_back(panel: Panel, message_id: int) -> None:
    panel.post(f"/inbox/{message_id}/take")
    assert "Du har samtalet. Boten är tyst till" in panel.get(f"/inbox/{message_id}").text
    before = len(sent(panel, KARIN, "menu"))
    later = writes(panel, KARIN, "meny")
    assert len(sent(panel, KARIN, "menu")) == before
    assert waiting(panel) == [HUMAN, "meny"]
    assert threads(panel.get("/inbox?show=mine").text) == [later]
    panel.post(f"/inbox/{message_id}/release")
    writes(panel, KARIN, "meny")
    assert len(sent(panel, KARIN, "menu")) == before + 1
    assert [action for action, _ in noted(panel)] == ["inbox.take", "inbox.release"]


def test_it_can_be_taken_over_with_the_answer_and_ends_when_it_is_ticked_off(panel: Panel, message_id: int) -> None:
    answer(panel, message_id, "Hej, vad gäller det?", take="1")
    assert holder(panel) is not None
    last = writes(panel, KARIN, "En ramp!")
    panel.post(f"/inbox/{message_id}/done", seen=str(last))
    assert holder(panel) is None
    assert waiting(panel) == []


def holder(panel: Panel) -> object:
    place = address(panel, KARIN).id
    return panel.database.read(lambda db: handover.at(db, place, datetime.now(UTC)))


# Handing on, and ticking off


def test_it_is_handed_to_a_colleague_of_here_or_above_and_to_nobody_else(panel: Panel, message_id: int) -> None:
    for email, at in (("district@example.org", "Stockholm"), ("kista@example.org", "Kista")):
        signed_in(panel.database, panel.ids[at], "organizer", email)
    signed_in(panel.database, panel.ids["Solna"], "viewer", "viewer@example.org")
    ids = {email: account(panel, f"{email}@example.org") for email in ("anna", "district", "kista", "viewer")}
    statuses = {email: panel.post(f"/inbox/{message_id}/assign", to=str(to)).status_code for email, to in ids.items()}
    assert statuses == {"anna": 303, "district": 303, "kista": 404, "viewer": 404}
    assert assigned(panel) == ids["district"]
    assert threads(panel.get("/inbox?show=mine").text) == []
    panel.post(f"/inbox/{message_id}/assign", to=str(ids["anna"]))
    assert threads(panel.get("/inbox?show=mine").text) == [message_id]
    assert "Hos Anna Ek" in panel.get("/inbox").text
    panel.post(f"/inbox/{message_id}/assign", to="0")
    assert assigned(panel) is None


def account(panel: Panel, email: str) -> int:
    found = panel.database.read(lambda db: organizers.by_email(db, email))
    assert found is not None
    return int(found.id)


def assigned(panel: Panel) -> int | None:
    return panel.database.read(lambda db: db.execute(select(inbox_table.c.assigned_id)).scalar_one())


def test_ticking_off_can_be_undone(panel: Panel, message_id: int) -> None:
    before = writes(panel, KARIN, "Har ni en ramp?")
    ticked = panel.post(f"/inbox/{message_id}/done", seen=str(before))
    page = panel.client.get(ticked.headers["location"]).text
    assert waiting(panel) == []
    assert threads(panel.get("/inbox?show=done").text) == [before]
    [undo] = re.findall(r'action="/o/\d+(/inbox/\d+/undo)"', page)
    panel.post(undo)
    assert len(waiting(panel)) >= 1
    assert threads(panel.get("/inbox").text) == [before]
    assert threads(panel.get("/inbox?show=done").text) == []


def test_undoing_brings_back_only_what_was_ticked_off_last(panel: Panel, message_id: int) -> None:
    panel.post(f"/inbox/{message_id}/done", seen=str(message_id))
    later = writes(panel, KARIN, HUMAN)
    panel.post(f"/inbox/{message_id}/done", seen=str(later))
    panel.post(f"/inbox/{message_id}/undo")
    rows = panel.database.read(lambda db: list(db.execute(select(inbox_table).order_by(inbox_table.c.id))))
    assert [row.settled_at is None for row in rows if row.asks_for] == [False, True]


# Who may


def test_a_viewer_reads_and_does_nothing(database: Database) -> None:
    viewer = make_panel(database, "viewer")
    member(viewer, "Karin Ek", KARIN)
    message_id = writes(viewer, KARIN, HUMAN)
    page = viewer.get(f"/inbox/{message_id}").text
    assert "Du kan läsa, men inte svara" in page
    assert not re.findall(r'action="/o/\d+/inbox', page)
    for deed in ("answer", "measure", "take", "release", "assign", "done", "undo"):
        assert viewer.post(f"/inbox/{message_id}/{deed}", text="Hej", once="x").status_code == 403
    assert waiting(viewer) == [HUMAN]


def test_a_booker_answers(database: Database) -> None:
    booker = make_panel(database, "booker")
    member(booker, "Ali Al", ALI)
    message_id = writes(booker, ALI, HUMAN)
    assert answer(booker, message_id, "Hej!") == 303
