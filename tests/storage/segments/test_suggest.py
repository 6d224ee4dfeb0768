"""What may be written next, for whoever builds an expression."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from storage import segments
from storage.segments.slot import slot_at
from tests.storage.segments.village import NOW, inventory, org, somebody, work


@pytest.mark.parametrize(
    ("text", "names", "words"),
    [
        ("", "question", "not ( relation claimed"),
        ("town = Solna ", "", "and or minus"),
        ("town = Solna and ", "question", "not ( segment"),
        ("(town = Solna ", "", "and or )"),
        ("town ", "", "= != in"),
        ("town = S", "town", ""),
        ("role in (a, ", "role", ""),
        ("organization ", "", "= only"),
        ("organization only ", "organization", ""),
        ("tasks ", "", "has = <"),
        ("tasks has ", "option", ""),
        ("hours >= ", "", ""),
        ("half ", "", "answered"),
        ("answered ", "survey", ""),
        ("answered inventering ", "", "before and"),
        ("claimed ", "activity", "in and or"),
        ("claimed in ", "", "next last"),
        ("written in last ", "days", ""),
        ("written in last 3 ", "", "days"),
        ("free ", "", "on"),
        ("free on ", "day", ""),
        ("reachable by ", "", "sms telegram"),
        ("not segment ", "segment", ""),
        ("random ", "", ""),
    ],
)
def test_the_grammar_says_what_may_stand_there(text: str, names: str, words: str) -> None:
    slot = slot_at(text, len(text))
    assert slot is not None
    assert slot.names == names
    assert set(words.split()) <= set(slot.words)
    assert words or not slot.words


@pytest.mark.parametrize("text", ["tag = = ", "town Solna ", "in ", "(tag = x, "])
def test_after_what_cannot_be_read_nothing_may_stand(text: str) -> None:
    assert slot_at(text, len(text)) is None


def test_what_was_begun_is_the_word_or_the_name_before_the_place() -> None:
    for text, typed in (("town = Sol", "Sol"), ('town = "Solna ce', "Solna ce"), ("town = Solna", "So"), ("to", "to")):
        at = len(text) if text != "town = Solna" else len("town = So")
        slot = slot_at(text, at)
        assert slot is not None
        assert slot.typed == typed


@given(st.text(st.sampled_from('ab="(), <')) | st.text(), st.integers(0, 30))
def test_no_text_is_too_odd_to_stand_in(text: str, at: int) -> None:
    slot_at(text, at)


@pytest.fixture
def solna(db: Connection) -> int:
    district = org(db, "Norra distriktet")
    solna = org(db, "Solna", district)
    somebody(db, solna, "Anna", town="Solna centrum", tags=("styrelse", "kör"), roles=("ordförande",), language="so")
    somebody(db, district, "Nils", town="Kista", tags=("bil",))
    tasks = {"key": "tasks", "kind": "many", "options": [{"key": "cottage", "sv": "Stå i valstuga"}, {"key": "doors"}]}
    inventory(db, district, "inventering", tasks, {"key": "hours", "kind": "number"}, {"key": "town", "kind": "text"})
    inventory(db, solna, "kör", {"key": "hours", "kind": "number"})
    work(db, solna, "Knacka dörr")
    segments.save(db, district, "de nya", "town = Kista", by="test", now=NOW)
    return solna


def suggested(db: Connection, org_id: int, text: str) -> list[str]:
    return segments.suggest(db, org_id, text, len(text), NOW)


def test_names_are_those_that_are_seen_from_there(db: Connection, solna: int) -> None:
    assert suggested(db, solna, "town = ") == ['"Solna centrum"']
    assert suggested(db, solna, "tag = ") == ["kör", "styrelse"]
    assert suggested(db, solna, "role in (") == ["ordförande"]
    assert suggested(db, solna, "organization = ") == ["Solna"]
    assert suggested(db, solna, "language = ") == ["so"]
    assert suggested(db, solna, "answered ") == ["inventering", "kör"]
    assert suggested(db, solna, "tasks has ") == ["cottage", "doors"]
    assert suggested(db, solna, "claimed ")[0] == '"Knacka dörr"'
    assert suggested(db, solna, "segment ") == ['"de nya"']
    assert suggested(db, solna, "free on ")[0] == "2026-08-24"
    assert suggested(db, solna, "nothing has ") == []
    assert "former_member" in suggested(db, solna, "relation = ")


def test_questions_stand_with_their_survey_where_they_would_not_be_clear(db: Connection, solna: int) -> None:
    assert suggested(db, solna, "not ")[:4] == ["inventering.hours", "inventering.town", "kör.hours", "tasks"]


def test_only_what_begins_like_the_word_is_left_and_what_has_it_inside_comes_last(db: Connection, solna: int) -> None:
    assert suggested(db, solna, "town = centr") == ['"Solna centrum"']
    assert suggested(db, solna, "ta") == ["tasks", "tag"]
    assert suggested(db, solna, "town = x an") == ["and"]
    assert suggested(db, solna, "tag = kista") == []


def test_every_name_that_is_suggested_can_be_used(db: Connection, solna: int) -> None:
    fields = ("town = ", "tag = ", "role = ", "organization = ", "language = ", "relation = ")
    for start in (*fields, "segment ", "asked "):
        for name in suggested(db, solna, start):
            assert isinstance(segments.count(db, solna, start + name, NOW), int), start + name
