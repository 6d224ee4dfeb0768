"""Choosing people: by tapping and in writing, and what is said of an expression that cannot be used."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from admin import segment_panel
from admin.segment_builder import KINDS, PLACES, Asking, choices
from admin.segment_words import chips, joined, labels_of
from storage import addresses, segments, suppression
from storage.segments import SegmentError, parse, to_text
from storage.segments.expr import And, Expr, Not
from storage.suppression import Silence
from storage.tables import person_role
from tests.admin import survey_steps
from tests.admin.broadcast_steps import (
    begun,
    crowd,
    drafted,
    expression,
    opened,
    row_of,
    sentence,
)
from tests.admin.conftest import Panel
from tests.admin.members import join, looks
from tests.admin.plain import Browser, read

NOW = datetime.now(UTC)
ODD_SURVEY = """
name: Vår-nya
title: {sv: En till}
questions:
  - key: tasks
    kind: one
    ask: {sv: "Vad?"}
    options: [{key: a, sv: Ett}, {key: and, sv: Två}]
  - key: language
    kind: one
    ask: {sv: "Språk?"}
    options: [{key: fi, sv: Finska}, {key: so, sv: Somaliska}]
"""


def furnished(panel: Panel) -> None:
    """Something to choose of every kind, with names that are hard to write."""
    crowd(panel, 2)
    odd = join(panel, "Ali Noor", "+46701740630", tags=('säger "hej"', "and"), town="Upplands Väsby", language="so")
    survey_steps.survey(panel)
    survey_steps.survey(panel, text=ODD_SURVEY)

    def put(db: Connection) -> None:
        db.execute(insert(person_role).values(person_id=odd, role="Ombud (ersättare)"))
        made = segments.save(db, panel.ids["Solna"], "De i Solna", "town = Solna", by="x", now=NOW)
        assert made is None

    panel.database.change(put)


def asking(panel: Panel, db: Connection, language: str = "sv") -> Asking:
    solna = panel.ids["Solna"]
    return Asking(db, solna, language, labels_of(db, (solna,), language), NOW, ZoneInfo("Europe/Stockholm"))


def whom(panel: Panel, broadcast_id: int, **query: str) -> str:
    """The page on which people are chosen, as it is shown while something is tried."""
    return str(panel.get(f"/broadcasts/{broadcast_id}/whom", params={"tried": "1", **query}).text)


def recipients(page: str) -> int:
    found = re.search(r'class="big">([^<]+)</span>', page)
    assert found is not None, sentence(page)
    return int(found[1].replace("\u00a0", ""))


def test_every_kind_of_condition_writes_what_can_be_read(sqlite_panel: Panel) -> None:
    panel = sqlite_panel
    furnished(panel)

    def look(db: Connection) -> Iterator[str]:
        for kind in KINDS:
            found = choices(asking(panel, db), kind)
            assert found, f"nothing to choose: {kind}"
            for test, words in found if kind == "answer" else (found[0], found[-1]):
                assert words.strip()
                meant = segments.select_people(db, panel.ids["Solna"], test, NOW)
                if isinstance(meant, SegmentError):
                    yield f"{test}: {segments.error_text(meant, 'sv')}"

    assert panel.database.read(lambda db: list(look(db))) == []


def test_a_question_that_two_surveys_have_is_written_with_its_survey(sqlite_panel: Panel) -> None:
    furnished(sqlite_panel)
    tests = [test for test, _ in sqlite_panel.database.read(lambda db: choices(asking(sqlite_panel, db), "answer"))]
    assert "inventering.tasks has cottage" in tests
    assert 'Vår-nya.tasks has "and"' in tests
    assert "Vår-nya.language has fi" in tests, "a key that is a field"
    assert "car has yes" in tests, "a question of yes and no"


def test_choices_say_what_they_are_called_in_both_languages(sqlite_panel: Panel) -> None:
    furnished(sqlite_panel)
    for language, spoken in (("sv", "somaliska"), ("en", "Somali")):
        found = sqlite_panel.database.read(lambda db, to=language: choices(asking(sqlite_panel, db, to), "language"))
        assert ("language = so", spoken) in found
    tags = sqlite_panel.database.read(lambda db: choices(asking(sqlite_panel, db), "tag"))
    assert ('tag = "säger ""hej"""', 'säger "hej"') in tags


