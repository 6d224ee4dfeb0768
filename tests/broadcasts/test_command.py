"""budkavle broadcast: what is sent, to how many, at what price, and what became of it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.cli import broadcast as command
from bot.cli import run as worker_command
from storage.session import Database
from storage.tables import audit
from tests.conftest import KEY

SOLNA = "Solidaritet Solna"
HERE = ("--org", SOLNA)
KEYS = {
    "id", "state", "recipients", "accepted", "delivered", "undelivered", "refused", "suppressed", "too_late",
    "cancelled", "uncertain", "waiting", "unknown", "parts", "price", "currency", "replies", "left_out",
}  # fmt: skip
MEMBERS = """Förnamn;Telefon;Ort;Relation
Karin;070-174 06 05;Solna;medlem
Ali;070-174 06 05;Solna;medlem
Eva;070-174 06 06;Sundbyberg;medlem
Bo;070-174 06 07;Solna;sympatisör
"""


@pytest.fixture(scope="module")
def solna(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an association in which two share a number, and nobody has been written to."""
    folder = tmp_path_factory.mktemp("solna")
    shutil.copy(sqlite_template, folder / "solna.db")
    (folder / "members.csv").write_text(MEMBERS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'solna.db'}")
        patch.setenv("QUIET_HOURS", "00:00-00:00")
        for words in (("org", "add", SOLNA), ("people", "import", str(folder / "members.csv"), *HERE)):
            result = run(*words, *(("--basis", "contact") if words[0] == "people" else ()))
            assert result.exit_code == 0, result.stderr
    return folder / "solna.db"


