"""Any survey that an organizer wrote: one step, over a pinned version of its questions."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, Protocol

from flows import unclear
from flows.core import Again, Ask, Done, Flow, Goto, Move, Step, Turn
from flows.reading.question import Choice, Question
from flows.reading.reading import Reading
from flows.surveys import Survey, SurveyOption, SurveyQuestion, next_question, previous_question, text_in
from flows.text import spoken
from flows.windows import say_windows


class Desk(Protocol):
    def survey(self, version: int) -> Survey | None:
        """The pinned version of a survey."""

    def answers(self, version: int) -> Mapping[str, Any]:
        """What the person has answered to it, by question key."""

    def answered_since(self, version: int, since: str) -> Set[str]:
        """The questions that the person has answered since a moment (ISO 8601)."""

    def shown_by_deeds(self, version: int) -> Mapping[str, Any]:
        """Answers that what the person does shows already, by question: who stands in the cottage can."""

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
    since: str = ""  # asked again: what has been answered since then is not asked


def ask_question(turn: Turn) -> Ask | Done:
    survey = turn.desk.survey(turn.state.version)
    question = _current(turn, survey) if survey else None
    if survey is None or question is None:
        return Done("" if survey and turn.state.since else turn.text("survey_closed"))
    return Ask(text_in(question.ask, turn.language), shown(question, turn.language, _known(turn, question)))


def _current(turn: Turn, survey: Survey) -> SurveyQuestion | None:
    """The open question; a key that the survey no longer has, or none yet, means the first one."""
    by_key = {question.key: question for question in survey.questions}
    return by_key.get(turn.state.question) or _next(turn, survey, None)


def _next(turn: Turn, survey: Survey, after: str | None) -> SurveyQuestion | None:
    """The next question that applies and whose answer is not known: it is old, or nothing shows it yet."""
    answers = turn.desk.answers(turn.state.version)
    needless = _needless(turn, survey)
    following = next_question(survey, after, answers)
    while following is not None and following.key in needless:
        following = next_question(survey, following.key, answers)
    return following


def _needless(turn: Turn, survey: Survey) -> Set[str]:
    deeds = turn.desk.shown_by_deeds(turn.state.version)
    all_shown = {q.key for q in survey.questions if q.key in deeds and len(_left(q, deeds[q.key])) == 0}
    since = turn.state.since
    return all_shown | (turn.desk.answered_since(turn.state.version, since) if since else set())


def _left(question: SurveyQuestion, known: Any) -> Sequence[SurveyOption]:
    return [option for option in question.options if option.key not in known] if question.kind == "many" else []


def _known(turn: Turn, question: SurveyQuestion) -> Sequence[str]:
    """The options of a question that need no asking."""
    known = turn.desk.shown_by_deeds(turn.state.version).get(question.key) if question.kind == "many" else ()
    return tuple(known or ())


def introduce(turn: Turn) -> str:
    """Who asks, what about, how many questions, and how to stop: once, unless it goes on in the middle."""
    survey = turn.desk.survey(turn.state.version)
    if survey is None or turn.state.question or _current(turn, survey) is None:
        return ""
    title = text_in(survey.title, turn.language)
    n = len(survey.questions) - len(_needless(turn, survey))
    values = {"name": turn.name, "organization": turn.organization, "title": title, "n": n}
    return turn.text("survey_introduction", **values)


def shown(question: SurveyQuestion, language: str, known: Sequence[str] = ()) -> Question:
    """A survey's question as it is shown and read, without the options that are `known`."""
    choices = tuple(
        Choice(option.key, number, text_in(option.labels, language), tuple(option.labels.values()) + option.words)
        for number, option in enumerate((o for o in question.options if o.key not in known), 1)
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
    stored = [*_known(turn, question), *value] if question.kind == "many" else value
    turn.desk.save_answer(turn.state.version, question.key, stored, reading.get("condition") or "")
    if question.kind == "language":
        turn.desk.speak(value)
        turn = replace(turn, language=spoken(value))
    return _on(turn, survey, question, _noted(turn, question, value, reading))


def _on(turn: Turn, survey: Survey, question: SurveyQuestion, say: str = "") -> Move:
    following = _next(turn, survey, question.key)
    if following is None:
        _keep_deeds(turn)
        turn.desk.finish_survey(turn.state.version, "answered")
        return Done(" ".join(part for part in (say, turn.text("survey_thanks")) if part))
    return Goto("question", replace(turn.state, question=following.key), say, turn.language)


def _keep_deeds(turn: Turn) -> None:
    """What deeds show is an answer too, where nothing else was said."""
    answers = turn.desk.answers(turn.state.version)
    for key, value in turn.desk.shown_by_deeds(turn.state.version).items():
        if key not in answers:
            turn.desk.save_answer(turn.state.version, key, value)


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
