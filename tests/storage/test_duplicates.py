"""Who may be there twice is proposed with the reasons, the likeliest first; a name alone is never enough."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from storage.duplicates import NAME_ALONE, Pair, keep_apart, proposals
from storage.likeness import LETTERS, likeness
from storage.lookalikes import HOUSEHOLD
from storage.session import Database
from tests.storage.doubles import ELSEWHERE, HERE, NOW, SOLNA, SUNDBYBERG, settle, somebody

PHONE, OTHER = "+46701740605", "+46701740606"
NAMES = st.tuples(st.text("aeåäö kE-.", max_size=8), st.text("aeåäö kE-.", max_size=8))


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        settle(connection)
        yield connection


def reasons(db: Connection) -> list[tuple[str, ...]]:
    return [pair.reasons for pair in proposals(db, HERE)]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (("Karin", "Ek"), ("KARIN", "ek"), "same_name"),
        (("Åsa", "Gård"), ("Aasa", "Gaard"), "accents"),
        (("Karin", "Ek"), ("Ek", "Karin"), "swapped"),
        (("Anna-Karin", "Ek"), ("Anna Karin", "Ek"), "accents"),
        (("Annakarin", "Ek"), ("Anna Karin", "Ek"), "spelling"),
        (("Karin Maria", "Ek"), ("Karin", "Ek"), "shorter"),
        (("Karin", "Ek Lind"), ("Karin", "Ek"), "shorter"),
        (("K.", "Ek"), ("Karin", "Ek"), "initials"),
        (("Karin M", "Ek"), ("Karin Maria", "Ek"), "initials"),
        (("Mohamed", "Ali"), ("Mohammed", "Ali"), "spelling"),
        (("Karin", "Ek"), ("Karin", "Lind"), "first_name"),
        (("Jan", "Christoffersson"), ("Jon", "Christoffersson"), None),
        (("Karin", "Ek"), ("Olle", "Ek"), None),
        (("K", "E"), ("Karin", "Ek"), None),
        (("", ""), ("", ""), None),
    ],
)
def test_names_are_alike_in_many_ways(one: tuple[str, str], other: tuple[str, str], kind: str | None) -> None:
    assert likeness(one, other, 85) == likeness(other, one, 85) == kind


@given(NAMES, NAMES)
def test_no_name_is_too_strange_to_compare(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert likeness(one, other, 85) == likeness(other, one, 85)
    assert likeness(one, one, 85) in ("same_name", None)


def test_letters_are_made_plain_only_once() -> None:
    plainest = [plainer for _, plainer in LETTERS]
    assert not {letter for letter, _ in LETTERS} & set(plainest)


def test_one_name_and_one_number_is_a_strong_pair_and_shown_first(db: Connection) -> None:
    namesake = somebody(db, "Karin", "Ek", OTHER, SUNDBYBERG)
    one, other = somebody(db, "Karin", "Ek", PHONE), somebody(db, "Karin", "Ek", PHONE, SUNDBYBERG)
    strong, *weak = proposals(db, HERE)
    assert (strong.first, strong.second, strong.reasons) == (one, other, ("same_name", "same_address"))
    assert strong.is_strong
    assert [(pair.first, pair.second, pair.is_strong) for pair in weak] == [
        (namesake, other, False), (namesake, one, False),
    ]  # fmt: skip
    assert weak[-1].score == NAME_ALONE


def test_people_who_only_live_together_are_no_pair(db: Connection) -> None:
    for first in ("Karin", "Olle", "Ali"):
        somebody(db, first, "Ek", PHONE, email="ek@example.org", town="Solna")
    assert reasons(db) == []


def test_father_and_son_with_one_name_and_one_phone_are_told_apart_by_their_numbers(db: Connection) -> None:
    for number in ("17", "18"):
        somebody(db, "Erik", "Ek", PHONE, member_number=number, email="ek@example.org", town="Solna")
    assert reasons(db) == []


def test_a_changed_last_name_is_seen_by_the_number(db: Connection) -> None:
    somebody(db, "Karin", "Ek", PHONE)
    somebody(db, "Karin", "Lind", PHONE, SUNDBYBERG)
    assert reasons(db) == [("first_name", "same_address")]


def test_one_member_number_under_two_names_is_shown(db: Connection) -> None:
    somebody(db, "Karin", "Ek", member_number="17")
    somebody(db, "Olle", "Berg", member_number="17")
    assert reasons(db) == [("other_name", "same_member_number", "same_association")]


def test_associations_number_their_members_alike(db: Connection) -> None:
    for first, last, at in (("Karin", "Ek", SOLNA), ("Olle", "Berg", SUNDBYBERG), ("Karin", "Holm", SUNDBYBERG)):
        somebody(db, first, last, at=at, member_number="17" if last != "Holm" else "18")
    somebody(db, "Karin", "Lind", at=SUNDBYBERG, member_number="17")
    assert [pair for pair in reasons(db) if "first_name" in pair] == []


def test_the_same_mail_in_any_case_of_letters(db: Connection) -> None:
    somebody(db, "Karin", "Ek", email="Karin@Example.org")
    somebody(db, "K", "Ek", at=SUNDBYBERG, email="karin@example.org")
    assert reasons(db) == [("initials", "same_email")]


@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [("Åsa Maria", "Öberg", "shorter"), ("Oeberg", "Aasa", "swapped"), ("Asa", "Oberg", "accents"),
     ("Å", "Öberg", "initials"), ("Åsa", "Öbergg", "spelling")],
)  # fmt: skip
def test_nearly_one_name_needs_a_town_or_an_association(db: Connection, first: str, last: str, kind: str) -> None:
    somebody(db, "Åsa", "Öberg", town="Kista")
    somebody(db, first, last, PHONE, SUNDBYBERG, town="kista")
    somebody(db, first, last, OTHER, SUNDBYBERG, town="Visby", member_number="2")
    weak = [pair for pair in proposals(db, HERE) if "same_name" not in pair.reasons]
    assert [(pair.reasons, pair.is_strong) for pair in weak] == [((kind, "same_town"), False)]


def test_a_shared_first_name_needs_more_than_a_town(db: Connection) -> None:
    somebody(db, "Karin", "Ek", town="Solna")
    somebody(db, "Karin", "Lind", town="Solna")
    assert reasons(db) == []


def test_a_number_that_a_whole_office_has_tells_nothing(db: Connection) -> None:
    for n in range(HOUSEHOLD + 1):
        first, last = ("Karin", "Ek") if n < 2 else ("bdfgklmnprstv"[n] * 4, "Holm")
        somebody(db, first, last, PHONE)
    assert reasons(db) == [("same_name", "same_association")]


def test_people_of_others_are_never_shown(db: Connection) -> None:
    somebody(db, "Karin", "Ek", PHONE, member_number="17")
    somebody(db, "Karin", "Ek", PHONE, ELSEWHERE, member_number="17")
    assert reasons(db) == []


def test_who_was_said_to_be_two_never_comes_back(db: Connection) -> None:
    one, other = somebody(db, "Karin", "Ek", PHONE), somebody(db, "Karin", "Ek", PHONE)
    assert not keep_apart(db, one, one, "test", NOW)
    assert keep_apart(db, other, one, "test", NOW)
    assert keep_apart(db, one, other, "test", NOW)
    assert reasons(db) == []


def test_a_long_list_is_read_page_by_page(db: Connection) -> None:
    for n in range(4):
        somebody(db, "Karin", "Ek", PHONE if n < 2 else None, SOLNA if n < 3 else SUNDBYBERG)
    somebody(db, "Karin", "Ekk")
    whole = proposals(db, HERE)
    assert [pair.score for pair in whole] == sorted((pair.score for pair in whole), reverse=True)
    pages: list[Pair] = []
    after = None
    while page := proposals(db, HERE, 2, after):
        pages += page
        after = page[-1].place
    assert pages == whole
    assert len({(pair.first, pair.second) for pair in whole}) == len(whole) > 6
