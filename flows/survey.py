"""Any survey that an organizer wrote: one step, over a pinned version of its questions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from flows import unclear
from flows.core import Again, Ask, Done, Flow, Goto, Move, Step, Turn
from flows.reading.question import Choice, Question
from flows.reading.reading import Reading
from flows.surveys import Survey, SurveyQuestion, next_question, previous_question, text_in
from flows.text import spoken
from flows.windows import say_windows


class Desk(Protocol):
    def survey(self, version: int) -> Survey | None:
        """The pinned version of a survey."""

    def answers(self, version: int) -> Mapping[str, Any]:
        """What the person has answered to it, by question key."""

    def save_answer(self, version: int, question: str, value: Any, condition: str = "") -> None:
        """Store an answer, with its condition and date; what stood there before can be undone."""

    def skip_answer(self, version: int, question: str) -> None:
        """The question was passed over: no answer to it stands."""

    def finish_survey(self, version: int, state: str) -> None:
        """The person is through (`answered`), or does not want to (`declined`)."""

    def speak(self, language: str) -> None:
        """From now on the person is written to in this language."""


@dataclass(frozen=True)
class Progress:
    version: int = 0
    question: str = ""  # the key of the question that is open; empty before the first


def ask_question(turn: Turn) -> Ask | Done:
    survey = turn.desk.survey(turn.state.version)
    question = _current(turn, survey) if survey else None
    if survey is None or question is None:
        return Done(turn.text("survey_closed"))
    return Ask(text_in(question.ask, turn.language), shown(question, turn.language))


def _current(turn: Turn, survey: Survey) -> SurveyQuestion | None:
    """The open question; a key that the survey no longer has, or none yet, means the first one."""
    by_key = {question.key: question for question in survey.questions}
    return by_key.get(turn.state.question) or next_question(survey, None, turn.desk.answers(turn.state.version))


def introduce(turn: Turn) -> str:
    """Who asks, what about, how many questions, and how to stop: once, unless it goes on in the middle."""
    survey = turn.desk.survey(turn.state.version)
    if survey is None or turn.state.question:
        return ""
    title = text_in(survey.title, turn.language)
    values = {"name": turn.name, "organization": turn.organization, "title": title, "n": len(survey.questions)}
    return turn.text("survey_introduction", **values)


def shown(question: SurveyQuestion, language: str) -> Question:
    """A survey's question as it is shown and read."""
    choices = tuple(
        Choice(option.key, number, text_in(option.labels, language), tuple(option.labels.values()) + option.words)
        for number, option in enumerate(question.options, 1)
    )
    return Question(question.kind, "", choices, (), question.low, question.high, question.required)


def take_answer(turn: Turn, reading: Reading) -> Move:
    survey = turn.desk.survey(turn.state.version)
    question = _current(turn, survey) if survey else None
    if survey is None or question is None:
        return Done(turn.text("survey_closed"))
    if reading.intent == "skip":
        return _skip(turn, survey, question)
    if reading.intent == "back":
        return _back(turn, survey, question)
    if reading.intent == "decline" and question.kind not in ("yesno",):
        return _decline(turn)
    return _answer(turn, survey, question, reading)


def _answer(turn: Turn, survey: Survey, question: SurveyQuestion, reading: Reading) -> Move:
    value = answer_value(question, reading)
    if value is None:
        return Again(_which(turn, question, reading) or _hint(turn, question))
    turn.desk.save_answer(turn.state.version, question.key, value, reading.get("condition") or "")
    if question.kind == "language":
        turn.desk.speak(value)
        turn = replace(turn, language=spoken(value))
    return _on(turn, survey, question, _noted(turn, question, value, reading))


def _on(turn: Turn, survey: Survey, question: SurveyQuestion, say: str = "") -> Move:
    answers = turn.desk.answers(turn.state.version)
    following = next_question(survey, question.key, answers)
    if following is None:
        turn.desk.finish_survey(turn.state.version, "answered")
        return Done(" ".join(part for part in (say, turn.text("survey_thanks")) if part))
    return Goto("question", replace(turn.state, question=following.key), say, turn.language)


def _skip(turn: Turn, survey: Survey, question: SurveyQuestion) -> Move:
    if question.required:
        return Goto("question", turn.state, turn.text("cannot_skip"))
    turn.desk.skip_answer(turn.state.version, question.key)
    return _on(turn, survey, question)


def _back(turn: Turn, survey: Survey, question: SurveyQuestion) -> Move:
    before = previous_question(survey, question.key, turn.desk.answers(turn.state.version))
    if before is None:
        return Goto("question", turn.state, turn.text("first_question"))
    return Goto("question", replace(turn.state, question=before.key))


def _decline(turn: Turn) -> Move:
    turn.desk.finish_survey(turn.state.version, "declined")
    return Done(turn.text("survey_declined"))


def answer_value(question: SurveyQuestion, reading: Reading) -> Any:
    """The value to store, as contract.md has it by kind; None when the reading holds no answer to the question."""
    if question.kind == "when":
        return list(reading["windows"]) if reading.get("windows") else None
    if reading.intent not in ("answer", "answers"):
        return None
    keys = [option.key for option in question.options]
    if question.kind == "many":
        chosen = reading.get("values") or [reading.get("value")]
        return [key for key in keys if key in chosen] or None
    value = reading.get("value")
    if question.kind == "one":
        return value if value in keys else None
    if question.kind == "yesno":
        return value if value in ("yes", "no", "maybe") else None
    return value


def _hint(turn: Turn, question: SurveyQuestion) -> str:
    """What to say before asking again; empty where the general words do."""
    if question.kind == "number" and question.low is not None and question.high is not None:
        return turn.text("number_between", low=f"{question.low:g}", high=f"{question.high:g}")
    return turn.text(f"hint_{question.kind}") if question.kind in ("many", "when") else ""


def _which(turn: Turn, question: SurveyQuestion, reading: Reading) -> str:
    """What the reply may have meant, by name."""
    if reading.intent != "ask_again":
        return ""
    if question.kind == "yesno":
        return unclear.yes_or_no(turn, reading)
    if question.kind == "number":
        return unclear.numbers(turn, reading)
    if question.kind == "when":
        return unclear.days(turn, reading)
    return unclear.choices(turn, reading, shown(question, turn.language))


def _noted(turn: Turn, question: SurveyQuestion, value: Any, reading: Reading) -> str:
    """Read back what was understood, where it could have been understood otherwise."""
    if reading.get("condition"):
        return turn.text("noted_condition", value=turn.text(value).lower(), condition=reading["condition"])
    if question.kind == "when":
        return turn.text("noted", what=say_windows(value, turn.language))
    if question.kind == "many" or reading.get("near"):
        chosen = value if isinstance(value, list) else [value]
        labels = [text_in(o.labels, turn.language) for o in question.options if o.key in chosen]
        return turn.text("noted", what=", ".join(labels or [str(value)]))
    return ""


STEPS = {"question": Step(ask_question, take_answer)}
SURVEY = Flow("survey", "question", Progress, STEPS, opening=introduce, nudges=True, days=14)
