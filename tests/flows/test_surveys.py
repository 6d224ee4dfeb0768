"""A survey asks what applies, in its order, in the language of the one who answers."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.surveys import (
    Survey,
    SurveyOption,
    SurveyQuestion,
    applicable,
    next_question,
    previous_question,
    relevant,
    text_in,
)

TASKS = SurveyQuestion(
    key="tasks",
    kind="many",
    ask={"sv": "Vad vill du göra?", "en": "What would you like to do?"},
    options=(
        SurveyOption("cottage", {"sv": "Stå i valstuga", "en": "Campaign cottage"}, ("stugan",)),
        SurveyOption("flyers", {"sv": "Dela flygblad", "en": "Hand out flyers"}),
    ),
)
HOURS = SurveyQuestion("hours", "number", {"sv": "Hur många timmar?"}, low=0, high=60, only_if={"tasks": ("cottage",)})
LEAD = SurveyQuestion("lead", "yesno", {"sv": "Kan du leda?"}, only_if={"tasks": ("cottage", "flyers")}, required=True)
CAR = SurveyQuestion("car", "yesno", {"sv": "Har du bil?"}, only_if={"tasks": ("flyers",), "lead": ("yes", "maybe")})
OTHER = SurveyQuestion("other", "text", {"sv": "Något annat?"})
SURVEY = Survey("inventering", {"sv": "Inventering", "en": "Inventory"}, (TASKS, HOURS, LEAD, CAR, OTHER))


def asked(answers: dict[str, Any]) -> list[str]:
    keys, question = [], next_question(SURVEY, None, answers)
    while question:
        keys.append(question.key)
        question = next_question(SURVEY, question.key, answers)
    return keys


@pytest.mark.parametrize(
    ("answers", "keys"),
    [
        ({}, ["tasks", "other"]),
        ({"tasks": ["cottage"]}, ["tasks", "hours", "lead", "other"]),
        ({"tasks": ["flyers"]}, ["tasks", "lead", "other"]),
        ({"tasks": ["flyers"], "lead": "maybe"}, ["tasks", "lead", "car", "other"]),
        ({"tasks": ["cottage"], "lead": "yes"}, ["tasks", "hours", "lead", "other"]),
        ({"tasks": ["flyers", "cottage"], "lead": "no"}, ["tasks", "hours", "lead", "other"]),
    ],
)
def test_only_what_applies_is_asked(answers, keys):
    assert asked(answers) == keys


def test_a_skipped_question_opens_nothing():
    assert not applicable(LEAD, {})
    assert not applicable(LEAD, {"tasks": []})


def test_all_the_questions_that_one_hangs_on_must_agree():
    assert applicable(CAR, {"tasks": ["flyers"], "lead": "yes"})
    assert not applicable(CAR, {"tasks": ["cottage"], "lead": "yes"})


def test_an_answer_that_lost_its_ground_no_longer_counts():
    answers = {"tasks": ["flyers"], "lead": "yes", "car": "yes"}

    assert relevant(SURVEY, answers) == answers
    assert relevant(SURVEY, answers | {"tasks": []}) == {"tasks": []}
    assert next_question(SURVEY, "tasks", answers | {"tasks": []}) == OTHER


def test_a_number_is_never_a_key():
    hangs_on_a_number = SurveyQuestion("more", only_if={"hours": ("4",)})

    assert not applicable(hangs_on_a_number, {"hours": 4})


def test_back_goes_to_the_last_question_that_was_asked():
    answers = {"tasks": ["flyers"], "lead": "no"}

    assert previous_question(SURVEY, "other", answers) == LEAD
    assert previous_question(SURVEY, "lead", answers) == TASKS
    assert previous_question(SURVEY, "tasks", answers) is None


def test_after_the_last_question_there_is_none():
    assert next_question(SURVEY, "other", {}) is None
    assert next_question(Survey("tom"), None, {}) is None


def test_a_key_that_the_survey_does_not_have_is_an_error():
    with pytest.raises(KeyError):
        next_question(SURVEY, "gone", {})


def test_a_missing_language_falls_back_to_the_first_given():
    assert text_in(SURVEY.title, "en") == "Inventory"
    assert text_in(SURVEY.title, "so") == "Inventering"
    assert text_in({"en": "Only", "sv": "Bara"}, "so") == "Only"
    assert text_in({}, "sv") == ""


def test_a_survey_comes_back_from_the_database_as_it_was():
    assert Survey.from_json(json.loads(json.dumps(SURVEY.to_json()))) == SURVEY


def test_the_first_language_stays_first_in_a_database_that_sorts_its_keys():
    survey = Survey("x", {"sv": "Svenska", "en": "English"}, (OTHER,))

    stored = json.loads(json.dumps(survey.to_json(), sort_keys=True))

    assert text_in(Survey.from_json(stored).title, "so") == "Svenska"


def test_what_an_older_or_newer_version_stored_is_read_all_the_same():
    stored = {"name": "x", "colour": "red", "questions": [{"key": "a", "ask": {"sv": "A?"}, "new": 1}]}

    assert Survey.from_json(stored) == Survey("x", {}, (SurveyQuestion("a", ask={"sv": "A?"}),))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "tasks": st.lists(st.sampled_from(["cottage", "flyers"]), unique=True),
            "hours": st.integers(0, 60),
            "lead": st.sampled_from(["yes", "no", "maybe"]),
            "car": st.sampled_from(["yes", "no", "maybe"]),
        },
    )
)
def test_going_back_visits_the_same_questions_as_going_on(answers):
    back, question = ["other"], previous_question(SURVEY, "other", answers)
    while question:
        back.append(question.key)
        question = previous_question(SURVEY, question.key, answers)

    assert back[::-1] == asked(answers)
