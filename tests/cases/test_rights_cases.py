"""What everybody in a list has a right to, and what must be kept all the same (P02, P03, P07, P09)."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import importing
from storage import rights
from storage.importing import staging
from storage.tables import organization
from tests.cases.office import SOLNA, Office
from tests.roads.association import NO_QUIET
from tests.roads.road import Road, until
from tests.world import STOCKHOLM, Somebody, World, add_shift, give_place

SURVEY = """
name: bil
title: {sv: Bilar, en: Cars}
questions:
  - {key: car, kind: yesno, ask: {sv: "Kan du köra bil åt oss?", en: "Could you drive for us?"}}
"""
REASON = "revision av bokföringen"


def in_days(days: int) -> str:
    return f"{datetime.now(STOCKHOLM) + timedelta(days=days):%Y-%m-%d}"


def deletions(road: Road) -> Counter[str]:
    """How often Twilio was asked to delete each message."""
    asked = [call.path for call in road.twilio.journal.requests if call.method == "DELETE"]
    return Counter(path.rpartition("/")[2].removesuffix(".json") for path in asked)


# Erasure


async def test_p02_who_is_erased_is_gone_from_everything_and_at_twilio(office: Office) -> None:
    road, member = office.road, office.road.stranger()
    office.imports("p02.csv", f"Gunilla Borta;{member}")
    who = office.id_of(member)
    await road.text(member, "meny")
    await until(lambda: road.sent(member))
    await road.settled()
    sids = [*(row.sid for row in road.messages(member)), *(row.external_id for row in road.came(member))]
    report = dict(line.split("\t") for line in office.does("people", "erase", member, "--yes").splitlines())
    assert (report["messages_in"], report["messages_out"]) == ("1", "1")
    await until(lambda: deletions(road) == dict.fromkeys(sids, 1))
    assert "Nobody" in office.refuses("people", "show", who)
    exported = office.folder / "efter.csv"
    office.does("people", "export", str(exported), "--org", SOLNA)
    assert "Gunilla" not in exported.read_text() + office.does("people", "list")


def shift_soon(office: Office, responsible: str, *members: str) -> None:
    """A shift in three hours, in which these members have a place each."""
    road = office.road
    row = road.database.read(lambda db: db.execute(select(organization).order_by(organization.c.id)).first())
    start = (datetime.now(STOCKHOLM) + timedelta(hours=3)).replace(tzinfo=None, microsecond=0)
    world, now = World(road.database, row), datetime.now(UTC)  # type: ignore[arg-type]
    venue = f"Torget {responsible}"
    shift_id = add_shift(world, "Valstuga", venue, start, start + timedelta(hours=2), now, responsible=responsible)
    for member in members:
        give_place(world, Somebody(int(office.id_of(member)), "Åsa", member), shift_id, now)


async def test_a_place_of_somebody_erased_is_announced_without_a_name(office: Office) -> None:
    road = office.road
    responsible, by_command, by_text, stays = (road.member() for _ in range(4))
    shift_soon(office, responsible, by_command, by_text, stays)
    office.does("people", "erase", by_command, "--yes")
    await until(lambda: len(road.sent(responsible)) == 1)
    await road.text(by_text, "radera mig")
    await until(lambda: road.sent(by_text))
    (asked,) = road.sent(by_text)
    await road.text(by_text, asked.partition("koden ")[2][:4])
    await until(lambda: len(road.sent(responsible)) == 2)
    assert road.people_at(by_text) == []
    first, second = road.sent(responsible)
    assert first.startswith("En plats är ledig igen:")
    assert [body.rpartition(". ")[2] for body in (first, second)] == ["Nu 2 av 4.", "Nu 1 av 4."]
    assert "Åsa" not in first + second


# What must be kept


async def test_p03_who_is_held_is_not_erased_and_told_why_and_stop_holds_all_the_same(office: Office) -> None:
    road, member = office.road, office.road.member()
    office.does("people", "hold", member, "--until", in_days(7), "--reason", REASON)
    said = office.refuses("people", "erase", member, "--yes")
    assert REASON in said
    assert in_days(7) in said
    assert [hold["reason"] for hold in office.knows("people", "access", member)["holds"]] == [REASON]
    await road.text(member, "radera mig")
    await until(lambda: road.sent(member))
    (told,) = road.sent(member)
    assert REASON in told
    assert "koden" not in told
    assert office.knows("people", "show", member)["suppressed"] is True
    assert [row["reason"] for row in office.knows("inbox", "list") if row["address"] == member] == ["erasure"]
    office.does("people", "release", member)
    assert "need not be kept" in office.refuses("people", "release", member)
    office.does("people", "erase", member, "--yes")
    assert road.people_at(member) == []


async def test_p03_who_was_asked_and_is_held_before_they_answer_is_told_so(office: Office) -> None:
    road, member = office.road, office.road.member()
    await road.text(member, "radera mig")
    await until(lambda: road.sent(member))
    office.does("people", "hold", member, "--until", in_days(0), "--reason", REASON)
    await road.text(member, road.sent(member)[0].partition("koden ")[2][:4])
    await until(lambda: len(road.sent(member)) == 2)
    assert REASON in road.sent(member)[1]
    assert len(road.people_at(member)) == 1
    assert office.knows("people", "show", member)["conversation"] is None


def test_p03_a_hold_needs_a_reason_and_a_day_to_come(office: Office) -> None:
    member = office.road.member()
    for until_, reason in ((in_days(-1), REASON), ("i morgon", REASON), (in_days(7), " ")):
        assert office.refuses("people", "hold", member, "--until", until_, "--reason", reason)
    assert office.run("people", "hold", member, "--until", in_days(7)).exit_code == 2
    office.does("people", "erase", member, "--yes")


# The first contact


async def test_p07_whoever_is_written_to_first_is_told_who_why_and_how_to_know_more_once(office: Office) -> None:
    road, member = office.road, office.road.stranger()
    office.run("org", "add", "Solidaritet Bromma")
    road.database.change(lambda db: db.execute(update(organization).values(quiet_hours=NO_QUIET)))
    office.imports("medlemmar.csv", f"Eva Ny;{member}", org="Solidaritet Bromma")
    office.does("survey", "load", office.file("bil.yaml", SURVEY), "--org", "Solidaritet Bromma")
    office.does("survey", "start", "bil", "--org", "Solidaritet Bromma", "--yes")
    await until(lambda: road.sent(member))
    (first,) = road.sent(member)
    for told in ("Solidaritet Bromma", "Bilar", "register", "VAD VET NI OM MIG", "STOPP"):
        assert told in first
    await road.text(member, "vad vet ni om mig")
    await road.text(member, "ja")
    await until(lambda: len(road.sent(member)) == 3)
    assert "medlemmar.csv" in road.sent(member)[2]
    assert "RADERA MIG" in road.sent(member)[2]
    assert not any("register" in body for body in road.sent(member)[1:])


# Who has looked


def test_p09_every_look_at_a_person_is_known_by_whom_when_and_how(office: Office) -> None:
    member = office.road.member()
    who = office.id_of(member)
    office.does("people", "show", member)
    office.does("people", "list", "--org", SOLNA)
    office.does("people", "export", str(office.folder / "alla.csv"), "--org", SOLNA)
    office.does("people", "access", who)
    looks = office.knows("people", "looked", member)
    assert [look["action"] for look in looks] == ["people show", "people list", "people export", "people access"]
    assert len({look["by"] for look in looks}) == 1
    assert looks[0]["by"].startswith("command line (")
    assert len(office.knows("people", "looked", who, "--since", in_days(0))) == 4
    assert office.knows("people", "looked", who, "--since", in_days(1)) == []
    assert "people export" in office.does("people", "looked", who)
    assert office.refuses("people", "looked", who, "--since", "igår")


def test_p09_the_log_outlives_the_person_and_is_found_by_an_index(office: Office) -> None:
    database, member = office.road.database, office.road.member()
    who = int(office.id_of(member))
    office.does("people", "show", member)
    office.does("people", "erase", member, "--yes")
    assert len(database.read(lambda db: rights.looks(db, who))) == 1
    if database.is_sqlite:
        explained = "EXPLAIN QUERY PLAN SELECT at FROM read_log WHERE person_id = 1 AND at >= '2026-01-01'"
        plan = database.read(lambda db: db.exec_driver_sql(explained).all())
        assert "ix_read_log_person (person_id=? AND at>?)" in str(plan)


# Whole lists


class Killed(Exception):
    """The process that took over an import is gone."""


@pytest.mark.parametrize("command", ["list", "show", "export"])
def test_no_command_shows_half_of_a_file(office: Office, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    road = office.road
    numbers = [road.stranger() for _ in range(3)]
    file = office.file(f"halv {command}.csv", "\n".join(["Namn;Mobil", *(f"Ny {n};{n}" for n in numbers)]))

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_take_over", kill)
        assert isinstance(office.run("people", "import", file, "--org", SOLNA).exception, Killed)
    assert road.database.read(staging.is_any)
    shown = office.folder / f"hel {command}.csv"
    ways = {
        "list": ("--json",), "show": (numbers[2], "--json"), "export": (str(shown), "--org", SOLNA),
    }  # fmt: skip
    printed = office.does("people", command, *ways[command]) + (shown.read_text() if shown.exists() else "")
    wanted = numbers if command == "list" else numbers[2:]
    assert all(number in printed.replace(" ", "") for number in wanted)
    assert len([n for n in numbers if road.people_at(n)]) == 3
