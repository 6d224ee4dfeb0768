"""An import is staged where nobody sees it, then taken over part by part; whoever comes may go on with it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select

from storage import addresses, erased, people, suppression
from storage.importing import finishing, staging
from storage.importing.people import Plan, plan_people, slices
from storage.importing.staging import Dropped, Order
from storage.tables import audit, import_batch, import_part, person
from tests.storage.importing.conftest import NOW, SOLNA
from tests.storage.importing.helpers import counts, everybody, people_in, sheet_of, take

LATER = NOW + timedelta(seconds=5)
ORDER = Order(SOLNA, None, "lista.csv", "Eva", NOW)
LIST = """Medlemsnummer;Namn;Mobil;Ort
1;Åsa Ek;0701740605;Solna
2;Bo Ek;0701740605;Solna
3;Cia Ek;0701740606;Solna
"""


@pytest.fixture(autouse=True)
def _one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is one person, so that a short list has several."""
    monkeypatch.setattr(staging, "PART", 1)


def planned(db: Connection, text: str = LIST) -> Plan:
    return plan_people(db, people_in(sheet_of(text)), organization_id=SOLNA, basis=None, now=NOW)


def stage(db: Connection, plan: Plan, *, is_ready: bool = True) -> int:
    batch_id = staging.begin(db, ORDER, plan.result.counts(), NOW)
    for part in slices(plan.entries, staging.PART):
        staging.stage(db, batch_id, part, NOW)
    if is_ready:
        staging.make_ready(db, batch_id, NOW)
    return batch_id


def finish(db: Connection) -> None:
    while finishing.take_part(db, LATER):
        continue


def rows_of(db: Connection, table: Any) -> int:
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def come_by_another_road(db: Connection, name: str, number: str) -> int:
    """Somebody is added while the import is under way."""
    first, last = name.split()
    about = {"first_name": first, "last_name": last, "folded_name": name.casefold(), "language": "so"}
    legal = {"relation": "member", "basis": "consent", "basis_source": "sms", "basis_at": LATER}
    row = {"organization_id": SOLNA, "created_at": LATER, "updated_at": LATER, **about, **legal}
    who = int(db.execute(insert(person).values(row).returning(person.c.id)).scalar_one())
    addresses.tie(db, who, addresses.find_or_make(db, "sms", number, LATER).id)
    return who


def test_nothing_is_seen_of_an_import_that_is_only_staged(db: Connection) -> None:
    batch_id = stage(db, planned(db), is_ready=False)
    assert (everybody(db), staging.parts_left(db, batch_id)) == ([], 3)
    assert not finishing.take_part(db, LATER)


def test_it_is_taken_over_part_by_part_and_leaves_nothing_but_people_and_the_audit(db: Connection) -> None:
    batch_id = stage(db, planned(db))
    seen = []
    while finishing.take_part(db, LATER):
        seen.append((len(everybody(db)), staging.parts_left(db, batch_id)))
    assert seen == [(1, 2), (2, 1), (3, 0), (3, None)]
    assert (rows_of(db, import_batch), rows_of(db, import_part)) == (0, 0)
    (line,) = db.execute(select(audit))
    assert (line.actor, line.action, line.organization_id, line.object) == ("Eva", "people import", SOLNA, "lista.csv")
    assert line.detail["created"] == 3
    assert "Ek" not in str(line.detail)


def test_an_import_that_changes_nothing_is_in_the_audit_too_and_a_dry_run_is_not(db: Connection) -> None:
    take(db, LIST, dry_run=True)
    assert rows_of(db, audit) == 0
    take(db, LIST)
    take(db, LIST)
    assert [line.detail["unchanged"] for line in db.execute(select(audit).order_by(audit.c.id))] == [0, 3]


def test_whose_process_went_away_while_it_staged_is_dropped_and_who_is_alive_is_not(db: Connection) -> None:
    dead = stage(db, planned(db), is_ready=False)
    staging.drop_dead(db, NOW + staging.PATIENCE)
    staging.make_ready(db, stage(db, planned(db), is_ready=False), NOW)
    staging.drop_dead(db, NOW + staging.PATIENCE + timedelta(seconds=1))
    assert staging.parts_left(db, dead) == 3
    finish(db)
    assert [rows_of(db, table) for table in (import_batch, import_part, person, audit)] == [0, 0, 3, 1]


def test_what_is_dropped_is_cleared_away_in_short_steps(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "CLEARED", 2)
    batch_id = stage(db, planned(db), is_ready=False)
    staging.drop(db, batch_id)
    left = []
    while finishing.take_part(db, LATER):
        left.append(staging.parts_left(db, batch_id))
    assert (left, everybody(db), rows_of(db, audit)) == ([1, 0, None], [], 0)


