"""The inbox is read: what waits for a person, the most urgent first, by whom it concerns and nobody else."""

import ast
import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from admin.texts import CATALOGS
from bot.anytime import FOR_A_PERSON, UNANSWERED
from bot.wishes import WISHES
from flows.beside import NEWS
from storage import addresses, inbox, inbox_threads
from storage.inbox_threads import SOON, URGENT
from storage.session import Database
from storage.tables import inbox as inbox_table
from storage.tables import outbox, read_log
from tests.admin.conftest import Panel, make_panel
from tests.admin.correspondence import ALI, BO, KARIN, STRANGER, member, seen, threads, waiting, writes

HUMAN = "människa"  # asks for a person
ROOT = Path(__file__).parent.parent.parent


def shown(page: str) -> str:
    """The words of a page, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def badge(page: str) -> str:
    return "".join(re.findall(r'class="badge">(\S+?)<', page))


def test_danger_is_on_top_and_then_whoever_has_waited_longest(panel: Panel) -> None:
    for name, number in (("Karin Ek", KARIN), ("Ali Al", ALI), ("Bo Ask", BO)):
        member(panel, name, number)
    old, new = writes(panel, KARIN, HUMAN, ago=90), writes(panel, ALI, HUMAN, ago=30)
    danger = writes(panel, BO, "hjälp, det är en man här som slår folk", ago=5)
    page = panel.get("/inbox").text
    assert threads(page) == [danger, old, new]
    assert badge(page) == "3"
    assert "Bo Ask" in shown(page)
    assert "Kan vara i fara" in shown(page)
    assert badge(panel.get("").text) == "3", "every page says how many wait"


def test_a_thread_stands_once_with_its_last_words_and_every_reason(panel: Panel) -> None:
    member(panel, "Karin Ek", KARIN)
    writes(panel, KARIN, HUMAN, ago=60)
    last = writes(panel, KARIN, "<b>Har ni en ramp?</b>", ago=50)
    page = panel.get("/inbox").text
    assert threads(page) == [last]
    assert "&lt;b&gt;Har ni en ramp?&lt;/b&gt;" in page
    assert "Vill prata med en människa" in shown(page)


def test_what_is_anothers_is_as_if_it_did_not_exist(panel: Panel) -> None:
    member(panel, "Karin Ek", KARIN, at="Kista")
    member(panel, "Ali Al", ALI, at="Lund")
    theirs = [writes(panel, KARIN, HUMAN), writes(panel, ALI, HUMAN), writes(panel, STRANGER, "Hej, vilka är ni?")]
    nothing = panel.get("/inbox/999999")
    assert nothing.status_code == 404
    for message_id in theirs:
        for path in (f"/inbox/{message_id}", f"/inbox/{message_id}/talk"):
            assert (panel.get(path).status_code, panel.get(path).content) == (404, nothing.content)
        for deed in ("answer", "measure", "take", "release", "assign", "done", "undo"):
            assert panel.post(f"/inbox/{message_id}/{deed}", text="Hej", once="x").status_code == 404
    page = panel.get("/inbox").text
    assert (threads(page), badge(page)) == ([], "")
    assert len(waiting(panel)) == 3


def test_the_district_sees_its_associations_and_strangers(database: Database) -> None:
    district = make_panel(database, at="Stockholm")
    member(district, "Karin Ek", KARIN, at="Kista")
    member(district, "Ali Al", ALI, at="Lund")
    kista, _, stranger = (
        writes(district, KARIN, HUMAN, ago=2), writes(district, ALI, HUMAN, ago=1), writes(district, STRANGER, "Hej!"),
    )  # fmt: skip
    page = district.get("/inbox", "Stockholm").text
    assert threads(page) == [kista, stranger]
    assert "Okänt nummer 070-174 06 99" in shown(page)


def test_a_thread_shows_both_sides_and_what_became_of_ours(panel: Panel) -> None:
    member(panel, "Karin Ek", KARIN)
    first = writes(panel, KARIN, "meny", ago=60)
    last = writes(panel, KARIN, HUMAN, ago=50)
    failing = outbox.update().where(outbox.c.intent_key == f"reply:{first}").values(state="undelivered")
    panel.database.change(lambda db: db.execute(failing))
    by_any = {panel.get(f"/inbox/{message_id}").text.count("<li class=") for message_id in (first, last)}
    page = shown(panel.get(f"/inbox/{last}").text)
    assert len(by_any) == 1, "any of its messages leads there"
    assert page.index("meny") < page.index("Vad vill du göra?")
    assert "Kom inte fram" in page
    assert "Ring 070-174 06 05" in page


def test_a_picture_and_a_tap_are_told_in_words(sqlite_panel: Panel) -> None:
    member(sqlite_panel, "Karin Ek", KARIN)
    writes(sqlite_panel, KARIN, "", kind="media", ago=3)
    message_id = writes(sqlite_panel, KARIN, HUMAN)
    assert "Skickade något annat än text" in shown(sqlite_panel.get(f"/inbox/{message_id}").text)


def test_on_a_shared_number_it_says_whose_each_message_is(panel: Panel) -> None:
    karin, ali = member(panel, "Karin Ek", KARIN), member(panel, "Ali Ek", KARIN)
    unknown = writes(panel, KARIN, "hjälp, någon slår folk här", ago=2)
    assert "Karin Ek eller Ali Ek" in shown(panel.get("/inbox").text)
    known = store(panel, KARIN, "Det är Ali", ali.id)
    page = panel.get(f"/inbox/{known}").text
    assert "Ali Ek · " in shown(page)
    assert "De delar på numret" in page
    assert {f"/people/{who.id}" in page for who in (karin, ali)} == {True}
    assert threads(panel.get("/inbox").text) == [known]
    assert unknown < known


def store(panel: Panel, number: str, words: str, person_id: int | None, reason: str | None = "asked") -> int:
    """A message that was known to be somebody's."""
    values = {"provider": "test", "account": "", "external_id": words, "channel": "sms", "address": number}
    values |= {"kind": "text", "body": words, "received_at": datetime.now(UTC), "state": "done", "asks_for": reason}
    made = insert(inbox_table).values(**values, person_id=person_id).returning(inbox_table.c.id)
    panel.database.change(lambda db: addresses.find_or_make(db, "sms", number, datetime.now(UTC)))
    return int(panel.database.change(lambda db: db.execute(made).scalar_one()))


