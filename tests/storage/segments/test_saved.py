"""Segments under a name: kept, used in others, and refused kindly when they no longer say anything."""

import pytest
from sqlalchemy import Connection, update

from storage import segments
from storage.segments import SegmentError, error_text
from storage.segments.saved import MOST_STEPS
from storage.tables import organization
from tests.storage.segments.village import NOW, error, found, org, somebody


def save(db: Connection, org_id: int, name: str, text: str) -> SegmentError | None:
    return segments.save(db, org_id, name, text, by="test", now=NOW)


@pytest.fixture
def tree(db: Connection) -> dict[str, int]:
    district = org(db, "Norra distriktet")
    solna, kista = org(db, "Solna", district), org(db, "Kista", district)
    for home, name, tag in ((solna, "Stina", "styrelse"), (solna, "Sven", "kör"), (kista, "Kim", "styrelse")):
        somebody(db, home, name, tags=(tag,))
    return {"district": district, "solna": solna, "kista": kista}


def test_a_saved_segment_is_a_test_like_any_other(db: Connection, tree: dict[str, int]) -> None:
    assert save(db, tree["solna"], "De betrodda", "tag = styrelse") is None
    assert found(db, tree["solna"], 'segment "de  BETRODDA"') == "Stina"
    assert found(db, tree["solna"], 'not segment "De betrodda"') == "Sven"


def test_those_of_the_organizations_above_are_seen_and_those_below_and_beside_are_not(
    db: Connection, tree: dict[str, int]
) -> None:
    save(db, tree["district"], "styrelsen", "tag = styrelse")
    save(db, tree["solna"], "kören", "tag = kör")
    assert found(db, tree["solna"], "segment styrelsen or segment kören") == "Stina Sven"
    assert found(db, tree["kista"], "segment styrelsen") == "Kim"
    beside, nowhere = error(db, tree["kista"], "segment kören"), error(db, tree["kista"], "segment köran")
    assert beside.reason == nowhere.reason == "unknown_segment"
    assert "near" not in beside.values
    assert error(db, tree["district"], "segment kören").reason == "unknown_segment"


def test_of_two_with_one_name_the_nearest_is_meant(db: Connection, tree: dict[str, int]) -> None:
    save(db, tree["district"], "aktiva", "tag = styrelse")
    save(db, tree["solna"], "Aktiva", "tag = kör")
    assert found(db, tree["solna"], "segment aktiva") == "Sven"
    assert [row.name for row in segments.seen_from(db, tree["solna"])] == ["Aktiva"]
    assert [row.organization for row in segments.seen_from(db, tree["kista"])] == ["Norra distriktet"]


def test_a_name_is_kept_once_whatever_its_case_and_can_be_forgotten(db: Connection, tree: dict[str, int]) -> None:
    save(db, tree["solna"], "Åsas lista", "tag = kör")
    save(db, tree["solna"], "åsas LISTA", "tag = styrelse")
    (row,) = segments.seen_from(db, tree["solna"])
    assert (row.name, row.expression, row.by) == ("åsas LISTA", "tag = styrelse", "test")
    assert not segments.remove(db, tree["kista"], "Åsas lista")
    assert segments.remove(db, tree["solna"], "ÅSAS lista")
    assert segments.seen_from(db, tree["solna"]) == []


def test_a_name_that_is_taken_is_left_alone_when_nothing_is_to_be_replaced(
    db: Connection, tree: dict[str, int]
) -> None:
    save(db, tree["solna"], "Kören", "tag = kör")
    wrong = segments.save(db, tree["solna"], "KÖREN", "tag = styrelse", by="x", now=NOW, replaces=False)
    assert wrong is not None
    assert error_text(wrong, "en") == "There is already a saved segment called “KÖREN”. Choose another name."
    assert [row.expression for row in segments.seen_from(db, tree["solna"])] == ["tag = kör"]


def test_only_what_can_be_used_is_saved(db: Connection, tree: dict[str, int]) -> None:
    unusable = {"tag =": "unfinished", "answered allt": "unknown_survey", "segment x": "unknown_segment"}
    for text, reason in unusable.items():
        wrong = save(db, tree["solna"], "namn", text)
        assert wrong is not None
        assert (wrong.reason, wrong.text) == (reason, text)
    for name in ("", "  ", "två\nrader", "x" * 81, "\ud800"):
        wrong = save(db, tree["solna"], name, "tag = kör")
        assert wrong is not None
        assert "80" in error_text(wrong, "sv")
    assert segments.seen_from(db, tree["solna"]) == []


def test_one_that_would_refer_to_itself_is_refused(db: Connection, tree: dict[str, int]) -> None:
    save(db, tree["solna"], "a", "tag = kör")
    save(db, tree["solna"], "b", "segment a")
    itself, around = save(db, tree["solna"], "c", "not segment C"), save(db, tree["solna"], "a", "segment b")
    assert itself is not None
    assert around is not None
    assert (itself.reason, itself.position) == ("segment_cycle", 12)
    assert around.inside is not None
    assert (around.reason, around.inside.reason) == ("broken_segment", "segment_cycle")


def test_a_circle_that_came_about_later_is_an_error_and_no_endless_road(db: Connection, tree: dict[str, int]) -> None:
    save(db, tree["district"], "a", "tag = kör")
    save(db, tree["district"], "b", "segment a")
    save(db, tree["solna"], "a", "segment a")  # refused: here it would mean itself
    assert found(db, tree["solna"], "segment a") == "Sven"
    db.execute(update(organization).where(organization.c.id == tree["district"]).values(parent_id=tree["solna"]))
    assert found(db, tree["solna"], "segment b") == "Sven"


def test_too_many_steps_or_conditions_are_refused(db: Connection, tree: dict[str, int]) -> None:
    save(db, tree["solna"], "s0", "tag = kör")
    for step in range(1, MOST_STEPS):
        assert save(db, tree["solna"], f"s{step}", f"segment s{step - 1}") is None
    assert found(db, tree["solna"], f"segment s{MOST_STEPS - 1}") == "Sven"
    last = save(db, tree["solna"], "far", f"segment s{MOST_STEPS - 1}")
    assert last is not None
    assert (last.reason, last.position) == ("segment_depth", 8)
    save(db, tree["solna"], "much", " or ".join(["segment s0"] * 40))
    assert error(db, tree["solna"], "segment much or segment much or segment much").reason == "too_many"


def test_what_was_renamed_since_is_said_with_its_place_in_there(db: Connection, tree: dict[str, int]) -> None:
    save(db, tree["district"], "nära", "tag = kör or organization = Kista")
    db.execute(update(organization).where(organization.c.id == tree["kista"]).values(name="Kista by"))
    wrong = error(db, tree["district"], "tag = kör and segment nära")
    assert (wrong.reason, wrong.position, wrong.text) == ("broken_segment", 22, "tag = kör and segment nära")
    assert error_text(wrong, "en") == (
        "The saved segment “nära” cannot be used: There is no organization called “Kista” here. "
        "Did you mean Kista by? Character 29: tag = kör or organization = →Kista"
    )


def test_what_is_random_in_a_saved_segment_draws_from_the_rest(db: Connection, tree: dict[str, int]) -> None:
    save(db, tree["solna"], "en", "random 1 seed 3")
    assert found(db, tree["solna"], "tag = kör and segment en") == "Sven"
    assert found(db, tree["solna"], "tag = styrelse and segment en") == "Stina"
