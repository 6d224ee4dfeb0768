"""A survey as an organizer writes it in YAML: read whole, or refused with every problem and its line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from flows.parts import count
from flows.shown import for_sms
from flows.survey import shown
from flows.survey_nodes import (
    Notes,
    Problem,
    compose,
    fields,
    is_language,
    items,
    near,
    pairs,
    peek,
    string,
    texts,
)
from flows.survey_options import misread
from flows.surveys import KINDS, Survey, SurveyKind, SurveyOption, SurveyQuestion, text_in

MOST_OPTIONS: Final = 9
MOST_PARTS: Final = 3

# A provider or the law takes these to opt in, out or ask for help: as an answer they would never reach a survey.
# fmt: off
PROVIDER_WORDS: Final = frozenset((
    "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "stopp",
    "start", "yes", "unstop", "starta", "help", "info", "hjälp",
))
# fmt: on

_KEY: Final = re.compile(r"[a-z0-9_]{1,40}")
_NAME: Final = re.compile(r"[\w-]{1,60}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_BOOLEANS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

# What each kind may have. None is a kind that could not be read: nothing more is held against it.
_NEEDS_OPTIONS: Final = ("one", "many")
_MAY_HAVE_OPTIONS: Final = ("one", "many", "language", None)
_MAY_HAVE_BOUNDS: Final = ("number", None)
_MAY_BE_REQUIRED: Final = ("yesno", "one", "many", "language", None)
_WITHOUT_KEYS: Final = ("number", "when", "text")
_YES_NO: Final = ("yes", "no", "maybe")

Nodes = Mapping[str, yaml.Node]


def parse(text: str) -> Survey | list[Problem]:
    """Read the text of a survey file (contract.md, "Survey"): the survey, or its problems in order of line."""
    root = compose(text)
    if isinstance(root, Problem):
        return [root]
    notes = Notes()
    survey = _survey(root, notes)
    return sorted(notes.problems, key=lambda problem: problem.line) or survey


def _survey(root: yaml.Node, notes: Notes) -> Survey:
    found = fields(root, notes, needed=("name", "title", "questions"))
    name = _matching(_NAME, "name", found, notes)
    title = texts("title", found.get("title"), notes)
    _check_length(found.get("title"), title, notes)
    return Survey(name, title, _questions(items("questions", found.get("questions"), notes), notes))


@dataclass(frozen=True)
class _Others:
    """What a question may hang on: the ones before it; and the keys of all, to tell what only comes later."""

    earlier: Mapping[str, SurveyQuestion]
    keys: Sequence[str]


def _questions(nodes: Sequence[yaml.Node], notes: Notes) -> tuple[SurveyQuestion, ...]:
    keys = [peek(node, "key") for node in nodes]
    read: dict[str, SurveyQuestion] = {}
    for number, (key, node) in enumerate(zip(keys, nodes, strict=True), 1):
        notes.question = key or str(number)
        if key and key in read:
            notes.add(node, "question_twice")
        question = _question(node, _Others(read, keys), notes)
        read.setdefault(question.key, question)
    return tuple(read.values())


def _question(node: yaml.Node, others: _Others, notes: Notes) -> SurveyQuestion:
    optional = ("options", "min", "max", "only_if", "required")
    found = fields(node, notes, needed=("key", "kind", "ask"), optional=optional)
    before, kind = len(notes.problems), _kind(found.get("kind"), notes)
    low, high = _bounds(kind, found, notes)
    question = SurveyQuestion(
        key=_matching(_KEY, "key", found, notes),
        kind=kind or "text",
        ask=texts("ask", found.get("ask"), notes),
        options=_options(kind, found, notes),
        low=low,
        high=high,
        only_if=_only_if(found.get("only_if"), others, notes),
        required=_required(kind, found.get("required"), notes),
    )
    _check_shown_length(found.get("ask"), question, notes)
    if kind in _NEEDS_OPTIONS and len(notes.problems) == before:
        _check_read(found.get("options"), question, notes)
    return question


def _matching(pattern: re.Pattern[str], name: str, found: Nodes, notes: Notes) -> str:
    node = found.get(name)
    value = string(name, node, notes)
    if node and value and not pattern.fullmatch(value):
        notes.add(node, f"bad_{name}", value=value)
    return value


def _kind(node: yaml.Node | None, notes: Notes) -> SurveyKind | None:
    kind = string("kind", node, notes)
    if kind in KINDS:
        return kind
    if node and kind:
        notes.add(node, "unknown_kind", kind=kind, **near(kind, KINDS))
    return None


def _options(kind: SurveyKind | None, found: Nodes, notes: Notes) -> tuple[SurveyOption, ...]:
    node = found.get("options")
    if node is None and kind in _NEEDS_OPTIONS:
        notes.add(found["kind"], "options_missing", kind=kind)
    if node and kind not in _MAY_HAVE_OPTIONS:
        notes.add(node, "options_unwanted", kind=kind)
    nodes = items("options", node, notes)
    if len(nodes) > MOST_OPTIONS:
        notes.add(nodes[MOST_OPTIONS], "too_many_options", most=str(MOST_OPTIONS))
    taken = _Taken({}, {})
    return tuple(_option(each, number, taken, notes) for number, each in enumerate(nodes, 1))


@dataclass(frozen=True)
class _Taken:
    """The keys and the names of the options so far, each with the number of its option."""

    keys: dict[str, int]
    names: dict[str, int]


def _option(node: yaml.Node, number: int, taken: _Taken, notes: Notes) -> SurveyOption:
    found = fields(node, notes, needed=("key",), optional=("words",), languages=True)
    key = _matching(_KEY, "key", found, notes)
    if key and taken.keys.setdefault(key, number) != number:
        notes.add(node, "option_twice", option=key)
    labels = {name: _name(name, each, notes) for name, each in found.items() if is_language(name) and name != "key"}
    if found and not labels:
        notes.add(node, "label_missing", option=key)
    words = tuple(_name("words", each, notes) for each in items("words", found.get("words"), notes))
    for name in dict.fromkeys((*labels.values(), *words)):
        _check_name(node, name, number, taken, notes)
    return SurveyOption(key, labels, words)


def _name(field: str, node: yaml.Node, notes: Notes) -> str:
    return " ".join(string(field, node, notes).split())


def _check_name(node: yaml.Node, name: str, number: int, taken: _Taken, notes: Notes) -> None:
    """A name must reach us, must not look like the number of another option, and must be this one's alone."""
    folded = re.sub(r"^\W+|\W+$", "", name).casefold()
    if folded in PROVIDER_WORDS:
        notes.add(node, "provider_word", name=name)
    elif folded.isdecimal() and folded != str(number):
        notes.add(node, "name_is_number", name=name, number=str(number))
    elif taken.names.setdefault(folded or name, number) != number:
        notes.add(node, "name_twice", name=name)


