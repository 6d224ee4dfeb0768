"""YAML read node by node, so that every problem in an organizer's file has its line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import yaml
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

MOST_CHARACTERS: Final = 100_000
_DEEPEST: Final = 8
_SHOWN: Final = 40  # characters of the writer's own words in a problem
_NEAR: Final = 0.75  # "maks" is near "max", and nearer than to "ask"

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_UNPRINTABLE: Final = yaml.reader.Reader.NON_PRINTABLE


@dataclass(frozen=True)
class Problem:
    """What is wrong on a line (from 1); `reason_key` and `values` become words in `survey_file_texts`."""

    line: int
    reason_key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Notes:
    """The problems found so far; `question` is the one that is being read."""

    question: str = ""
    problems: list[Problem] = field(default_factory=list)

    def add(self, node: yaml.Node, reason_key: str, **values: str) -> None:
        where = {"question": self.question} if self.question else {}
        short = {name: _short(value) for name, value in (where | values).items()}
        self.problems.append(Problem(node.start_mark.line + 1, reason_key, short))


def compose(text: str) -> yaml.Node | Problem:
    """The root node of a YAML text, or why there is none. Nothing in it is ever constructed or unfolded."""
    if len(text) > MOST_CHARACTERS:
        return Problem(1, "too_long", {"most": str(MOST_CHARACTERS)})
    if unprintable := _UNPRINTABLE.search(text):
        return Problem(text.count("\n", 0, unprintable.start()) + 1, "unprintable")
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return _not_yaml(error)
    return Problem(1, "empty") if root is None else root


def fields(
    node: yaml.Node,
    notes: Notes,
    needed: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    languages: bool = False,
) -> dict[str, yaml.Node]:
    """The known fields of a mapping, by name; all other things are noted. `languages`: any language is a field."""
    found, known = pairs(node, notes), (*needed, *optional)
    for name, (name_node, _) in found.items():
        if name not in known and not (languages and is_language(name)):
            reason_key = "unknown_field" if known else "not_a_language"
            notes.add(name_node, reason_key, field=name, **near(name, known))
    for name in needed:
        if name not in found and isinstance(node, yaml.MappingNode):
            notes.add(node, "field_missing", field=name)
    return {name: value for name, (_, value) in found.items()}


def pairs(node: yaml.Node, notes: Notes) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """The pairs of a mapping, whatever their names: name to the nodes of name and value."""
    if not isinstance(node, yaml.MappingNode):
        notes.add(node, "not_fields")
        return {}
    found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for name_node, value in node.value:
        name = raw(name_node)
        if name in found:
            notes.add(name_node, "field_twice", field=name)
        found.setdefault(name, (name_node, value))
    return found


def items(name: str, node: yaml.Node | None, notes: Notes) -> list[yaml.Node]:
    """The nodes of a list; none, with a note, when it is no list or an empty one."""
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        notes.add(node, "not_a_list", field=name)
        return []
    return list(node.value)


def string(name: str, node: yaml.Node | None, notes: Notes) -> str:
    """The text of a field as it was written (yes stays "yes"); empty, with a note, when there is none."""
    if node is None:
        return ""
    text = raw(node).strip()
    if not text:
        notes.add(node, "no_text", field=name)
    elif _UNPRINTABLE.search(text):
        notes.add(node, "unprintable")
        return ""
    return text


def texts(name: str, node: yaml.Node | None, notes: Notes) -> dict[str, str]:
    """Texts by language; none, with a note, when they are not given so."""
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode) or not node.value:
        notes.add(node, "not_by_language", field=name)
        return {}
    return {language: string(language, each, notes) for language, each in fields(node, notes, languages=True).items()}


def raw(node: yaml.Node) -> str:
    """What stands there, before YAML makes anything of it; empty for what is no plain value."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def peek(node: yaml.Node, name: str) -> str:
    """The value of a field, unchecked; empty when it is not there."""
    named = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((raw(value) for name_node, value in named if raw(name_node) == name), "")


def near(word: str, known: Iterable[str]) -> dict[str, str]:
    """The known word that was probably meant, as the value `near`; nothing when none is like it."""
    found = process.extractOne(word, list(known), scorer=JaroWinkler.similarity, score_cutoff=_NEAR)
    return {"near": found[0]} if found else {}


def is_language(code: str) -> bool:
    return bool(_LANGUAGE.fullmatch(code))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


class _Refused(yaml.MarkedYAMLError):
    """YAML that is valid but that no file of ours has a use for; `problem` is the reason."""


class _Loader(yaml.SafeLoader):
    """Refuses anchors and aliases, with which a small file could unfold into a huge one, and deep nesting."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None):
            raise _Refused(problem="alias", problem_mark=event.start_mark)
        if self.depth == _DEEPEST:
            raise _Refused(problem="too_deep", problem_mark=event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _not_yaml(error: yaml.MarkedYAMLError) -> Problem:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    problem = error.problem or ""
    if isinstance(error, _Refused):
        return Problem(line, problem)
    if "'\\t'" in problem:
        return Problem(line, "tab")
    return Problem(line, "colon" if "mapping values" in problem else "not_yaml")
