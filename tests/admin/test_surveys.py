"""The inventory: the list, how far one has come, and what was answered; few people are not singled out."""

import csv
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from admin.survey_bins import bins, median
from admin.survey_figures import FEWEST, hidden
from storage import rights, surveys
from storage.session import Database
from tests.admin.conftest import Panel, make_panel
from tests.admin.survey_steps import asked, people, survey


def plots(page: str) -> dict[str, int]:
    """What the tables for screen readers say, by label."""
    tables = re.findall(r'<table class="unseen">.*?</table>', page, re.S)
    return {label: int(n) for each in tables for label, n in re.findall(r'scope="row">([^<]+)</th><td>(\d+)', each)}


def test_the_first_thing_is_an_offer_to_begin_with_a_ready_made_one(sqlite_panel: Panel) -> None:
    page = sqlite_panel.get("/surveys").text
    assert "Börja med den färdiga" in page
    assert "Campaign cottage" in sqlite_panel.get("/surveys/new?ready=1").text


def test_the_list_says_how_many_have_answered(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    assert "Inte startad" in sqlite_panel.get("/surveys").text
    ids = people(sqlite_panel, 3)
    asked(sqlite_panel, survey_id, ids[:1], state="answered", car="yes")
    asked(sqlite_panel, survey_id, ids[1:])
    assert "1 av 3 har svarat" in sqlite_panel.get("/surveys").text


def test_each_question_is_counted(panel: Panel) -> None:
    survey_id, ids = survey(panel), people(panel, 4)
    asked(panel, survey_id, ids[:2], state="answered", tasks=["cottage", "flyers"], car="yes", hours=4)
    asked(panel, survey_id, ids[2:3], state="partial", tasks=["flyers"], hours=12, times=[{"days": ["sat"]}])
    asked(panel, survey_id, ids[3:], state="declined", more="Har en släpkärra")
    page = panel.get(f"/surveys/{survey_id}").text
    said = {label: n for label, n in plots(page).items() if n}
    assert said == {"Stå i valstuga": 2, "Dela flygblad": 3, "4": 2, "12": 1, "Lördag": 1, "Ja": 2}
    assert "Snitt 6,7 · Mitten 4 · Summa 20" in page
    assert "Har en släpkärra" in page


def test_who_chose_something_is_one_step_away(sqlite_panel: Panel) -> None:
    survey_id, ids = survey(sqlite_panel), people(sqlite_panel, 2)
    asked(sqlite_panel, survey_id, ids[:1], tasks=["cottage"], car="yes")
    page = sqlite_panel.get(f"/surveys/{survey_id}").text
    links = re.findall(r'href="(/o/\d+/people\?segment=[^"]+)"', page)
    assert len(links) == 2
    for link in links:
        listed = sqlite_panel.client.get(link.replace("&amp;", "&")).text
        assert ("Kim 0" in listed, "Kim 1" in listed) == (True, False)


def test_what_is_not_asked_any_more_still_counts(sqlite_panel: Panel) -> None:
    survey_id, ids = survey(sqlite_panel), people(sqlite_panel, 1)
    asked(sqlite_panel, survey_id, ids, car="yes")
    survey_without_car(sqlite_panel, survey_id)
    page = sqlite_panel.get(f"/surveys/{survey_id}").text
    assert "Frågas inte längre" in page
    assert plots(page)["Ja"] == 1


def survey_without_car(panel: Panel, survey_id: int) -> None:
    def unit(db: object) -> None:
        newest = surveys.newest_version(db, survey_id)
        questions = [each for each in newest.definition["questions"] if each["key"] != "car"]
        definition = {**newest.definition, "questions": questions}
        assert surveys.save(db, survey_id, definition, newest.created_at, stamp=surveys.stamp_of(newest)) == 2

    panel.database.change(unit)


def test_the_answers_come_one_by_one_and_whoever_reads_them_is_noted(sqlite_panel: Panel) -> None:
    survey_id, ids = survey(sqlite_panel), people(sqlite_panel, 52)
    asked(sqlite_panel, survey_id, ids, more="svar av {id}.")
    first = sqlite_panel.get(f"/surveys/{survey_id}/answers?question=more").text
    assert first.count('class="said"') == 50
    assert f"svar av {ids[-1]}." in first
    looks = sqlite_panel.database.read(lambda db: rights.looks(db, ids[-1]))
    assert [look.action for look in looks] == ["panel survey answers"]
    rest = sqlite_panel.client.get(re.findall(r'href="([^"]+before=[^"]+)"', first)[0].replace("&amp;", "&")).text
    assert f"svar av {ids[0]}." in rest
    assert f"svar av {ids[-1]}." not in rest
    assert sqlite_panel.get(f"/surveys/{survey_id}/answers?question=nosuch").status_code == 404


def test_a_district_sees_how_far_each_association_has_come(database: Database) -> None:
    district = make_panel(database, at="Stockholm")
    survey_id = survey(district, "Stockholm")
    asked(district, survey_id, people(district, 2, "Solna"), state="answered", car="yes")
    people(district, 1, "Kista", first=650)
    page = district.get(f"/surveys/{survey_id}", "Stockholm").text
    rows = re.findall(r'<th scope="row">(Solna|Kista)</th>.*?>(\d+)<.*?>(\d+)<.*?>(\d+)<', page, re.S)
    assert rows == [("Solna", "2", "2", "2"), ("Kista", "1", "0", "0")]


# Few people


def test_somebody_who_may_only_look_learns_nothing_of_four_people(sqlite_panel: Panel) -> None:
    viewer = make_panel(sqlite_panel.database, "viewer", email="bo@example.org")
    survey_id, ids = survey(viewer), people(viewer, 14)
    asked(viewer, survey_id, ids[:9], state="answered", car="no", more="Bara jag vet det här")
    asked(viewer, survey_id, ids[9:13], state="answered", car="yes")
    asked(viewer, survey_id, ids[13:], state="partial", hours=3)
    page = viewer.get(f"/surveys/{survey_id}").text
    assert "färre än 5" in page
    assert plots(page) == {}, "nine and four: either gives away the other"
    assert "Bara jag vet" not in page
    assert "/people?segment" not in page
    assert viewer.get(f"/surveys/{survey_id}/answers?question=more").status_code == 403
    assert viewer.get(f"/surveys/{survey_id}/export").status_code == 403


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), max_size=8))
def test_what_is_hidden_cannot_be_told_from_the_sum(counts: list[int]) -> None:
    found = hidden(counts)
    unseen = [count for count, is_hidden in zip(counts, found, strict=True) if is_hidden]
    assert all(is_hidden for count, is_hidden in zip(counts, found, strict=True) if count < FEWEST)
    assert sum(unseen) == 0 or sum(unseen) >= FEWEST or all(found)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-50, 5000), st.integers(1, 9)), min_size=1, max_size=30, unique_by=lambda p: p[0])
)
def test_bars_hold_everybody(pairs: list[tuple[float, int]]) -> None:
    pairs.sort()
    found = bins(pairs)
    assert sum(count for _, _, count in found) == sum(count for _, count in pairs)
    assert len(found) <= 11
    for value, _ in pairs:
        assert any(low <= value <= high for low, high, _ in found)
    assert pairs[0][0] <= median(pairs) <= pairs[-1][0]


