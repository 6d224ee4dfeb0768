"""The words that a member can text alone, in any spelling: STOPP, HJÄLP, MENY, MINA PASS …"""

import re

from flows.reading.kin import names_of, shows_tongues
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.normal import Text, is_picture, normalise
from flows.reading.question import Question

NOTHING = Question()

_SIMPLE = ("help", "menu", "shifts", "my_shifts", "who_comes", "back", "undo", "skip", "telegram", "unlink", "person")
_LANGUAGES = {"command_sv": "language:sv", "command_en": "language:en"}
_LONGEST = 40
_DRAWN_OUT, _TWICE = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE), re.compile(r"([^\W\d_])\1")  # hjääälp


def command(text: str, question: Question | None = None) -> str | None:
    """The command that is the whole text, or None.

    "stop" "start" "help" "menu" "shifts" "my_shifts" "who_comes" "back" "undo" "skip" "language:sv"
    "language:en" "telegram" "unlink" "person". With the open `question`, what was shown there wins over a
    command of the same word, though never over STOP, and CANCEL means a shift when one is on the table.
    """
    return read_command(normalise(text), lexicon("sv"), question or NOTHING)


def read_command(text: Text, words: Lexicon, question: Question) -> str | None:
    """As `command`, for a text that is normalised already."""
    bare = _bare(text)
    if bare == "?":
        return "help"
    if not bare or len(bare) > _LONGEST:
        return None
    if words.all_of("stop_word", bare) or words.all_of("provider_stop", bare):
        return None if has_shift(question) and words.all_of("cancel", bare) else "stop"
    if words.all_of("start_word", bare):
        return "start"
    if _is_shown(bare, question):
        return None
    for name, language in _LANGUAGES.items():
        if words.all_of(name, bare):
            asked = question.kind == "language" or _is_kin(bare, question, words) or shows_tongues(question, words)
            return None if asked else language
    spoken = (bare, _TWICE.sub(r"\1", bare)) if _DRAWN_OUT.search(text.raw) else (bare,)
    return next((name for name in _SIMPLE for said in spoken if words.all_of(f"command_{name}", said)), None)


def has_shift(question: Question) -> bool:
    """Whether the person has a shift or booking that CANCEL can mean."""
    return question.kind in ("cancel", "reminder", "booking") and bool(question.shifts)


def _is_shown(bare: str, question: Question) -> bool:
    shown = (name for choice in question.choices for name in (choice.label, *choice.words))
    return any(normalise(name).plain == bare for name in shown)


def _is_kin(bare: str, question: Question, words: Lexicon) -> bool:
    return any(bare in names_of(choice, words.language).whole for choice in question.choices)


def _bare(text: Text) -> str:
    """The words with nothing around them; letters that stand apart ("S T O P P") are put together."""
    if text.plain and not text.plain.replace("?", "").strip():
        return "?"
    kept = [word for word in text.plain.split() if word not in ".,;!?:&/-" and not is_picture(word)]
    apart = len(kept) > 2 and all(len(word) == 1 and word.isalpha() for word in kept)
    return "".join(kept) if apart else " ".join(kept)
