"""A survey while it is being written: what stands in the form, whole or not, and what its buttons make of it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from admin.form import Form
from flows.survey_written import document_of
from flows.surveys import KINDS, Survey, SurveyOption, SurveyQuestion

LANGUAGES = ("sv", "en")
WITH_OPTIONS = ("one", "many")
WITHOUT_KEYS = ("number", "when", "text")
SKIPPED_ALWAYS = WITHOUT_KEYS
MOST_QUESTIONS, MOST_OPTIONS, MOST_LANGUAGES = 60, 20, 6
LONGEST_KEY, LONGEST_NAME = 40, 60
# What "which language?" is answered with.
SPOKEN = (("sv", {"sv": "Svenska", "en": "Swedish"}), ("en", {"sv": "Engelska", "en": "English"}))

Texts = Mapping[str, str]


@dataclass(frozen=True)
class OptionDraft:
    """An option; words: its other names, with commas between them."""

    key: str = ""
    labels: Texts = field(default_factory=dict)
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.words and not any(self.labels.values())


@dataclass(frozen=True)
class QuestionDraft:
    """A question. low, high: as typed. only_if: pairs of a question's key and an option's, `tasks:cottage`."""

    key: str = ""
    kind: str = "yesno"
    ask: Texts = field(default_factory=dict)
    options: tuple[OptionDraft, ...] = ()
    low: str = ""
    high: str = ""
    only_if: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Draft:
    """A survey as it stands in the form."""

    name: str = ""
    title: Texts = field(default_factory=dict)
    questions: tuple[QuestionDraft, ...] = ()
    languages: tuple[str, ...] = LANGUAGES


def new() -> Draft:
    """An empty one, with its first question begun."""
    return Draft(questions=(QuestionDraft(),))


def of_survey(survey: Survey) -> Draft:
    """A survey as it can be edited."""
    document = document_of(survey)
    texts = [survey.title, *(q.ask for q in survey.questions), *(o.labels for q in survey.questions for o in q.options)]
    languages = tuple(dict.fromkeys([*LANGUAGES, *(code for each in texts for code in each)]))
    pairs = zip(survey.questions, document["questions"], strict=True)
    return Draft(survey.name, survey.title, tuple(_of_question(q, fields) for q, fields in pairs), languages)


def _of_question(question: SurveyQuestion, fields: Mapping[str, Any]) -> QuestionDraft:
    return QuestionDraft(
        question.key, question.kind, question.ask, tuple(_of_option(option) for option in question.options),
        fields["min"], fields["max"], tuple(f"{key}:{one}" for key, each in question.only_if.items() for one in each),
        question.required,
    )  # fmt: skip


def _of_option(option: SurveyOption) -> OptionDraft:
    return OptionDraft(option.key, option.labels, ", ".join(option.words))


# The form


def of_form(form: Form) -> Draft:
    """What was typed, kept as it is; what has words but no key yet gets one."""
    codes = [code for code in form.text("languages").split() if re.fullmatch("[a-z]{2,3}", code)]
    languages = tuple(dict.fromkeys([*LANGUAGES, *codes]))[:MOST_LANGUAGES]
    count = min(form.number("questions") or 0, MOST_QUESTIONS)
    questions = tuple(_question(form, f"q{n}", languages) for n in range(count))
    return keyed(Draft(form.text("name"), _texts(form, "title", languages), questions, languages))


def _texts(form: Form, name: str, languages: Iterable[str]) -> dict[str, str]:
    given = {code: form.text(f"{name}_{code}").replace("\r\n", "\n") for code in languages}
    return {code: words for code, words in given.items() if words}


def _question(form: Form, name: str, languages: Sequence[str]) -> QuestionDraft:
    count = min(form.number(f"{name}_options") or 0, MOST_OPTIONS)
    options = tuple(_option(form, f"{name}_o{n}", languages) for n in range(count))
    kind = form.text(f"{name}_kind")
    return QuestionDraft(
        form.text(f"{name}_key"), kind if kind in KINDS else "text", _texts(form, f"{name}_ask", languages), options,
        form.text(f"{name}_low").replace(",", "."), form.text(f"{name}_high").replace(",", "."),
        tuple(form.texts(f"{name}_if")), form.on(f"{name}_required"),
    )  # fmt: skip


def _option(form: Form, name: str, languages: Sequence[str]) -> OptionDraft:
    return OptionDraft(form.text(f"{name}_key"), _texts(form, name, languages), form.text(f"{name}_words"))


def keyed(draft: Draft) -> Draft:
    """The same, with a key for each question and option that has words: what answers are kept under, for good."""
    taken = {question.key for question in draft.questions}
    return replace(draft, questions=tuple(_keyed(question, taken) for question in draft.questions))


def _keyed(question: QuestionDraft, taken: set[str]) -> QuestionDraft:
    words = next(iter(question.ask.values()), "")
    key = question.key or (_free(words, taken) if words else "")
    mine = {option.key for option in question.options}
    options = [
        option if option.key or option.is_empty else replace(option, key=_free(_first(option), mine))
        for option in question.options
    ]
    return replace(question, key=key, options=tuple(options))


def _first(option: OptionDraft) -> str:
    return next(iter(option.labels.values()), option.words)


def _free(words: str, taken: set[str]) -> str:
    """A key like these words that is not taken, and is from now on."""
    stem = slug(words)[: LONGEST_KEY - 3].strip("_") or "x"
    names = (stem if n == 1 else f"{stem}_{n}" for n in range(1, len(taken) + 3))
    key = next(name for name in names if name not in taken)
    taken.add(key)
    return key


def slug(words: str) -> str:
    """`Vad vill du göra?` as `vad_vill_du_gora`."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