# What the builder writes, as far as it needs no database
TESTS = (
    "relation = member", "town = Solna", 'town = "Upplands Väsby"', "organization = Solna", "language = so",
    'tag = "and"', "role != Ombud", "tasks has cottage", '"Vår, nya.tasks" has "and"', "hours >= 4",
    "answered inventering", "half answered inventering before 2026-01-01", "asked inventering",
    "claimed in next 7 days", "attended valstuga", "free on 2026-12-01 10:00-14:00", "written in last 3 days",
    "reachable by sms", "booked in next 7 days", "segment Solna", "random 10 seed 77", "town in (Solna, Kista)",
)  # fmt: skip
WRITTEN = ("town = Solna or tag = x", "relation = member minus town = Kista", "not (town = Solna and tag = x)")
added = st.lists(st.tuples(st.sampled_from(TESTS), st.booleans()), min_size=1, max_size=5)


def parts(expr: Expr) -> tuple[Expr, ...]:
    return expr.parts if isinstance(expr, And) else (expr,)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("", *TESTS, *WRITTEN)), added)
def test_conditions_that_are_added_all_hold_and_can_be_taken_away_one_by_one(
    start: str, more: list[tuple[str, bool]]
) -> None:
    whole = start
    for test, negated in more:
        before, whole = whole, joined(whole, test, negated=negated)
        grown = parse(whole)
        assert not isinstance(grown, SegmentError), whole
        assert joined(whole, test, negated=negated) == whole, "a second tap adds nothing"
        assert before == "" or len(parts(grown)) >= len(parts(parse(before)))  # type: ignore[arg-type]
    shown = chips(whole, "sv", {})
    assert isinstance(shown, list)
    held = parts(parse(whole))  # type: ignore[arg-type]
    assert len(shown) == len(held)
    for place, chip in enumerate(shown):
        left = held[:place] + held[place + 1 :]
        assert chip.words
        assert chip.rest == ("" if not left else to_text(left[0] if len(left) == 1 else And(left)))


@pytest.mark.parametrize("start", WRITTEN)
def test_what_was_written_by_hand_is_kept_whole(start: str) -> None:
    grown, before = parse(joined(start, "relation = member")), parse(start)
    assert grown == And((*parts(before), parse("relation = member")))  # type: ignore[arg-type]


def test_a_second_town_is_one_that_may_be_chosen_too() -> None:
    assert joined("town = Solna and tag = x", "town = Kista") == "town in (Solna, Kista) and tag = x"
    assert joined("tag = x", "tag = y") == "tag = x and tag = y", "somebody has two tags"
    assert joined("town = Solna", "town = Kista", negated=True) == "town = Solna and not town = Kista"
    assert joined("town != Solna", "town = Kista") == "town != Solna and town = Kista"


def test_a_condition_that_is_turned_round_means_everybody_else() -> None:
    assert parse(joined("", "tag = x or tag = y", negated=True)) == Not(parse("tag = x or tag = y"))  # type: ignore[arg-type]


def test_what_cannot_be_read_is_left_as_it_was_written() -> None:
    assert joined("town = ", "tag = x") == "town = "


