"""Surveys as data: questions that an organizer wrote, and which of them comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

SurveyKind = Literal["yesno", "one", "many", "number", "when", "text", "language"]
KINDS: tuple[SurveyKind, ...] = get_args(SurveyKind)

Texts = Mapping[str, str]  # by language; the order is the writer's
Answers = Mapping[str, Any]  # by question key, valued as contract.md says; a skipped question is absent


@dataclass(frozen=True)
class SurveyOption:
    """One answer to choose; `words` are other names for it, in any language."""

    key: str
    labels: Texts = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class SurveyQuestion:
    """One question. `low` and `high` bound a number; `only_if`: by earlier question, keys that open it."""

    key: str
    kind: SurveyKind = "text"
    ask: Texts = field(default_factory=dict)
    options: tuple[SurveyOption, ...] = ()
    low: float | None = None
    high: float | None = None
    only_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: bool = False


@dataclass(frozen=True)
class Survey:
    """A survey; its questions are asked in this order."""

    name: str
    title: Texts = field(default_factory=dict)
    questions: tuple[SurveyQuestion, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is stored. Texts become pairs: a database may forget the order of an object's keys."""
        data = asdict(self)
        data["title"] = list(self.title.items())
        for question, stored in zip(self.questions, data["questions"], strict=True):
            stored["ask"] = list(question.ask.items())
            for option, stored_option in zip(question.options, stored["options"], strict=True):
                stored_option["labels"] = list(option.labels.items())
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Survey":
        """Read back what `to_json` wrote; an unknown field is passed over, a missing one has its default."""
        return cls(
            name=data["name"],
            title=dict(data.get("title", ())),
            questions=tuple(_question(question) for question in data.get("questions", ())),
        )


def text_in(texts: Texts, language: str) -> str:
    """The text in that language, or else in the first that was given; empty when there is none."""
    return texts[language] if language in texts else next(iter(texts.values()), "")


def next_question(survey: Survey, after_key: str | None, answers: Answers) -> SurveyQuestion | None:
    """The first question after that one (None: of all) that applies, or None. KeyError for an unknown key."""
    later = survey.questions[_place(survey, after_key) + 1 :]
    return _first(later, relevant(survey, answers))


def previous_question(survey: Survey, before_key: str, answers: Answers) -> SurveyQuestion | None:
    """The last question before that one that applies, or None. KeyError for an unknown key."""
    earlier = survey.questions[: _place(survey, before_key)]
    return _first(earlier[::-1], relevant(survey, answers))


def applicable(question: SurveyQuestion, answers: Answers) -> bool:
    """Whether every question that this one hangs on was answered with one of the listed keys."""
    return all(_keys(answers.get(key)) & set(wanted) for key, wanted in question.only_if.items())


def relevant(survey: Survey, answers: Answers) -> dict[str, Any]:
    """The answers whose questions still apply: changing one may leave later ones without ground."""
    kept: dict[str, Any] = {}
    for question in survey.questions:
        if question.key in answers and applicable(question, kept):
            kept[question.key] = answers[question.key]
    return kept


def _first(questions: Sequence[SurveyQuestion], answers: Answers) -> SurveyQuestion | None:
    return next((question for question in questions if applicable(question, answers)), None)


def _place(survey: Survey, key: str | None) -> int:
    if key is None:
        return -1
    return {question.key: place for place, question in enumerate(survey.questions)}[key]


def _keys(answer: Any) -> set[str]:
    """The keys that an answer holds: one, several, or none for what is no key at all."""
    if isinstance(answer, str):
        return {answer}
    return {key for key in answer if isinstance(key, str)} if isinstance(answer, list | tuple) else set()


def _question(data: Mapping[str, Any]) -> SurveyQuestion:
    known = {name: data[name] for name in ("key", "kind", "low", "high", "required") if name in data}
    return SurveyQuestion(
        **known,
        ask=dict(data.get("ask", ())),
        options=tuple(_option(option) for option in data.get("options", ())),
        only_if={key: tuple(wanted) for key, wanted in data.get("only_if", {}).items()},
    )


def _option(data: Mapping[str, Any]) -> SurveyOption:
    return SurveyOption(data["key"], dict(data.get("labels", ())), tuple(data.get("words", ())))