def test_where_two_associations_share_a_number_each_sees_its_own_and_what_may_be_danger(panel: Panel) -> None:
    karin, ali = member(panel, "Karin Ek", KARIN), member(panel, "Ali Ek", KARIN, at="Kista")
    ours, theirs = store(panel, KARIN, "Karins ord", karin.id), store(panel, KARIN, "Alis ord", ali.id)
    nobodys = store(panel, KARIN, "Vems ord?", None, None)
    danger = writes(panel, KARIN, "hjälp, någon slår folk här")
    page = panel.get(f"/inbox/{ours}").text
    assert "Karins ord" in page
    assert "någon slår" in page
    for words in ("Alis ord", "Vems ord?", "Ali"):
        assert words not in page
    assert [panel.get(f"/inbox/{each}").status_code for each in (theirs, nobodys, danger)] == [404, 404, 200]
    panel.post(f"/inbox/{ours}/done", seen=str(danger))
    assert waiting(panel) == ["Alis ord"]


def test_a_wrong_number_is_still_read_by_whom_it_was_written_to(panel: Panel) -> None:
    member(panel, "Karin Ek", KARIN)
    message_id = writes(panel, KARIN, "ni har fel nummer, jag är inte Karin")
    assert panel.database.read(lambda db: addresses.people_at(db, addresses.find(db, "sms", KARIN).id)) == []  # type: ignore[union-attr]
    assert "Fel nummer" in shown(panel.get(f"/inbox/{message_id}").text)


def test_what_failed_can_be_answered_though_no_turn_came_through(database: Database) -> None:
    panel = make_panel(database, at="Stockholm")
    message_id = store(panel, STRANGER, "poison", None, None)
    database.change(lambda db: db.execute(inbox_table.update().values(state="new", attempts=2)))
    database.change(lambda db: db.execute(addresses.address.delete()))
    assert database.change(lambda db: inbox.failed(db, "sms", STRANGER))
    assert "Något gick fel hos oss" in panel.get(f"/inbox/{message_id}", "Stockholm").text


