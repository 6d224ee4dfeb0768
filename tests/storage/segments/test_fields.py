"""What stands with a person: relation, organization, town, language, tag, role."""

import pytest
from sqlalchemy import Connection

from tests.storage.segments.village import error, found, org, somebody


@pytest.fixture
def solna(db: Connection) -> int:
    district = org(db, "Stockholms län")
    solna = org(db, "Solna", district)
    somebody(db, solna, "Anna", town="Solna", tags=("Styrelse", "bil"), roles=("candidate",))
    somebody(db, solna, "Bo", town="Åkersberga", language="so", relation="former_member")
    somebody(db, solna, "Cia", town="ÅKERSBERGA ", tags=("styrelse",), relation="sympathizer")
    somebody(db, solna, "Dan", relation="regular_contact", language="en")
    return solna


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("relation = member", "Anna"),
        ("relation = medlem", "Anna"),
        ("relation = former_member", "Bo"),
        ('RELATION = "Tidigare medlem"', "Bo"),
        ("relation in (sympatisör, regular_contact)", "Cia Dan"),
        ("relation != member", "Bo Cia Dan"),
    ],
)
def test_a_relation_has_a_swedish_and_an_english_name(db: Connection, solna: int, text: str, names: str) -> None:
    assert found(db, solna, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("town = solna", "Anna"),
        ("town = åkersberga", "Bo Cia"),
        ("town = ÅkersBerga", "Bo Cia"),
        ("town = akersberga", ""),
        ("town in (Solna, Åkersberga)", "Anna Bo Cia"),
        ("town != Åkersberga", "Anna Dan"),
        ("not town = Solna", "Bo Cia Dan"),
        ("town = Kiruna", ""),
        ("town != Kiruna", "Anna Bo Cia Dan"),
    ],
)
def test_towns_are_compared_without_case_but_with_their_rings_and_dots(
    db: Connection, solna: int, text: str, names: str
) -> None:
    assert found(db, solna, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tag = STYRELSE", "Anna Cia"),
        ("tag != styrelse", "Bo Dan"),
        ("tag in (bil, cykel)", "Anna"),
        ("tag = cykel", ""),
        ("role = Candidate", "Anna"),
        ("role != candidate", "Bo Cia Dan"),
    ],
)
def test_tags_and_roles_are_had_or_not(db: Connection, solna: int, text: str, names: str) -> None:
    assert found(db, solna, text) == names


def test_a_language_is_a_code_or_its_name(db: Connection, solna: int) -> None:
    assert found(db, solna, "language = so") == found(db, solna, "language = somaliska") == "Bo"
    assert found(db, solna, "language in (Engelska, so)") == "Bo Dan"


@pytest.mark.parametrize(
    ("text", "reason", "place", "near"),
    [
        ("relation = medlm", "unknown_relation", 11, "medlem"),
        ("town = Solna or language = somalisk", "unknown_language", 27, "somaliska"),
        ("organization = Sollna", "unknown_organization", 15, "Solna"),
    ],
)
def test_an_unknown_name_says_where_it_is_and_what_was_meant(
    db: Connection, solna: int, text: str, reason: str, place: int, near: str
) -> None:
    said = error(db, solna, text)
    assert (said.reason, said.position, said.values["near"], said.text) == (reason, place, near, text)
