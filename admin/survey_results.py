"""What was answered to a survey, question by question, as plots and tables show it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row

from admin.survey_bins import bins, median, span
from admin.survey_figures import FEWEST, guarded
from admin.survey_opened import Opened
from admin.visit import Visit
from flows.survey_windows import DAYS, days_in
from flows.surveys import Survey, SurveyOption, SurveyQuestion, text_in
from flows.windows import say_windows
from storage import organizations, surveys
from storage import survey_results as answers
from storage.segments import to_text
from storage.segments.expr import Compare, Has, Name

YES_NO = ("yes", "no", "maybe")
LATEST = 4  # of what was answered in words


@dataclass(frozen=True)
class Bar:
    """How many said something. people: the segment of those who did, "" where there is no way to say it."""

    label: str
    count: int | None
    people: str = ""


@dataclass(frozen=True)
class Answered:
    """A question and its answers. count: how many answered it. facts: of a number, in words. latest: in words.

    is_old: only earlier versions ask it.
    """

    question: SurveyQuestion
    words: str
    count: int | None
    bars: list[Bar] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    latest: list[str] = field(default_factory=list)
    is_old: bool = False

    @property
    def plotted(self) -> list[tuple[str, int]]:
        """What a plot can show."""
        return [(bar.label, bar.count) for bar in self.bars if bar.count is not None]

    def share(self, bar: Bar) -> int | None:
        """Of those who answered, in hundredths."""
        return round(100 * bar.count / self.count) if bar.count is not None and self.count else None


@dataclass(frozen=True)
class Results:
    """All questions, and how far each association has come: (name, people, asked, answered), None where hidden."""

    questions: list[Answered]
    coverage: list[tuple[str, int, int | None, int | None]]
    is_guarded: bool


def results(db: Connection, visit: Visit, it: Opened) -> Results:
    """The results of a survey, counted by the database."""
    counting = Counting(db, visit, it, answers.answered(db, it.row.id), answers.chosen(db, it.row.id))
    newest = {question.key for question in it.survey.questions}
    asked = [replace(counting.of(each), is_old=each.key not in newest) for each in all_questions(db, it.row.id)]
    shown = [each for each in asked if not each.is_old or each.count]
    return Results(shown, _coverage(db, visit, it), counting.is_guarded)


def all_questions(db: Connection, survey_id: int) -> list[SurveyQuestion]:
    """The questions of the newest version, and after them those that only earlier ones ask; with all their options."""
    found: dict[str, SurveyQuestion] = {}
    for row in surveys.versions(db, survey_id):
        for question in Survey.from_json(row.definition).questions:
            known = found.setdefault(question.key, question)
            found[question.key] = replace(known, options=_joined(known.options, question.options))
    return list(found.values())


def asked_question(db: Connection, survey_id: int, key: str) -> SurveyQuestion | None:
    """A question of any version."""
    return next((question for question in all_questions(db, survey_id) if question.key == key), None)


def _joined(known: Sequence[SurveyOption], more: Iterable[SurveyOption]) -> tuple[SurveyOption, ...]:
    keys = {option.key for option in known}
    return (*known, *(option for option in more if option.key not in keys))


@dataclass(frozen=True)
class Counting:
    """What the answers to each question are made of. answered, chosen: see `storage.survey_results`."""

    db: Connection
    visit: Visit
    it: Opened
    answered: Mapping[str, int]
    chosen: Mapping[tuple[str, str], int]

    @property
    def is_guarded(self) -> bool:
        return self.visit.role == "viewer"

    def of(self, question: SurveyQuestion) -> Answered:
        """The answers to one question."""
        words = text_in(question.ask, self.visit.language) or question.key
        count = self.answered.get(question.key, 0)
        if count < FEWEST and self.is_guarded:
            return Answered(question, words, None)
        found = Answered(question, words, count)
        if question.kind == "text":
            return replace(found, latest=self._latest(question))
        if question.kind == "number":
            return self._numbers(found)
        if question.kind == "when":
            return replace(found, bars=self._days(question))
        return replace(found, bars=self._choices(question))

    def _choices(self, question: SurveyQuestion) -> list[Bar]:
        named = [(key, label) for key, label in choices(self.visit, question)]
        asked_for = {key for key, _ in named}
        named += [(key, key) for asked, key in self.chosen if asked == question.key and key not in asked_for]
        counts = [self.chosen.get((question.key, key), 0) for key, _ in named]
        cells = guarded(counts, is_guarded=self.is_guarded)
        return [
            Bar(label, cell, "" if self.is_guarded else self._people(question, key))
            for (key, label), cell in zip(named, cells, strict=True)
        ]

    def _people(self, question: SurveyQuestion, key: str) -> str:
        name = Name(f"{self.it.row.name}.{question.key}")
        return to_text(Has(name, Name(key)) if question.kind == "many" else Compare(name, "=", Name(key)))

    def _numbers(self, found: Answered) -> Answered:
        pairs = answers.numbers(self.db, self.it.row.id, found.question.key)
        named = bins(pairs)
        cells = guarded([count for _, _, count in named], is_guarded=self.is_guarded)
        bars = [Bar(span(low, high), cell) for (low, high, _), cell in zip(named, cells, strict=True)]
        return replace(found, bars=bars, facts=self._facts(pairs))

    def _facts(self, pairs: Sequence[tuple[float, int]]) -> list[tuple[str, str]]:
        """What the numbers come to."""
        count, total = sum(n for _, n in pairs), sum(value * n for value, n in pairs)
        if not count:
            return []
        named = {"mean": total / count, "median": median(pairs), "sum": total}
        return [(self.visit.text(f"survey_{name}"), self._number(value)) for name, value in named.items()]

    def _number(self, value: float) -> str:
        words = f"{round(value, 1):g}" if abs(value) < 100_000 else f"{value:.0f}"
        return words.replace(".", ",") if self.visit.language == "sv" else words

    def _days(self, question: SurveyQuestion) -> list[Bar]:
        """How many can on each day of the week."""
        tally: Counter[str] = Counter()
        for value in surveys.all_answers(self.db, self.it.row.id, question.key):
            tally.update(days_in(value))
        cells = guarded([tally[day] for day in DAYS], is_guarded=self.is_guarded)
        return [Bar(self.visit.text(f"survey_day_{day}"), cell) for day, cell in zip(DAYS, cells, strict=True)]

    def _latest(self, question: SurveyQuestion) -> list[str]:
        if self.is_guarded:
            return []
        rows = answers.page(self.db, self.it.row.id, question.key, before=None, limit=LATEST)
        return [said(self.visit, question, row.value) for row in rows]


def choices(visit: Visit, question: SurveyQuestion) -> list[tuple[str, str]]:
    """What can be chosen: (key, label)."""
    if question.kind == "yesno":
        return [(key, visit.text(f"survey_{key}")) for key in YES_NO]
    return [(option.key, text_in(option.labels, visit.language)) for option in question.options]


def said(visit: Visit, question: SurveyQuestion, value: Any) -> str:
    """An answer in words."""
    if question.kind == "when":
        return say_windows(value if isinstance(value, list) else [], visit.language)
    labels = dict(choices(visit, question))
    each = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one), f"{one:g}" if isinstance(one, float) else str(one)) for one in each)


# Coverage


def _coverage(db: Connection, visit: Visit, it: Opened) -> list[tuple[str, int, int | None, int | None]]:
    rows = surveys.coverage(db, it.row.id, organizations.below(db, it.row.organization_id))
    asked = guarded([row.asked for row in rows], is_guarded=visit.role == "viewer")
    answered = guarded([row.answered for row in rows], is_guarded=visit.role == "viewer")
    return [_covered(row, *cells) for row, *cells in zip(rows, asked, answered, strict=True)]


def _covered(row: Row[Any], asked: int | None, answered: int | None) -> tuple[str, int, int | None, int | None]:
    return row.organization, row.people, asked, answered