# The buttons


def changed(draft: Draft, deed: str) -> Draft:
    """What a button does: `add`, `up:1`, `down:1`, `drop:1`, `add_option:1`, `drop_option:1:2`, `up_option:1:2`.

    Questions and options are counted from 0; what is not there stays undone.
    """
    name, *places = deed.split(":")
    at = [int(place) for place in places if place.isdecimal() and len(place) < 4]
    if name == "add":
        return replace(draft, questions=(*draft.questions, QuestionDraft())[:MOST_QUESTIONS])
    if not at or at[0] >= len(draft.questions):
        return draft
    if name.endswith("_option"):
        options = _options_changed(draft.questions[at[0]].options, name.removesuffix("_option"), at[1:])
        return _with(draft, at[0], replace(draft.questions[at[0]], options=options))
    return replace(draft, questions=tuple(_moved(draft.questions, name, at[0])))


def _options_changed(options: tuple[OptionDraft, ...], name: str, at: Sequence[int]) -> tuple[OptionDraft, ...]:
    if name == "add":
        return (*options, OptionDraft())[:MOST_OPTIONS]
    return tuple(_moved(options, name, at[0])) if at and at[0] < len(options) else options


def _moved(items: Sequence[Any], name: str, at: int) -> list[Any]:
    left = [item for place, item in enumerate(items) if place != at]
    if name == "drop":
        return left
    to = {"up": max(at - 1, 0), "down": at + 1}.get(name, at)
    return [*left[:to], items[at], *left[to:]]


def _with(draft: Draft, at: int, question: QuestionDraft) -> Draft:
    return replace(draft, questions=(*draft.questions[:at], question, *draft.questions[at + 1 :]))


def ready(draft: Draft) -> Draft:
    """The same, where a question of choice has rows to write its first options in."""
    rows = (OptionDraft(), OptionDraft())
    filled = (replace(q, options=rows) if q.kind in WITH_OPTIONS and not q.options else q for q in draft.questions)
    return replace(draft, questions=tuple(filled))


# What it is as a file


def document(draft: Draft) -> dict[str, Any]:
    """The survey as `survey_written.written` takes it; what does not belong to a question's kind is left out.

    Options keep their places: one that is empty is there, and is named as wrong, unless it is one of the last.
    """
    named = draft.name or slug(next(iter(draft.title.values()), ""))[:LONGEST_NAME]
    questions = [_document(question, number) for number, question in enumerate(draft.questions, 1)]
    return {"name": named, "title": draft.title, "questions": questions}


def _document(question: QuestionDraft, number: int) -> dict[str, Any]:
    is_number = question.kind == "number"
    return {
        "key": question.key or f"q{number}", "kind": question.kind, "ask": question.ask,
        "options": list(_options(question)), "min": question.low if is_number else "",
        "max": question.high if is_number else "", "only_if": _only_if(question),
        "required": question.required and question.kind not in SKIPPED_ALWAYS,
    }  # fmt: skip


def _options(question: QuestionDraft) -> Iterator[dict[str, Any]]:
    found = question.options if question.kind in WITH_OPTIONS else ()
    if question.kind == "language":
        spoken = tuple(option for option in question.options if re.fullmatch("[a-z]{2,3}", option.key))
        found = spoken or tuple(OptionDraft(code, labels) for code, labels in SPOKEN)
    last = max((place for place, option in enumerate(found) if not option.is_empty), default=-1)
    for number, option in enumerate(found[: last + 1], 1):
        words = [word for part in option.words.split(",") if (word := part.strip())]
        yield {"key": option.key or f"o{number}", **option.labels, "words": words}


def _only_if(question: QuestionDraft) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in question.only_if:
        key, _, option = pair.partition(":")
        found.setdefault(key, []).append(option)
    return found
