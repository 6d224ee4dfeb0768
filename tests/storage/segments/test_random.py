"""A random sample is drawn from the rest, and drawn the same again."""

import pytest
from sqlalchemy import Connection

from tests.storage.segments.village import found, org, somebody


@pytest.fixture
def crowd(db: Connection) -> int:
    solna = org(db, "Solna")
    for number in range(60):
        somebody(db, solna, f"p{number:02}", town="Solna" if number % 2 else "Kista")
    return solna


def names(db: Connection, org_id: int, text: str) -> set[str]:
    return set(found(db, org_id, text).split())


def test_a_seed_draws_the_same_people_and_another_seed_others(db: Connection, crowd: int) -> None:
    first = names(db, crowd, "random 20 seed 1")
    assert len(first) == 20
    assert first == names(db, crowd, "random 20 seed 1")
    assert first != names(db, crowd, "random 20 seed 2")


def test_a_larger_sample_holds_the_smaller_one(db: Connection, crowd: int) -> None:
    assert names(db, crowd, "random 5 seed 9") < names(db, crowd, "random 20 seed 9")


def test_the_sample_is_drawn_from_what_the_rest_leaves(db: Connection, crowd: int) -> None:
    solna = names(db, crowd, "town = Solna")
    drawn = names(db, crowd, "town = Solna and random 10 seed 3")
    assert len(drawn) == 10
    assert drawn < solna
    assert drawn == names(db, crowd, "random 10 seed 3 and town = Solna")
    assert drawn == names(db, crowd, "random 10 seed 3 minus town = Kista")


def test_who_was_not_drawn_can_be_left_for_comparison(db: Connection, crowd: int) -> None:
    drawn = names(db, crowd, "town = Solna and random 10 seed 3")
    others = names(db, crowd, "town = Solna minus random 10 seed 3")
    assert drawn | others == names(db, crowd, "town = Solna")
    assert not drawn & others


def test_each_side_of_an_or_draws_for_itself(db: Connection, crowd: int) -> None:
    text = "(town = Solna and random 4 seed 1) or (town = Kista and random 6 seed 1)"
    assert len(names(db, crowd, text)) == 10


def test_a_sample_larger_than_the_rest_is_the_rest(db: Connection, crowd: int) -> None:
    assert len(names(db, crowd, "random 99999999 seed 999999999")) == 60