def test_the_last_condition_can_be_taken_away_again(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    join(sqlite_panel, "Ali Noor", "+46701740630", town="Kista")
    made = drafted(sqlite_panel, segment="town = Solna")
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    assert recipients(browser.html) == 3
    browser.follow("Ta bort bor i Solna")
    assert recipients(browser.html) == 4
    browser.press("Nästa")
    assert row_of(sqlite_panel, made).segment is None


def test_a_random_few_stay_the_same_few(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = begun(sqlite_panel)
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    browser.press("Välj", kind="random").press("Lägg till")
    drawn = expression(browser.html)
    assert re.fullmatch(r"random 10 seed \d+", drawn)
    browser.press("Välj", kind="relation").press("Lägg till")
    browser.press("Nästa")
    assert row_of(sqlite_panel, made).segment == f"{drawn} and relation = member"


def test_choosing_another_kind_adds_nothing(sqlite_panel: Panel) -> None:
    furnished(sqlite_panel)
    made = begun(sqlite_panel)
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    browser.press("Välj", kind="town").press("Välj", kind="tag")
    assert expression(browser.html) == ""
    assert "tag = " in browser.html
    browser.press("Lägg till", negated="1")
    assert expression(browser.html).startswith("not tag = ")


def test_a_political_message_is_aimed_by_organization_and_town_alone(sqlite_panel: Panel) -> None:
    furnished(sqlite_panel)
    made = begun(sqlite_panel)
    page = whom(sqlite_panel, made, political="1", kind="tag")
    offered = re.findall(r'<option value="(\w+)"', page.partition('id="kind"')[2].partition("</select>")[0])
    assert tuple(offered) == PLACES
    assert "tag = " not in page
    said = sqlite_panel.post(f"/broadcasts/{made}/whom", segment="relation = member", political="1", version="1")
    assert said.status_code == 422
    assert "får bara väljas ut efter organisation och ort" in sentence(said.text)[0]
    on = sqlite_panel.post(f"/broadcasts/{made}/whom", segment="town = Solna", political="1", version="1")
    assert on.status_code == 303
    assert (row_of(sqlite_panel, made).kind, row_of(sqlite_panel, made).segment) == ("political", "town = Solna")


def test_changing_the_kind_of_message_keeps_what_was_chosen(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel, segment="town = Solna")
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    for political in ("1", ""):
        browser.press("Byt", political=political)
        assert expression(browser.html) == "town = Solna"


WRONG = (
    ("twn = Solna", "→twn", "Menade du town?"),
    ("town = Solna and organization = Solan", "organization = →Solan", "Menade du Solna?"),
    ('tag = "x', "tag = →&#34;x", "stängs inte"),
    ("town = Solna\x01", "Solna→", "osynligt tecken"),
)


def test_a_wrong_expression_says_where_and_the_near_word_and_stays(sqlite_panel: Panel) -> None:
    made = begun(sqlite_panel)
    for written, where, near in WRONG:
        tried = whom(sqlite_panel, made, segment=written)
        kept = sqlite_panel.post(f"/broadcasts/{made}/whom", segment=written, version="1")
        assert kept.status_code == 422
        for page in (tried, kept.text):
            said = re.search(r'<p class="error" id="counted" role="alert">(.*?)</p>', page)
            assert said is not None
            assert where in said[1]
            assert near in said[1]
            assert expression(page) == written
    assert row_of(sqlite_panel, made).segment is None


def test_nobody_to_write_to_is_said(sqlite_panel: Panel) -> None:
    made = begun(sqlite_panel)
    said = sqlite_panel.post(f"/broadcasts/{made}/whom", segment="", version="1")
    assert said.status_code == 422
    assert "Ingen skulle få det. Ändra urvalet." in sentence(said.text)


def test_those_who_had_many_texts_are_spared_and_taken_back(
    sqlite_panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, made = crowd(sqlite_panel), begun(sqlite_panel)
    reached = segments.Reach(3, 3, 1, {})
    monkeypatch.setattr(segment_panel, "reach", lambda *args, **manner: reached)
    assert ids
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    browser.follow("Skona dem den här gången").follow("Ta med dem ändå").follow("Skona dem").press("Nästa")
    assert row_of(sqlite_panel, made).spare == 1


def test_whom_and_the_last_look_count_alike(sqlite_panel: Panel) -> None:
    """Also those who want nothing more of what is asked about."""
    ids = crowd(sqlite_panel)

    def quiet(db: Connection) -> None:
        hashes = [row.hash for row in addresses.of_person(db, ids[0])]
        suppression.suppress(db, hashes, Silence("topic", topic="news"), source="text", now=NOW)

    sqlite_panel.database.change(quiet)
    made = drafted(sqlite_panel)
    assert recipients(whom(sqlite_panel, made)) == 2
    assert 'name="shown" value="2"' in sqlite_panel.get(f"/broadcasts/{made}/check").text


def test_a_large_organization_is_counted_beside_the_page_and_errors_come_there(
    sqlite_panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(sqlite_panel)
    made = begun(sqlite_panel)
    monkeypatch.setattr(segment_panel, "AT_ONCE", 1)
    for segment, shown in (("", 'id="counted" aria-live'), ("organization = Solan", 'id="counted" role="alert"')):
        page = whom(sqlite_panel, made, segment=segment)
        asked = next(given["hx-get"] for _, given in read(page).enhanced if given.get("hx-trigger") == "load")
        assert shown in sqlite_panel.client.get(asked).text
        browser = Browser(sqlite_panel.client, html=page).follow("Räkna")
        assert shown in browser.html


def test_who_was_shown_stands_in_the_read_log(sqlite_panel: Panel) -> None:
    ids = crowd(sqlite_panel, 1)
    made = begun(sqlite_panel)
    whom(sqlite_panel, made)
    assert [action for _, action in looks(sqlite_panel, ids[0])] == ["panel broadcast"]