# The file


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_the_answers_as_a_file_without_names(sqlite_panel: Panel) -> None:
    survey_id, ids = survey(sqlite_panel), people(sqlite_panel, 2)
    asked(
        sqlite_panel, survey_id, ids[:1], state="answered", tasks=["cottage", "flyers"], car="yes", more="=HYPERLINK(1)"
    )
    asked(sqlite_panel, survey_id, ids[1:])
    answer = sqlite_panel.post(f"/surveys/{survey_id}/export", reason="Planera valstugan i maj")
    assert answer.headers["content-type"].startswith("text/csv")
    assert rows(answer.text) == [
        ["Förening", "Läge", "tasks", "hours", "times", "car", "more"],
        ["Solna", "Har svarat", "Stå i valstuga, Dela flygblad", "", "", "Ja", "'=HYPERLINK(1)"],
        ["Solna", "Inte svarat än", "", "", "", "", ""],
    ]
    assert sqlite_panel.database.read(lambda db: rights.looks(db, ids[0])) == []


def test_names_in_the_file_are_noted_and_need_a_reason(sqlite_panel: Panel) -> None:
    survey_id, ids = survey(sqlite_panel), people(sqlite_panel, 1)
    asked(sqlite_panel, survey_id, ids, car="yes")
    refused = sqlite_panel.post(f"/surveys/{survey_id}/export", reason="x", names="1")
    assert refused.status_code == 422
    assert "Skriv i några ord" in refused.text
    given = sqlite_panel.post(f"/surveys/{survey_id}/export", reason="Ringa dem som har bil", names="1")
    assert rows(given.text)[1][:3] == ["Kim 0", "Ek", "070-174 06 05"]
    looks = sqlite_panel.database.read(lambda db: rights.looks(db, ids[0]))
    assert [look.action for look in looks] == ["panel survey export"]
