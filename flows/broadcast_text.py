"""What a broadcast says to each of its recipients: their names, who sends it and how to stop, counted as it is sent."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from flows import parts
from flows.text import spoken, text

# What may stand in braces, and what it stands for.
FIELDS: Final = {
    "förnamn": "name", "first_name": "name", "organisation": "organization", "organization": "organization",
}  # fmt: skip
LONGEST_NAME: Final = 30  # characters; a longer one is cut, at a space where there is one
MOST_NAMES: Final = 3  # of those who share a number
MOST_PARTS: Final = 6
LONGEST: Final = 1600  # characters that a provider takes in one message
KEPT: Final = 4096  # letters that are not written anew

# One pair of braces around a word, or around nothing. All else in braces stands for itself.
_FIELD: Final = re.compile(r"( ?)(?<![{$#%])\{\s*((?!\d)\w*)\s*\}(?!\})")
# How to stop is an instruction; a STOPP in a slogan is none.
_STOP: Final = re.compile(
    r"\b(svara|skriv|skicka|texta|messa|sms:?a|reply|text|send|write)\b[^.!?\n]{0,20}\bstopp?\b"
    r"|\bSTOPP?\b[\"'”]? (för att|om du|så slipper|to |if you)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wording:
    """The texts of a broadcast by language, the first of them for all other languages; and who sends it."""

    texts: Mapping[str, str]
    organization: str

    def language_for(self, language: str) -> str:
        """The language that somebody who prefers `language` gets it in."""
        return language if language in self.texts else next(iter(self.texts))


@dataclass(frozen=True)
class Recipient:
    """A number or chat that is written to.

    names: the first names of all who are meant. is_new: it is written to for the first time, and told why and where
    the number comes from: relation, source.
    """

    names: Sequence[str] = ()
    language: str = "sv"
    channel: str = "sms"
    is_new: bool = False
    relation: str = "member"
    source: str = ""


@dataclass(frozen=True)
class Letter:
    """A text as one recipient gets it, in `language`. as_sms: how it is counted when it goes by SMS."""

    language: str
    text: str
    as_sms: parts.Parts


@dataclass(frozen=True)
class Problem:
    """Why a text cannot be sent: the key of a sentence, with its values; language: that of the text."""

    language: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def wording(texts: Mapping[str, str], organization: str) -> Wording:
    """Texts as an organizer wrote them, with plain line ends and nothing around; ValueError when there are none."""
    if not texts:
        raise ValueError("a broadcast says something in one language at least")
    return Wording({language: _plain(body) for language, body in texts.items()}, organization)


def _plain(body: str) -> str:
    lines = body.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", lines).strip()


def problems(texts: Mapping[str, str], organization: str) -> list[Problem]:
    """Why these texts cannot be sent, at most one problem a language; empty when they can."""
    words = wording(texts, organization)
    found = (_problem(words, language, body) for language, body in words.texts.items())
    return [problem for problem in found if problem is not None]


def _problem(words: Wording, language: str, body: str) -> Problem | None:
    if not any(char.isprintable() and not char.isspace() for char in body):
        return Problem(language, "broadcast_blank")
    if any(unicodedata.category(char) in ("Cc", "Cs") and char != "\n" for char in body):
        return Problem(language, "broadcast_bad_character")
    unknown = next((match for match in _FIELD.finditer(body) if match[2].casefold() not in FIELDS), None)
    if unknown is not None:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        return Problem(language, "broadcast_unknown_field", {"field": unknown[0].strip(), "known": known})
    return _too_long(words, language)


def _too_long(words: Wording, language: str) -> Problem | None:
    """With the longest name, and all that a new recipient is told."""
    longest = letter(words, Recipient(["x" * LONGEST_NAME], language, is_new=True, source="x" * LONGEST_NAME))
    values = {"parts": longest.as_sms.parts, "most": MOST_PARTS, "characters": len(longest.text), "longest": LONGEST}
    if longest.as_sms.parts > MOST_PARTS or len(longest.as_sms.text) > LONGEST:
        return Problem(language, "broadcast_too_long", values)
    return None


def problem_text(problem: Problem, language: str) -> str:
    """One sentence that says what is wrong and what to do, in a language that a person reads."""
    return text(language, problem.key, **problem.values)


def uses_names(words: Wording) -> bool:
    """True when recipients are called by their names."""
    return any(_frame(body, words.organization).has_name for body in words.texts.values())


def letter(words: Wording, to: Recipient) -> Letter:
    """What one recipient gets, whole: all that has to be said stands in the one message."""
    language = words.language_for(to.language)
    frame = _frame(words.texts[language], words.organization)
    name = _called(to.names, language) if frame.has_name else ""
    return _letter(frame, words.organization, language, name, (to.relation, to.source) if to.is_new else None)


@dataclass(frozen=True)
class _Frame:
    """A text that wants only a name: between its pieces stand the name, and (odd places) the space before it."""

    pieces: tuple[str, ...]
    names_sender: bool
    says_stop: bool

    @property
    def has_name(self) -> bool:
        return len(self.pieces) > 1

    def called(self, name: str) -> str:
        """With the name: what it has in it is never read as a field. Without one the space before it goes too."""
        filled = (f"{piece}{name}" if name else "" for piece in self.pieces[1::2])
        said = self.pieces[0] + "".join(map("".join, zip(filled, self.pieces[2::2], strict=True)))
        return said if name else said.lstrip(" ,")


@lru_cache
def _frame(body: str, organization: str) -> _Frame:
    pieces, end = [""], 0
    for match in _FIELD.finditer(body):
        pieces[-1] += body[end : match.start()]
        kind, end = FIELDS.get(match[2].casefold()), match.end()
        if kind == "name":
            pieces += [match[1], ""]
        else:
            pieces[-1] += f"{match[1]}{organization}" if kind == "organization" else match[0]
    pieces[-1] += body[end:]
    said = "".join(pieces)
    return _Frame(tuple(pieces), _names(said, organization), _STOP.search(said) is not None)


def _names(said: str, organization: str) -> bool:
    """The sender stands in the text, in the genitive too."""
    return re.search(rf"(?<!\w){re.escape(organization)}s?(?!\w)", said, re.IGNORECASE) is not None


@lru_cache(KEPT)
def _letter(frame: _Frame, organization: str, language: str, name: str, why: tuple[str, str] | None) -> Letter:
    said = frame.called(name)
    lines = [said if frame.names_sender else f"{organization}: {said}"]
    if why is not None:
        lines.append(_why(spoken(language), organization, *why))
    elif not frame.says_stop:
        lines.append(text(language, "broadcast_stop"))
    whole = "\n".join(lines)
    return Letter(language, whole, parts.count(whole))


def _why(language: str, organization: str, relation: str, source: str) -> str:
    """Who we are, why they are written to, where the number comes from, and how to see more or stop."""
    known = text(language, f"relation_{relation}")
    origin = cut(source) or organization
    return text(language, "broadcast_why", organization=organization, relation=known, source=origin)


def _called(names: Sequence[str], language: str) -> str:
    """`Karin`, `Karin och Ali`; of many who share a number the first few."""
    known = list(dict.fromkeys(filter(None, map(cut, names))))
    if len(known) > MOST_NAMES:
        return text(language, "and_others", names=", ".join(known[:MOST_NAMES]))
    *first, last = known or [""]
    return f"{', '.join(first)} {text(language, 'and')} {last}" if first else last


def cut(name: str) -> str:
    """A name on one line, no longer than we put into a text."""
    line = " ".join(unicodedata.normalize("NFC", name).split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME + 1].rpartition(" ")[0] or line[:LONGEST_NAME]
