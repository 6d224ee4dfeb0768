"""budkavle organizer: a link that lets somebody in once, who there is, and out at once."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.__main__ import app
from storage import organizers, sessions, signing_in
from storage.session import Database
from storage.tables import audit, sign_in_link

SOLNA, KISTA = ("--org", "Solidaritet Solna"), ("--org", "Solidaritet Kista")
BO = "bo.lind@example.org"


@pytest.fixture(autouse=True)
def there(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Two associations."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("PUBLIC_URL", "https://sms.example.org/")
    for words in (SOLNA, KISTA):
        assert run("org", "add", words[1]).exit_code == 0


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def listed(*words: str) -> Any:
    return json.loads(run("organizer", "list", "--json", *words).stdout)


def look(sqlite_url: str, unit: Any) -> Any:
    """What `unit` finds or does in the database."""
    database = Database(sqlite_url, "another key")
    try:
        return database.change(unit)
    finally:
        database.close()


def test_add_prints_a_link_and_nothing_else(sqlite_url: str) -> None:
    result = run("organizer", "add", "Bo.Lind@Example.org", *SOLNA, "--role", "admin", "--name", "Bo Lind")
    assert result.exit_code == 0
    found = re.fullmatch(r"https://sms\.example\.org/sign-in/link/([\w-]{43})\n", result.stdout)
    assert found is not None
    assert "once" in result.stderr
    account = look(sqlite_url, lambda db: signing_in.link(db, found[1], datetime.now(UTC)))
    assert (account.email, account.name) == (BO, "Bo Lind")


def test_list_names_who_is_what_where() -> None:
    run("organizer", "add", BO, *SOLNA, "--role", "viewer")
    run("organizer", "add", BO, *SOLNA, "--role", "organizer")
    run("organizer", "add", BO, *KISTA, "--role", "sender")
    assert [(row["email"], row["organization"], row["role"]) for row in listed()] == [
        (BO, SOLNA[1], "organizer"), (BO, KISTA[1], "sender"),
    ]  # fmt: skip
    assert listed(*KISTA)[0].keys() >= {"id", "name", "set_up"}
    assert BO in run("organizer", "list").stdout


def test_remove_ends_roles_sessions_and_links_at_once(sqlite_url: str) -> None:
    run("organizer", "add", BO, *SOLNA, "--role", "admin")
    run("organizer", "add", BO, *KISTA, "--role", "admin")
    moment = datetime.now(UTC)

    def sign_in(db: Any) -> str:
        account = organizers.by_email(db, BO)
        organizers.change(db, account.id, password_hash="x", totp_secret="y")
        return sessions.start(db, account.id, moment, second_at=moment)

    token = look(sqlite_url, sign_in)
    assert run("organizer", "remove", BO, *KISTA).exit_code == 0
    assert look(sqlite_url, lambda db: sessions.find(db, token, moment)) is None
    assert look(sqlite_url, lambda db: db.execute(select(sign_in_link)).all()) == []
    assert [row["set_up"] for row in listed()] == [True]
    assert run("organizer", "remove", BO).exit_code == 0
    assert listed() == []
    account = look(sqlite_url, lambda db: organizers.by_email(db, BO))
    assert (account.password_hash, account.totp_secret) == (None, None)
    actions = look(sqlite_url, lambda db: db.execute(select(audit.c.action).order_by(audit.c.id)).scalars().all())
    assert actions == ["organizer.added", "organizer.added", "organizer.removed", "organizer.removed"]


def test_who_lost_their_phone_sets_up_a_new_second_factor(sqlite_url: str) -> None:
    run("organizer", "add", BO, *SOLNA, "--role", "admin")

    def set_up(db: Any) -> None:
        account = organizers.by_email(db, BO)
        organizers.change(db, account.id, password_hash="x", totp_secret="y")
        signing_in.set_recovery(db, account.id, ["z"])

    look(sqlite_url, set_up)
    assert run("organizer", "add", BO, *SOLNA, "--role", "admin", "--lost-phone").exit_code == 0
    account = look(sqlite_url, lambda db: organizers.by_email(db, BO))
    assert (account.password_hash, account.totp_secret) == ("x", None)
    assert look(sqlite_url, lambda db: signing_in.recovery_left(db, account.id)) == 0


def test_what_cannot_be_done_says_why() -> None:
    for words, status, says in (
        (("add", "bo", *SOLNA, "--role", "admin"), 1, "no e-mail"),
        (("add", BO, "--org", "Nix", "--role", "admin"), 1, "no organization called Nix"),
        (("add", BO, *SOLNA, "--role", "boss"), 2, "boss"),
        (("remove", BO), 1, "organizer list"),
        (("remove", BO, "--org", "Nix"), 1, "Nix"),
    ):
        result = run("organizer", *words)
        assert result.exit_code == status, words
        assert says in result.stderr
    assert listed() == []