def test_who_was_taken_for_gone_is_told_and_takes_nothing_over(db: Connection) -> None:
    batch_id = stage(db, planned(db), is_ready=False)
    staging.drop_dead(db, NOW + timedelta(days=1))
    with pytest.raises(Dropped):
        staging.stage(db, batch_id, planned(db).entries, NOW)
    with pytest.raises(Dropped):
        staging.make_ready(db, batch_id, NOW)


def test_what_is_ready_is_never_dropped(db: Connection) -> None:
    staging.drop(db, stage(db, planned(db)))
    staging.drop_dead(db, NOW + timedelta(days=1))
    finish(db)
    assert len(everybody(db)) == 3


def test_two_imports_of_one_list_at_once_make_each_person_once(db: Connection) -> None:
    plan = planned(db)
    stage(db, plan)
    other = plan_people(
        db, people_in(sheet_of(LIST)), organization_id=SOLNA, basis=None, now=NOW + timedelta(seconds=1)
    )
    second = staging.begin(db, Order(SOLNA, None, "x", "Bo", NOW + timedelta(seconds=1)), other.result.counts(), NOW)
    staging.stage(db, second, other.entries, NOW)
    staging.make_ready(db, second, NOW)
    finish(db)
    assert [who["first_name"] for who in everybody(db)] == ["Åsa", "Bo", "Cia"]


def test_somebody_who_came_by_another_road_meanwhile_is_met_and_not_doubled(db: Connection) -> None:
    stage(db, planned(db))
    come_by_another_road(db, "Cia Ek", "+46701740606")
    finish(db)
    cia = everybody(db)[0]
    assert [who["first_name"] for who in everybody(db)] == ["Cia", "Åsa", "Bo"]
    assert (cia["town"], cia["member_number"], cia["basis"], cia["language"]) == ("Solna", "3", "consent", "so")


def test_a_namesake_in_the_household_of_the_same_file_stays_somebody_else(db: Connection) -> None:
    """Across parts, too: the first is in the list by the time that the second is taken over."""
    rows = "Medlemsnummer;Namn;Mobil\n1;Ulf Ek;0701740605\n;Ulf Ek;0701740606\n1;Ulf Ek;0701740606\n"
    stage(db, planned(db, rows))
    finish(db)
    assert [who["phones"] for who in everybody(db)] == [["+46701740605", "+46701740606"], ["+46701740606"]]


def test_who_was_erased_meanwhile_is_not_made_anew(db: Connection) -> None:
    take(db, "Medlemsnummer;Namn;Mobil\n1;Åsa Ek;0701740605\n")
    stage(db, planned(db))
    (assa,) = everybody(db)
    db.execute(person.delete().where(person.c.id == assa["id"]))
    erased.remember(db, SOLNA, [erased.hash_of(db, "+46701740606", "Cia Ek")], LATER)
    finish(db)
    assert [who["first_name"] for who in everybody(db)] == ["Bo"]


def test_what_was_corrected_meanwhile_stays(db: Connection) -> None:
    take(db, "Medlemsnummer;Namn;Mobil;Ort\n1;Åsa Ek;0701740605;Kista\n")
    stage(db, planned(db))
    people.correct(db, int(str(everybody(db)[0]["id"])), {"town": "Huvudsta"}, LATER)
    finish(db)
    assert [who["town"] for who in everybody(db)] == ["Huvudsta", "Solna", "Solna"]


def test_who_said_stop_meanwhile_gets_no_other_number(db: Connection) -> None:
    stage(db, planned(db, "Namn;Mobil\nÅsa Ek;0701740605 / 0701740607\n"))
    suppression.suppress(db, [addresses.hash_of(db, "sms", "+46701740605")], source="sms", now=LATER)
    finish(db)
    assert [who["phones"] for who in everybody(db)] == [["+46701740605"]]


def test_all_that_a_row_says_is_still_there_after_staging(db: Connection) -> None:
    rows = (
        "Medlemsnummer;Förnamn;Efternamn;Mobil;E-post;Ort;Språk;Taggar;Roll;Relation;Rättslig grund\n"
        "7;Åsa;Öberg;0701740605;a@exempel.invalid;Solna;somaliska;a,b;kandidat;sympatisör;samtycke\n"
    )
    assert counts(take(db, rows)) == (1, 0, 0, 0)
    assert counts(take(db, rows)) == (0, 0, 1, 0)
