"""An organization sees itself and all below it, and nothing else."""

import pytest
from sqlalchemy import Connection, select

from storage import segments
from storage.tables import person
from tests.storage.segments.village import (
    NOW,
    answers,
    error,
    found,
    inventory,
    org,
    somebody,
    stands,
    work,
)

HOURS = {"key": "hours", "kind": "number"}


@pytest.fixture
def tree(db: Connection) -> dict[str, int]:
    party = org(db, "Partiet")
    north, south = org(db, "Norra distriktet", party), org(db, "Södra distriktet", party)
    solna, kista = org(db, "Solna", north), org(db, "Kista", north)
    for home, name in ((party, "Pia"), (north, "Nils"), (solna, "Stina"), (kista, "Kim"), (south, "Sven")):
        somebody(db, home, name)
    return {"party": party, "north": north, "south": south, "solna": solna, "kista": kista}


def test_people_are_those_of_the_organization_and_below(db: Connection, tree: dict[str, int]) -> None:
    def here(org_id: int) -> list[str]:
        names = select(person.c.first_name).where(segments.people_in(org_id)).order_by(person.c.first_name)
        return list(db.execute(names).scalars())

    assert here(tree["party"]) == ["Kim", "Nils", "Pia", "Stina", "Sven"]
    assert here(tree["north"]) == ["Kim", "Nils", "Stina"]
    assert here(tree["solna"]) == ["Stina"]
    assert here(-1) == []


def test_no_expression_is_everybody_here(db: Connection, tree: dict[str, int]) -> None:
    assert segments.count(db, tree["north"], None, NOW) == 3


def test_an_organization_means_it_and_all_below_unless_only(db: Connection, tree: dict[str, int]) -> None:
    assert found(db, tree["party"], 'organization = "norra distriktet"') == "Kim Nils Stina"
    assert found(db, tree["party"], 'organization only "Norra distriktet"') == "Nils"
    assert found(db, tree["party"], 'organization != "Norra distriktet"') == "Pia Sven"
    assert found(db, tree["party"], "organization in (Solna, KISTA)") == "Kim Stina"


def test_negation_never_leaves_the_organization(db: Connection, tree: dict[str, int]) -> None:
    assert found(db, tree["solna"], "not town = Solna") == "Stina"


def test_another_organization_is_as_if_it_did_not_exist(db: Connection, tree: dict[str, int]) -> None:
    there = error(db, tree["solna"], "organization = Kista")
    nowhere = error(db, tree["solna"], "organization = Knsta")
    assert there.reason == nowhere.reason == "unknown_organization"
    assert "near" not in there.values
    assert "near" not in nowhere.values


def test_surveys_and_activities_are_seen_from_below_and_from_above_but_not_from_beside(
    db: Connection, tree: dict[str, int]
) -> None:
    inventory(db, tree["north"], "norrsvar", {"key": "bil", "kind": "yesno"})
    work(db, tree["north"], "Dörrknackning")
    for view in ("party", "north", "solna"):
        assert found(db, tree[view], "answered norrsvar or bil = ja or claimed dörrknackning") == ""
    assert found(db, tree["south"], "answered norrsvar") == "unknown_survey"
    assert found(db, tree["south"], "bil = ja") == "unknown_question"
    assert found(db, tree["south"], "claimed dörrknackning") == "unknown_activity"


def test_of_surveys_with_one_name_the_nearest_is_meant_and_from_above_all_of_them(
    db: Connection, tree: dict[str, int]
) -> None:
    for place in ("solna", "kista"):
        version = inventory(db, tree[place], "inventering", HOURS)
        resident = db.execute(select(person.c.id).where(person.c.organization_id == tree[place])).scalar_one()
        answers(db, version, resident, hours=5)
        stands(db, version, resident, "answered")
    assert found(db, tree["north"], "hours = 5 and answered inventering") == "Kim Stina"
    assert found(db, tree["solna"], "hours = 5 and answered inventering") == "Stina"

    inventory(db, tree["north"], "inventering", HOURS)
    assert found(db, tree["north"], "hours = 5 or answered inventering") == ""
    assert found(db, tree["solna"], "hours = 5") == "Stina"