def _bounds(kind: SurveyKind | None, found: Nodes, notes: Notes) -> tuple[float | None, float | None]:
    low, high = (_bound(name, kind, found.get(name), notes) for name in ("min", "max"))
    if low is not None and high is not None and low > high:
        notes.add(found["max"], "bounds_crossed", low=f"{low:g}", high=f"{high:g}")
    return low, high


def _bound(name: str, kind: SurveyKind | None, node: yaml.Node | None, notes: Notes) -> float | None:
    value = string(name, node, notes)
    if node is None or not value:
        return None
    if kind not in _MAY_HAVE_BOUNDS:
        notes.add(node, "bound_unwanted", field=name, kind=kind)
    if _NUMBER.fullmatch(value):
        return float(value)
    notes.add(node, "not_a_number", field=name, value=value)
    return None


def _required(kind: SurveyKind | None, node: yaml.Node | None, notes: Notes) -> bool:
    value = string("required", node, notes).lower()
    if node is None or not value:
        return False
    if value not in _BOOLEANS:
        notes.add(node, "not_true_or_false", field="required", value=value)
    required = _BOOLEANS.get(value, False)
    if required and kind not in _MAY_BE_REQUIRED:
        notes.add(node, "required_unwanted", kind=kind)
    return required


def _only_if(node: yaml.Node | None, others: _Others, notes: Notes) -> dict[str, tuple[str, ...]]:
    named = pairs(node, notes) if node else {}
    return {key: _wanted(key, name_node, value, others, notes) for key, (name_node, value) in named.items()}


def _wanted(key: str, name: yaml.Node, value: yaml.Node, others: _Others, notes: Notes) -> tuple[str, ...]:
    """The keys that another question must have been answered with; a single one needs no list."""
    nodes = [value] if isinstance(value, yaml.ScalarNode) else items(key, value, notes)
    wanted = tuple(string(key, each, notes) for each in nodes)
    if key in others.earlier:
        _check_wanted(others.earlier[key], name, zip(nodes, wanted, strict=True), notes)
    elif key in others.keys:
        notes.add(name, "only_if_later", other=key)
    else:
        notes.add(name, "only_if_unknown", other=key, **near(key, others.keys))
    return wanted


def _check_wanted(
    earlier: SurveyQuestion, name: yaml.Node, wanted: Iterable[tuple[yaml.Node, str]], notes: Notes
) -> None:
    if earlier.kind in _WITHOUT_KEYS:
        notes.add(name, "only_if_keyless", other=earlier.key, kind=earlier.kind)
        return
    possible = _YES_NO if earlier.kind == "yesno" else tuple(option.key for option in earlier.options)
    for node, key in wanted:
        if key and key not in possible and (possible or not is_language(key)):
            notes.add(node, "only_if_option", other=earlier.key, option=key, **near(key, possible))


def _check_read(node: yaml.Node | None, question: SurveyQuestion, notes: Notes) -> None:
    """Each name is read as its own option by the reading that will read the replies."""
    for each, option in zip(items("options", node, notes), question.options, strict=True):
        for name, is_stop in misread(question, option):
            notes.add(each, "provider_word" if is_stop else "name_unclear", name=name, option=option.key)


def _check_shown_length(node: yaml.Node | None, question: SurveyQuestion, notes: Notes) -> None:
    labels = (option.labels for option in question.options)
    languages = dict.fromkeys(language for named in (question.ask, *labels) for language in named)
    asked = {
        language: for_sms(text_in(question.ask, language), shown(question, language), language)
        for language in languages
    }
    _check_length(node, asked, notes)


def _check_length(node: yaml.Node | None, sent: Mapping[str, str], notes: Notes) -> None:
    for language, text in sent.items():
        parts = count(text).parts
        if node and parts > MOST_PARTS:
            notes.add(node, "too_many_parts", language=language, parts=str(parts), most=str(MOST_PARTS))
