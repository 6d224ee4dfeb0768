"""A broadcast from its last look to its ledger: hard to send by mistake, easy to take back, and told as it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from storage import organizations, people, segments
from storage.broadcast_replies import note
from storage.tables import broadcast, inbox
from tests.admin.broadcast_steps import (
    TEXT,
    became,
    begun,
    beside,
    confirm,
    crowd,
    deed,
    drafted,
    follow,
    how_many,
    last_form,
    letters,
    opened,
    row_of,
    send,
    sentence,
    silence,
    state_of,
    work,
)
from tests.admin.conftest import Panel
from tests.admin.members import audited, join, looks
from tests.admin.plain import read

# The number that is typed (U01)


def test_a_wrong_number_sends_nothing_and_says_what_it_should_have_been(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    for typed in ("2", "", "tre", "99999999999999999999"):
        said = confirm(sqlite_panel, made, typed, shown="3")
        assert said.status_code == 422
        assert sentence(said.text) == ["Det skulle stå 3. Inget har skickats."]
        assert last_form(said.text).fields["count"] == typed, "what was typed is kept"
    assert (state_of(sqlite_panel, made), letters(sqlite_panel, made)) == ("draft", [])
    assert audited(sqlite_panel, "broadcast.confirm") == [], "what was not done is in no audit"


def test_the_right_number_sends_it_in_a_minute(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    page = follow(sqlite_panel, confirm(sqlite_panel, made, "\u00a03 "))
    assert "Det går om en minut. Du kan ångra tills dess." in page
    assert (state_of(sqlite_panel, made), row_of(sqlite_panel, made).recipients_expected) == ("undo", 3)
    assert [row.detail for row in audited(sqlite_panel, "broadcast.confirm")] == [{"recipients": 3}]


def test_somebody_who_joins_after_the_last_look_is_not_written_to_unseen(panel: Panel) -> None:
    crowd(panel)
    made = drafted(panel)
    mine = opened(panel, f"/broadcasts/{made}/check")
    join(panel, "Ali Noor", "+46701740630")
    send(mine, "3")
    assert mine.status == 422
    assert "Urvalet har ändrats: nu är det 4. Se efter en gång till." in mine.words
    assert (state_of(panel, made), letters(panel, made)) == ("draft", [])
    send(mine, "4")
    assert state_of(panel, made) == "undo"


def test_one_who_left_after_the_last_look_is_noticed_too(sqlite_panel: Panel) -> None:
    ids = crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    sqlite_panel.database.change(lambda db: people.correct(db, ids[0], {"town": "Kista"}, datetime.now(UTC)))
    silence(sqlite_panel, "+46701740605")
    said = confirm(sqlite_panel, made, 3)
    assert sentence(said.text) == ["Urvalet har ändrats: nu är det 2. Se efter en gång till."]
    assert state_of(sqlite_panel, made) == "draft"


def test_one_who_joins_before_it_is_planned_makes_it_a_draft_that_says_so(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    confirm(sqlite_panel, made, 3)
    join(sqlite_panel, "Ali Noor", "+46701740630")
    work(sqlite_panel, made)
    page = sqlite_panel.get(f"/broadcasts/{made}").text
    assert "Urvalet hade ändrats sedan du godkände det. Inget har skickats; se efter en gång till." in page
    assert letters(sqlite_panel, made) == []


def test_nobody_left_to_write_to_is_said_and_there_is_nothing_to_press(sqlite_panel: Panel) -> None:
    ids = crowd(sqlite_panel, 1)
    made = drafted(sqlite_panel, segment="town = Solna")
    sqlite_panel.database.change(lambda db: people.correct(db, ids[0], {"town": "Kista"}, datetime.now(UTC)))
    page = sqlite_panel.get(f"/broadcasts/{made}/check").text
    assert "Ingen skulle få det. Ändra urvalet." in page
    assert not any(form.action.endswith("/confirm") for form in read(page).forms)
    for typed in ("0", "1"):
        assert "Ingen skulle få det." in confirm(sqlite_panel, made, typed).text
    assert row_of(sqlite_panel, made).version == 1


def test_a_segment_that_cannot_be_used_any_more_says_why(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    solna, now = sqlite_panel.ids["Solna"], datetime.now(UTC)
    sqlite_panel.database.change(lambda db: segments.save(db, solna, "nära", "town = Solna", by="x", now=now))
    made = drafted(sqlite_panel, segment="segment nära")
    sqlite_panel.database.change(lambda db: segments.remove(db, solna, "nära"))
    page = sqlite_panel.get(f"/broadcasts/{made}/check").text
    assert "Det finns inget sparat urval som heter ”nära”." in page
    assert confirm(sqlite_panel, made, 3).status_code == 422
    assert state_of(sqlite_panel, made) == "draft"


def test_the_last_look_says_to_whom_what_and_what_becomes_of_replies(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel, segment="town = Solna and relation = member", asks="yesno")
    shown = opened(sqlite_panel, f"/broadcasts/{made}/check").words
    assert "bor i Solna och medlemmar" in shown
    assert "Hej Kim0! Kan du stå i valstugan på lördag?" in shown
    assert "Ja eller nej räknas" in shown


# Undo (U02)


def test_taken_back_within_its_minute_nothing_is_left_in_the_queue(clock: Any, sqlite_panel: Panel) -> None:
    panel = sqlite_panel
    crowd(panel)
    made = drafted(sqlite_panel)
    confirm(sqlite_panel, made, 3)
    work(panel, made)
    assert len(letters(panel, made)) == 3
    clock.shift(59)
    assert "Inget har skickats. Det är ett utkast igen." in follow(sqlite_panel, deed(sqlite_panel, made, "undo"))
    clock.shift(3600)
    work(panel, made)
    assert (state_of(panel, made), letters(panel, made)) == ("draft", [])
    again = follow(sqlite_panel, deed(sqlite_panel, made, "undo"))
    assert "Inget har skickats. Det är ett utkast igen." in again, "a second tap is like one"


def test_too_late_to_take_back_is_said_and_it_goes_on(clock: Any, sqlite_panel: Panel) -> None:
    panel = sqlite_panel
    crowd(panel)
    made = drafted(sqlite_panel)
    confirm(sqlite_panel, made, 3)
    clock.shift(61)
    work(panel, made)
    page = follow(sqlite_panel, deed(sqlite_panel, made, "undo"))
    assert sentence(page) == ["Det går inte att ångra längre. Pausa det, eller avbryt resten."]
    assert state_of(panel, made) == "sending"
    assert audited(panel, "broadcast.undo") == []


def test_a_time_that_was_chosen_is_still_chosen_when_it_was_taken_back(clock: Any, sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    confirm(sqlite_panel, made, 3, when="at", at="2026-11-21T18:30")
    deed(sqlite_panel, made, "undo")
    form = last_form(sqlite_panel.get(f"/broadcasts/{made}/check").text)
    assert (form.fields["when"], form.fields["at"]) == ("at", "2026-11-21T18:30"), "else it would leave at once"


# When


NEVER = (
    "", "2026-11-20T11:59", "2027-12-01T10:00", "9999-12-31T23:59", "0001-01-01T00:00", "2026-11-21T10:00+05:00",
    "2026-13-45T99:99'; --",
)  # fmt: skip


def test_a_time_that_cannot_be_is_said_beside_it_and_what_was_typed_stays(clock: Any, sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    for at in NEVER:
        said = confirm(sqlite_panel, made, 3, when="at", at=at)
        assert said.status_code == 422, at
        assert sentence(said.text) == ["Skriv en dag och tid som inte har varit än, högst ett år fram."]
        assert 'id="at-hint" role="alert"' in said.text
        kept = last_form(said.text).fields
        assert (kept["when"], kept["at"], kept["count"]) == ("at", at, "3")
    assert state_of(sqlite_panel, made) == "draft"


def test_a_time_in_the_night_when_clocks_go_forward_is_none(clock: Any, sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    said = confirm(sqlite_panel, made, 3, when="at", at="2027-03-28T02:30")
    assert sentence(said.text) == ["Den tiden finns inte: klockan ställs fram den natten. Välj en annan."]


def test_at_a_certain_time_it_waits_for_that_on_the_clocks_there(clock: Any, sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    page = follow(sqlite_panel, confirm(sqlite_panel, made, 3, when="at", at="2026-11-21T18:30"))
    assert "Det är planerat. Du kan ångra tills det går." in page
    assert "Går i morgon 18.30." in page
    assert row_of(sqlite_panel, made).send_at == datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    clock.shift(61)
    work(sqlite_panel, made)
    assert state_of(sqlite_panel, made) == "scheduled"
    assert "Går i morgon 18.30." in sqlite_panel.get(f"/broadcasts/{made}").text


def test_quiet_hours_at_that_time_are_told(clock: Any, sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    solna = sqlite_panel.ids["Solna"]
    sqlite_panel.database.change(lambda db: organizations.change(db, solna, quiet_hours="20:00-09:00"))
    made = drafted(sqlite_panel)
    page = follow(sqlite_panel, confirm(sqlite_panel, made, 3, when="at", at="2026-11-21T22:00"))
    assert "Det är tyst tid då: det börjar gå sön 22/11 9" in page


# Pressed again, in two tabs, and back (B07, B08)


def test_fifty_times_the_same_form_is_one_broadcast(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    to = {sqlite_panel.post("/broadcasts/new", key="one page").headers["location"] for _ in range(50)}
    assert (len(to), how_many(sqlite_panel)) == (1, 1)
    made = drafted(sqlite_panel)
    version = str(row_of(sqlite_panel, made).version)
    answers = [confirm(sqlite_panel, made, 3, version=version) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["location"].partition("?")[0] for answer in answers} == {
        f"/o/{sqlite_panel.ids['Solna']}/broadcasts/{made}"
    }
    assert len(audited(sqlite_panel, "broadcast.confirm")) == 1
    work(sqlite_panel, made)
    assert len(letters(sqlite_panel, made)) == 3


def test_two_people_who_press_send_send_it_once(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made, bo = drafted(sqlite_panel), beside(sqlite_panel, "sender")
    one, other = (opened(each, f"/broadcasts/{made}/check") for each in (sqlite_panel, bo))
    for browser in (one, other):
        send(browser, "3")
        assert browser.status == 200
        assert "Går strax" in browser.words
    assert len(audited(sqlite_panel, "broadcast.confirm")) == 1


def test_what_was_edited_after_the_last_look_is_not_sent_as_it_was(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made, bo = drafted(sqlite_panel), beside(sqlite_panel, "sender")
    mine = opened(sqlite_panel, f"/broadcasts/{made}/check")
    bo.post(f"/broadcasts/{made}/text", text_sv="Bos ord.", version="1")
    send(mine, "3")
    assert "Någon hann ändra utkastet, så inget hände. Så här står det nu." in mine.words
    assert "Bos ord." in mine.words
    assert state_of(sqlite_panel, made) == "draft"


def test_back_and_sent_once_more_leads_to_how_it_stands(clock: Any, sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    kept = opened(sqlite_panel, f"/broadcasts/{made}/check")
    back = kept.html
    send(kept, "3")
    clock.shift(61)
    work(sqlite_panel, made)
    kept.html = back
    send(kept, "3")
    assert "Skickas" in kept.words
    assert len(letters(sqlite_panel, made)) == 3


def test_only_the_draft_that_was_seen_is_thrown_away(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    for version in ("7", "", "x"):
        said = sqlite_panel.post(f"/broadcasts/{made}/discard", version=version)
        assert said.headers["location"].endswith("refused=stale")
    assert state_of(sqlite_panel, made) == "draft"
    assert sqlite_panel.post(f"/broadcasts/{made}/discard", version="1").headers["location"].endswith("deleted")
    assert "Inga utskick än" in sqlite_panel.get("/broadcasts").text
    assert "moved_on" in sqlite_panel.post(f"/broadcasts/{made}/discard", version="2").headers["location"]


def test_one_like_another_is_a_draft_of_its_own(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel, segment="town = Solna", asks="me")
    confirm(sqlite_panel, made, 3)
    opened(sqlite_panel, f"/broadcasts/{made}").press("Gör ett likadant")
    copy = row_of(sqlite_panel, made + 1)
    assert (copy.state, copy.segment, copy.texts, copy.asks) == ("draft", "town = Solna", {"sv": TEXT}, "me")
    assert (copy.send_at, copy.approver) == (None, None)


# The ledger (U03)


@pytest.fixture
def going(sqlite_panel: Panel) -> tuple[Panel, int]:
    """A broadcast to four that is on its way."""
    crowd(sqlite_panel, 4)
    made = drafted(sqlite_panel)
    confirm(sqlite_panel, made, 4)
    over = update(broadcast).values(undo_until=datetime.now(UTC) - timedelta(seconds=1))
    sqlite_panel.database.change(lambda db: db.execute(over))
    work(sqlite_panel, made)
    assert state_of(sqlite_panel, made) == "sending"
    return sqlite_panel, made


def test_cancelled_half_way_it_shows_exactly_who_got_it(going: tuple[Panel, int]) -> None:
    panel, made = going
    for message, state in zip(letters(panel, made), ("delivered", "accepted"), strict=False):
        became(panel, message.id, state)
    page = follow(panel, deed(panel, made, "cancel"))
    assert "Resten är avbrutet." in page
    assert "stage=begun" in page, "it moves until the last that waits is closed"
    work(panel, made)
    shown = opened(panel, f"/broadcasts/{made}")
    assert "4 av 4 är klara" in shown.words
    for words in ("Skickade 2", "Avbrutna 2"):
        assert words in shown.words
    shown.follow("Avbrutna")
    assert [name in shown.words for name in ("Kim0", "Kim1", "Kim2", "Kim3")] == [False, False, True, True]
    assert "every" not in shown.html, "nothing moves any more"
    assert "Resten är avbrutet." in follow(panel, deed(panel, made, "cancel"))


def test_paused_and_resumed_again_and_again_it_is_what_was_pressed_last(going: tuple[Panel, int]) -> None:
    panel, made = going
    for name in ("pause", "pause", "resume", "resume", "pause", "resume"):
        assert "refused" not in deed(panel, made, name).headers["location"], "a second tap is like one"
    assert state_of(panel, made) == "sending"
    assert {row.state for row in letters(panel, made)} == {"queued"}


def test_what_moves_is_asked_for_and_a_page_of_another_stage_is_drawn_anew(going: tuple[Panel, int]) -> None:
    panel, made = going
    page = panel.get(f"/broadcasts/{made}").text
    asked = next(given["hx-get"] for _, given in read(page).enhanced)
    assert "0 av 4 är klara" in panel.client.get(asked).text
    stale = panel.get(f"/broadcasts/{made}/progress?stage=before", headers={"hx-request": "true"})
    assert stale.headers["hx-redirect"].endswith(f"/broadcasts/{made}")


def test_replies_and_recipients_are_paged_and_whoever_was_shown_is_logged(going: tuple[Panel, int]) -> None:
    panel, made = going
    message = letters(panel, made)[0]
    now = datetime.now(UTC)

    def reply(db: Any) -> None:
        said = {
            "provider": "x", "account": "x", "external_id": "1", "channel": "sms", "address": "+46701740605",
            "kind": "text", "body": "<b>Ja!</b>", "received_at": now, "person_id": message.person_id,
        }  # fmt: skip
        inbox_id = db.execute(inbox.insert().values(said).returning(inbox.c.id)).scalar_one()
        note(db, made, inbox_id, message.person_id, "yes", now)

    panel.database.change(reply)
    page = panel.get(f"/broadcasts/{made}").text
    assert "&lt;b&gt;Ja!&lt;/b&gt;" in page
    assert looks(panel, message.person_id)[-1][1] == "panel broadcast"
    before = len(looks(panel, message.person_id))
    panel.get(f"/broadcasts/{made}?after={message.id}")
    assert len(looks(panel, message.person_id)) == before + 1, "by their reply alone"
    for query in ("state=nonsense", "after=3", "before=1", "state=waiting&after=99999999999", "refused=nonsense"):
        assert panel.get(f"/broadcasts/{made}?{query}").status_code == 200
    assert panel.get(f"/broadcasts/{made}?after={10**30}").status_code == 404


def test_whose_identity_is_protected_stands_there_without_a_name(going: tuple[Panel, int]) -> None:
    panel, made = going
    hidden, shown = letters(panel, made)[:2]
    now = datetime.now(UTC)

    def unit(db: Any) -> None:
        people.correct(db, hidden.person_id, {"protected": True}, now)
        for n, each in enumerate((hidden, shown)):
            said = {
                "provider": "x", "account": "x", "external_id": str(n), "channel": "sms", "kind": "text",
                "address": "+46701740605", "body": "Ja!", "received_at": now, "person_id": each.person_id,
            }  # fmt: skip
            inbox_id = db.execute(inbox.insert().values(said).returning(inbox.c.id)).scalar_one()
            note(db, made, inbox_id, each.person_id, "yes", now)

    panel.database.change(unit)
    page = opened(panel, f"/broadcasts/{made}").words
    assert (page.count("Kim0"), page.count("Kim1")) == (0, 2), "in the replies and among the recipients"
    assert page.count("Skyddad identitet") == 2


def test_the_list_goes_on_beyond_its_first_page(panel: Panel) -> None:
    made = [begun(panel, key=f"n{number}") for number in range(53)]
    panel.post(f"/broadcasts/{made[5]}/discard", version="1")
    first = opened(panel, "/broadcasts")
    shown = [number for number in made if f'/broadcasts/{number}"' in first.html]
    assert len(shown) == 50
    rest = first.follow("Visa fler")
    left = [number for number in made if f'/broadcasts/{number}"' in rest.html]
    assert sorted(shown + left) == [number for number in made if number != made[5]]
    assert "Visa fler" not in rest.words


def test_an_unknown_button_is_not_there(going: tuple[Panel, int]) -> None:
    panel, made = going
    assert deed(panel, made, "finish").status_code == 404
    assert deed(panel, 987_654, "pause").status_code == 404


def test_the_same_key_in_two_organizations_is_two_drafts(sqlite_panel: Panel) -> None:
    district = beside(sqlite_panel, "organizer", at="Stockholm")
    made = {begun(district, key="k", at=at) for at in ("Solna", "Kista", "Stockholm")}
    assert len(made) == 3
