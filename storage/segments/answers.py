"""Tests on surveys: what was answered, and how far a person came."""

import re
from datetime import datetime, time
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, not_, select

from storage.segments.errors import Refused, fold, near
from storage.segments.expr import Compare, Has, Name, SurveyIs
from storage.segments.scope import Scope
from storage.segments.sql import one_of, people_of, texts_where
from storage.segments.surveys import Question
from storage.tables import answer, answer_option, survey_asked

NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
OPERATORS = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def has(scope: Scope, test: Has) -> Select[Any]:
    """The ids of those who chose the option."""
    questions = scope.questions(test.question)
    if questions[0].kind not in ("yesno", "one", "many"):
        raise Refused(test.question.at, "no_options", word=test.question.text)
    return _chose(scope, questions, test.option)


def compare(scope: Scope, test: Compare) -> Select[Any] | ColumnElement[bool]:
    """The ids of those whose answer compares so; `!=` is everybody else than `=`."""
    if test.operator == "!=":
        return not_(people_of(scope.db, compare(scope, Compare(test.question, "=", test.value))))
    questions = scope.questions(test.question)
    kind = questions[0].kind
    if kind == "number":
        return _number(scope, questions, test)
    if test.operator != "=":
        raise Refused(test.question.at, "not_a_number", word=test.question.text)
    if kind == "when":
        raise Refused(test.question.at, "ask_free", word=test.question.text)
    read = _text if kind in ("text", "language") else _chose
    return read(scope, questions, test.value)


def survey_is(scope: Scope, test: SurveyIs) -> Select[Any]:
    """The ids of those who stand so with the survey."""
    ids = select(survey_asked.c.person_id).where(
        survey_asked.c.survey_id.in_([survey.id for survey in scope.surveys(test.survey)])
    )
    state = {"answered": "answered", "half answered": "partial"}.get(test.state)
    if state:
        ids = ids.where(survey_asked.c.state == state)
    if test.before:
        moment = survey_asked.c.answered_at if test.state == "answered" else survey_asked.c.asked_at
        ids = ids.where(moment < datetime.combine(test.before, time(), scope.zone))
    return ids


def answers_to(questions: list[Question]) -> Select[Any]:
    """The ids of those who answered one of the questions; these all have the same key."""
    surveys = answer.c.survey_id.in_([question.survey_id for question in questions])
    return select(answer.c.person_id).where(surveys, answer.c.question == questions[0].key)


def _chose(scope: Scope, questions: list[Question], name: Name) -> Select[Any]:
    options = {label: key for question in questions for label, key in question.options.items()}
    key = options.get(fold(name.text))
    if key is None:
        known = ", ".join(dict.fromkeys(options.values()))
        raise Refused(name.at, "unknown_option", word=name.text, near=near(name.text, options), choices=known)
    chosen = select(answer_option.c.answer_id).where(answer_option.c.option == key)
    return answers_to(questions).where(answer.c.id.in_(chosen))


def _number(scope: Scope, questions: list[Question], test: Compare) -> Select[Any]:
    if not NUMBER.fullmatch(test.value.text):
        raise Refused(test.value.at, "bad_number", word=test.value.text)
    wanted = float(test.value.text.replace(",", "."))
    return answers_to(questions).where(OPERATORS[test.operator](answer.c.number, wanted))


def _text(scope: Scope, questions: list[Question], name: Name) -> Select[Any]:
    written = cast(answer.c.value, Text)
    given = answers_to(questions).with_only_columns(written).distinct()
    wanted = fold(name.text)
    same = texts_where(scope.db, given, lambda value: isinstance(value, str) and fold(value) == wanted)
    return answers_to(questions).where(one_of(written, same))