def test_reading_is_noted_for_everybody_who_is_shown_and_looking_again_is_not(panel: Panel) -> None:
    karin, ali = member(panel, "Karin Ek", KARIN), member(panel, "Ali Ek", KARIN)
    message_id = writes(panel, KARIN, HUMAN)
    message_id = store(panel, KARIN, "Det är Karin", karin.id)
    page = panel.get(f"/inbox/{message_id}").text
    assert looks(panel) == [("panel inbox", karin.id), ("panel inbox", ali.id)]
    mark = re.findall(r'name="mark" value="(\w+)"', page)[0]
    again = panel.get(f"/inbox/{message_id}/talk?mark={mark}")
    assert (again.status_code, again.content) == (204, b"")
    assert len(looks(panel)) == 2, "nothing was shown"
    writes(panel, KARIN, HUMAN)
    part = panel.get(f"/inbox/{message_id}/talk?mark={mark}")
    assert part.status_code == 200
    assert "<textarea" not in part.text, "what is being written stays as it is"
    assert int(seen(part.text)) > message_id
    assert len(looks(panel)) == 4


def looks(panel: Panel) -> list[tuple[str, int]]:
    wanted = select(read_log.c.action, read_log.c.person_id).order_by(read_log.c.id)
    return [tuple(row) for row in panel.database.read(lambda db: db.execute(wanted).all())]


def test_the_list_looks_again_by_itself_and_is_drawn_anew_only_when_it_has_changed(sqlite_panel: Panel) -> None:
    member(sqlite_panel, "Karin Ek", KARIN)
    mark = re.findall(r'name="mark" value="(\w+)"', sqlite_panel.get("/inbox").text)[0]
    assert sqlite_panel.get(f"/inbox/rows?mark={mark}").status_code == 204
    writes(sqlite_panel, KARIN, HUMAN)
    assert "Karin Ek" in sqlite_panel.get(f"/inbox/rows?mark={mark}").text


def test_a_long_list_goes_on_where_the_page_ended(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_threads, "PAGE", 2)
    monkeypatch.setattr("admin.inbox_list.PAGE", 2)
    found = []
    for number in (KARIN, ALI, BO):
        member(panel, "Karin Ek", number)
        found.append(writes(panel, number, HUMAN))
    first = panel.get("/inbox").text
    [more] = [html.unescape(link) for link in re.findall(r'class="button" href="/o/\d+(/inbox\?[^"]+)"', first)]
    assert threads(first) + threads(panel.get(more).text) == found


def test_of_a_long_talk_the_latest_is_shown_and_the_rest_when_it_is_asked_for(sqlite_panel: Panel) -> None:
    karin = member(sqlite_panel, "Karin Ek", KARIN)
    last = [store(sqlite_panel, KARIN, f"text {number}", karin.id, None) for number in range(40)][-1]
    page = sqlite_panel.get(f"/inbox/{last}").text
    assert ("text 0<" in page, "text 39<" in page) == (False, True)
    [older] = re.findall(r"(/inbox/\d+\?limit=\d+)", page.partition('<ol class="talk">')[0].rpartition("<p>")[2])
    assert "text 0<" in sqlite_panel.get(older).text


def test_an_empty_inbox_says_what_it_is_for(sqlite_panel: Panel) -> None:
    for show in ("", "mine", "done", "nonsense"):
        assert 'class="empty"' in sqlite_panel.get(f"/inbox?show={show}").text
    assert sqlite_panel.get("/inbox?after=99999999999999999999").status_code == 404
    assert sqlite_panel.get("/inbox/99999999999999999999").status_code == 404


def test_every_reason_has_words(sqlite_panel: Panel) -> None:
    reasons = {*URGENT, *SOON, *FOR_A_PERSON, *UNANSWERED, *WISHES, *NEWS, "language", "practical", *named_in_code()}
    assert {reason for reason in reasons if f"inbox_why_{reason}" not in CATALOGS["sv"]} == set()
    assert "taken_over" in named_in_code()


def named_in_code() -> set[str]:
    """The reasons that stand as words where a person is called."""
    found = set()
    for file in (*(ROOT / "bot").glob("*.py"), *(ROOT / "flows").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("ask_for_person", "call_person")):
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return {str(each) for each in found}
