"""What people do shows what they can: who stands in the campaign cottage need not be asked whether they could."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.turn import Here
from flows.reading.normal import fold
from flows.survey import shown
from flows.survey_options import read_as
from flows.surveys import Survey, SurveyQuestion
from storage import shifts

YEAR = timedelta(days=365)  # what somebody did longer ago than that shows nothing
SHORTEST = 4  # letters of a word of an activity that a question may name


def shown_by_deeds(here: Here, survey: Survey) -> dict[str, Any]:
    """Answers to a survey that the activities of the person's last year show: options of many, and yes."""
    if here.person is None:
        return {}
    done = shifts.activities_done(here.db, here.person.id, here.now - YEAR, here.now)
    found = {question.key: _shown(question, done) for question in survey.questions} if done else {}
    return {key: value for key, value in found.items() if value}


def _shown(question: SurveyQuestion, done: Iterable[str]) -> Any:
    if question.kind == "many":
        return [key for key in dict.fromkeys(_option(question, name) for name in done) if key]
    return "yes" if question.kind == "yesno" and any(_is_named(question, name) for name in done) else None


def _option(question: SurveyQuestion, name: str) -> str:
    """The option that an activity is; by the reading that reads the replies."""
    keys = {option.key for option in question.options}
    found = (read_as(name, shown(question, language), language) for language in question.ask)
    return next((key for key in found if key in keys), "")


def _is_named(question: SurveyQuestion, name: str) -> bool:
    asked = fold(" ".join(question.ask.values()))
    return any(len(word) >= SHORTEST and word in asked for word in fold(name).split())
