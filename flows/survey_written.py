"""A survey written as the YAML file that `survey_file` reads, with the place that each of its lines belongs to."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flows.surveys import Survey, SurveyOption, SurveyQuestion

# What any reader of YAML takes for the same word.
_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*")
_NOT_PLAIN: Final = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_HIDDEN: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Where a line belongs: to a question and one of its options, both from 0; None is the survey as a whole."""

    question: int | None = None
    option: int | None = None


@dataclass(frozen=True)
class Written:
    """The file, and the places of its lines, the first line first."""

    text: str
    places: tuple[Place, ...]

    def place(self, line: int) -> Place:
        """Where a line, from 1, belongs."""
        return self.places[line - 1] if 0 < line <= len(self.places) else Place()


def written(document: Mapping[str, Any]) -> Written:
    """A survey as contract.md has it, in names and lists; what is None or empty is left out, wrong things stay."""
    lines = [(line, Place()) for line in _head(document)]
    for number, question in enumerate(document.get("questions") or ()):
        lines += [(line, Place(number, option)) for line, option in _question(question)]
    return Written("".join(f"{line}\n" for line, _ in lines), tuple(place for _, place in lines))


def document_of(survey: Survey) -> dict[str, Any]:
    """A survey as `written` takes it."""
    return {"name": survey.name, "title": survey.title, "questions": [_fields(each) for each in survey.questions]}


def _fields(question: SurveyQuestion) -> dict[str, Any]:
    return {
        "key": question.key, "kind": question.kind, "ask": question.ask,
        "options": [_option_fields(option) for option in question.options], "min": _shown(question.low),
        "max": _shown(question.high), "only_if": question.only_if, "required": question.required,
    }  # fmt: skip


def _option_fields(option: SurveyOption) -> dict[str, Any]:
    return {"key": option.key, **option.labels, "words": option.words}


def _shown(bound: float | None) -> str:
    return "" if bound is None else f"{bound:f}".rstrip("0").rstrip(".")


def _head(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"name: {_quoted(document.get('name') or '')}"
    yield f"title: {_pairs(document.get('title') or {})}"
    yield "questions:" if document.get("questions") else "questions: []"


def _question(question: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """The lines of a question, each with its option."""
    yield f"  - key: {_word(question['key'])}", None
    yield f"    kind: {_word(question['kind'])}", None
    yield f"    ask: {_pairs(question['ask'])}", None
    if question.get("options"):
        yield "    options:", None
        for number, option in enumerate(question["options"]):
            yield f"      - {_pairs(option)}", number
    for name in ("min", "max"):
        if question.get(name):
            yield f"    {name}: {_number(question[name])}", None
    if question.get("only_if"):
        yield f"    only_if: {_pairs(question['only_if'])}", None
    if question.get("required"):
        yield "    required: true", None


def _pairs(values: Mapping[str, Any]) -> str:
    given = [f"{_word(name)}: {_value(name, value)}" for name, value in values.items() if value]
    return f"{{{', '.join(given)}}}"


def _value(name: str, value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return _word(value) if name == "key" else _quoted(value)
    return f"[{', '.join(_word(each) if name != 'words' else _quoted(each) for each in value)}]"


def _word(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text not in _NOT_PLAIN else _quoted(text)


def _number(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """A text in quotes, so that nothing in it means anything."""
    escaped = json.dumps(text, ensure_ascii=False)
    return _HIDDEN.sub(lambda found: f"\\U{ord(found[0]):08X}", escaped)
