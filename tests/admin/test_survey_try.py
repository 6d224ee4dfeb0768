"""Trying a survey on the page: the talk is played from what was said, and nothing of it is stored."""

import html
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from flows import survey_file
from flows.survey_trial import Trial, played
from flows.surveys import Survey
from storage.tables import answer, conversation, outbox, survey_asked
from tests.admin.conftest import Panel
from tests.admin.survey_steps import INVENTORY, survey

NOON = datetime(2026, 5, 6, 12, tzinfo=ZoneInfo("Europe/Stockholm"))


def trial(*replies: str, language: str = "sv") -> Trial:
    found = survey_file.parse(INVENTORY)
    assert isinstance(found, Survey)
    return played(found, replies, language=language, name="Karin", organization="Solna", now=NOON)


def test_it_opens_as_the_first_text_does() -> None:
    lines = trial().lines
    assert len(lines) == 1
    assert lines[0].text.startswith("Hej Karin! Solna här. Medlemsinventering: 5 korta frågor.")
    assert lines[0].text.endswith("Vad vill du göra?\n1 Stå i valstuga\n2 Dela flygblad")


def test_it_goes_on_to_the_end_and_shows_what_would_be_kept() -> None:
    found = trial("1", "tolv", "lördag", "ja", "hoppa")
    assert found.end == "done"
    assert found.kept == {"tasks": ["cottage"], "hours": 12, "times": [{"days": ["sat"]}], "car": "yes"}


def test_what_does_not_apply_is_not_asked() -> None:
    assert trial("2").lines[-1].text.endswith("När passar det?")


def test_an_answer_is_taken_back() -> None:
    found = trial("1", "12", "ångra")
    assert found.lines[-1].text.endswith("Hur många timmar?")
    assert "hours" not in found.kept


def test_the_language_changes_on_a_word() -> None:
    assert trial("english").lines[-1].text.endswith("What would you like to do?\n1 Campaign cottage\n2 Hand out flyers")


@pytest.mark.parametrize(
    ("replies", "end"),
    [(["STOPP"], "stopped"), (["blåbär"] * 3, "person"), (["pass"], "elsewhere"), (["blåbär", "1"], "")],
)
def test_it_ends_as_it_would_in_earnest(replies: list[str], end: str) -> None:
    assert trial(*replies).end == end


def said(page: str) -> dict[str, Any]:
    return {"said": [html.unescape(value) for value in re.findall(r'name="said" value="([^"]*)"', page)]}


def test_the_page_carries_the_talk_and_nothing_is_stored(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    page = sqlite_panel.get(f"/surveys/{survey_id}/try").text
    assert "Hej Anna! Solna här." in page
    for reply in ("1", 'åtta "timmar"'):
        page = sqlite_panel.post(f"/surveys/{survey_id}/try", say=reply, **said(page)).text
    assert said(page)["said"] == ["1", 'åtta "timmar"']
    assert "När passar det?" in page
    again = sqlite_panel.post(f"/surveys/{survey_id}/try", do="restart", **said(page)).text
    assert said(again)["said"] == []
    for table in (answer, conversation, outbox, survey_asked):
        assert (
            sqlite_panel.database.read(lambda db, t=table: db.execute(select(func.count()).select_from(t)).scalar())
            == 0
        )


def test_beside_the_form_it_plays_what_is_being_written(sqlite_panel: Panel) -> None:
    typed = {"questions": "1", "title_sv": "Bilar", "q0_kind": "yesno", "q0_ask_sv": "Har du lastbil?"}
    assert "Har du lastbil? JA/NEJ" in sqlite_panel.post("/surveys/new", **typed).text
    done = sqlite_panel.post("/surveys/new", **typed, do="say", say="ja").text
    assert "Så här skulle svaren sparas" in done
    unfinished = sqlite_panel.post("/surveys/new", **typed | {"q0_ask_sv": ""}).text
    assert "När frågorna är färdiga" in unfinished