@pytest.fixture(autouse=True)
def url(solna: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of it, in which the commands run."""
    shutil.copy(solna, tmp_path / "budkavle.db")
    shutil.copy(solna.with_suffix(".key"), tmp_path / "budkavle.key")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker_command, "set_up", lambda *_: None)  # what is logged goes on where it went
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'budkavle.db'}")
    return f"sqlite:///{tmp_path / 'budkavle.db'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url, KEY)
    yield opened
    opened.close()


def run(*words: str, answer: str | None = None) -> Result:
    """A command; those of broadcasts without building all the others first."""
    if words[0] == "broadcast":
        return CliRunner().invoke(command.app, words[1:], input=answer)
    return CliRunner().invoke(app, words, input=answer)


def send(*words: str, text: str = "Hej {förnamn}! Kom på lördag.") -> Any:
    """The document of a send with --yes."""
    result = run("broadcast", "send", *HERE, "--text", text, "--yes", "--json", *words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def show(broadcast_id: int = 1) -> Any:
    return json.loads(run("broadcast", "show", str(broadcast_id), "--json").stdout)


def refusal(*words: str, text: str = "Kom!") -> str:
    """What a send that does not come about says; it leaves nothing behind."""
    result = run("broadcast", "send", *HERE, "--text", text, *words)
    assert result.exit_code == 1, result.stdout
    assert json.loads(run("broadcast", "list", "--json").stdout) == []
    return result.stderr.strip()


def test_it_prints_what_show_prints_and_the_worker_finishes_it() -> None:
    sent = send()
    assert sent.keys() == KEYS
    assert sent == show()
    assert (sent["state"], sent["recipients"], sent["waiting"], sent["left_out"]) == (
        "sending",
        3,
        3,
        {"same_number": 1},
    )
    assert sent["price"] == pytest.approx(sent["parts"] * 0.45)
    assert run("work", "--once").exit_code == 0
    done = show()
    assert (done["state"], done["accepted"], done["waiting"], done["parts"]) == ("finished", 3, 0, sent["parts"])


def test_a_household_is_called_by_both_names_and_told_who_we_are() -> None:
    send()
    person = json.loads(run("people", "show", "+46701740606", "--json").stdout)
    both = json.loads(run("people", "show", "1", "--json").stdout)
    assert person["messages"][0]["text"].startswith(f"{SOLNA}: Hej Eva! Kom på lördag.\nDu får det här som medlem hos")
    assert both["messages"][0]["text"].startswith(f"{SOLNA}: Hej Karin och Ali! Kom på lördag.")


def test_the_same_key_sends_once() -> None:
    ids = {send("--key", "lördag")["id"] for _ in range(3)}
    assert ids == {1}
    assert len({send()["id"] for _ in range(2)}) == 2


def test_politics_reaches_members_alone_and_says_who_is_left_out() -> None:
    sent = send("--kind", "political")
    assert (sent["recipients"], sent["left_out"]) == (2, {"no_basis": 1, "same_number": 1})
    result = run("broadcast", "send", *HERE, "--text", "Rösta!", "--kind", "political", "--segment", "tag = x", "--yes")
    assert result.exit_code == 1
    assert "organization and town" in result.stderr


def test_nobody_at_a_terminal_and_no_yes_sends_nothing() -> None:
    assert refusal() == "It would go to 3 numbers. Run it again with --yes to send it."


def test_at_a_terminal_the_number_is_typed_and_there_is_a_minute_to_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "sits_there", lambda: True)
    words = ("broadcast", "send", *HERE, "--text", "Kom!", "--json")
    wrong = run(*words, answer="4\n")
    assert wrong.exit_code == 1
    assert "Nothing was sent" in wrong.stderr
    right = run(*words, answer="3\n")
    assert right.exit_code == 0, right.stderr
    assert json.loads(right.stdout.splitlines()[-1])["state"] == "undo"
    run("work", "--once")
    assert show(1)["accepted"] == 0
    assert run("broadcast", "cancel", "1").exit_code == 0
    assert (show(1)["state"], show(1)["cancelled"]) == ("cancelled", 3)


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (("--yes",), "Hej {efternamn}!", "I cannot fill in {efternamn}"),
        (("--yes",), "  ", "The text says nothing"),
        (("--yes",), "x" * 1601, "make it shorter"),
        (("--yes",), "😀" * 1600, "make it shorter"),
        (("--yes", "--text-en", "Hi {x}"), "Hej", "I cannot fill in {x}"),
        (("--yes", "--segment", "town = "), "Hej", "ends too early"),
        (("--yes", "--segment", "town = Kiruna"), "Hej", "reaches nobody"),
        (("--yes", "--at", "imorgon"), "Hej", "is no time"),
        (("--yes", "--at", "2020-01-01T10:00"), "Hej", "has passed"),
        (("--yes", "--at", "2027-03-28T02:30"), "Hej", "2027-03-28T03:30"),
    ],
)
def test_what_cannot_be_sent_is_said_in_one_line_and_leaves_nothing(
    words: tuple[str, ...], text: str, said: str
) -> None:
    line = refusal(*words, text=text)
    assert said in line
    assert "\n" not in line


def test_at_is_the_organizations_wall_time() -> None:
    assert send("--at", "2035-07-01T10:00")["state"] == "scheduled"
    [listed] = json.loads(run("broadcast", "list", "--json").stdout)
    assert listed["send_at"] == "2035-07-01T08:00:00+00:00"
    assert run("work", "--once").exit_code == 0
    assert show()["accepted"] == 0


def test_paused_it_waits_and_resumed_it_goes_on() -> None:
    send()
    assert run("broadcast", "pause", "1").exit_code == 0
    run("work", "--once")
    assert (show()["state"], show()["waiting"]) == ("paused", 3)
    assert run("broadcast", "resume", "1").exit_code == 0
    run("work", "--once")
    assert (show()["state"], show()["accepted"]) == ("finished", 3)
    late = run("broadcast", "cancel", "1")
    assert (late.exit_code, late.stderr.strip()) == (1, "Broadcast 1 is finished: that cannot be done any more.")


def test_cancelled_it_is_closed_at_once() -> None:
    send()
    assert run("broadcast", "cancel", "1").exit_code == 0
    assert (show()["state"], show()["cancelled"], show()["waiting"]) == ("cancelled", 3, 0)


def test_one_that_is_not_there_is_said_so() -> None:
    for word in ("show", "pause", "resume", "cancel"):
        result = run("broadcast", word, "7")
        assert (result.exit_code, "no broadcast with id 7" in result.stderr) == (1, True)


def test_the_audit_says_who_sent_what_and_that_nobody_else_agreed(database: Database) -> None:
    send()
    run("broadcast", "pause", "1")
    rows = database.read(lambda db: db.execute(select(audit).where(audit.c.object == "broadcast:1")).all())
    assert [row.action for row in rows] == ["broadcast send", "broadcast pause"]
    assert all(row.actor.startswith("cli") for row in rows)
    assert rows[0].detail == {"recipients": 3, "without_approver": False}


def test_lines_for_people() -> None:
    send()
    assert "recipients\t3" in run("broadcast", "show", "1").stdout.splitlines()
    assert run("broadcast", "list").stdout.startswith(f"1\tsending\t3\t{SOLNA}\tHej ")
