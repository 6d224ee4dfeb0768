"""Whether a text says yes or no: the one judgement that survey answers, reminders and bookings share."""

from dataclasses import dataclass
from typing import Literal

from flows.reading.lexicon import Lexicon
from flows.reading.negation import clauses, part

# In this order phrases are taken out of the text, so that an idiom is never read by its words.
_ORDER = (
    "yes_idiom", "no_filler", "verdict_no", "verdict_yes", "no_idiom", "unsure", "maybe", "condition", "unable", "able",
    "spoken_i", "weak_yes", "yes", "no", "negation",
)  # fmt: skip
_NOES = ("no", "no_idiom", "verdict_no", "negation")
_WORDS = ("yes", "no", "yes_idiom", "no_idiom", "verdict_yes", "verdict_no")


@dataclass(frozen=True)
class Stance:
    """How a text answers a yes-or-no question.

    value: "unclear" says both or wavers, "none" says neither. condition: the words of an "if" or "only",
    "" when none. clear: a word of yes or no was said, not only something that amounts to one.
    """

    value: Literal["yes", "no", "maybe", "unclear", "none"]
    condition: str = ""
    clear: bool = False


def stance(plain: str, lexicon: Lexicon) -> Stance:
    """Judge a plain text.

    A negation anywhere outside the idioms of the word files never becomes a yes, unless it is taken back.
    """
    parted = part(plain, lexicon)
    says = _after_taking_back(parted.says, lexicon)
    signals, condition = _signals(says, lexicon)
    names = [name for clause in signals for name in clause]
    clear = any(name in _WORDS for name in names)
    value = _judge(signals, names, lexicon, plain)
    return Stance("unclear" if value == "yes" and _negates(parted.asks, lexicon) else value, condition, clear)


def _after_taking_back(says: str, lexicon: Lexicon) -> str:
    """Only what stands after "no wait", when that says yes or no by itself."""
    last = max((match.end() for match in lexicon.find("takes_back", says)), default=0)
    if not last:
        return says
    signals, _ = _signals(says[last:], lexicon)
    names = [name for clause in signals for name in clause]
    return says[last:] if _judge(signals, names, lexicon, says[last:]) in ("yes", "no") else says


def _negates(asks: str, lexicon: Lexicon) -> bool:
    """Whether a question holds a negation that no idiom explains."""
    for idiom in ("yes_idiom", "no_filler"):
        asks = lexicon.without(idiom, asks)
    return lexicon.has("negation", asks) or lexicon.has("no", asks)


def _signals(says: str, lexicon: Lexicon) -> tuple[list[list[str]], str]:
    """The meanings found, clause by clause, and the words of the first condition."""
    spans = clauses(says, lexicon)
    found: list[tuple[int, str]] = []
    condition = ""
    for name in _ORDER:
        for match in list(lexicon.find(name, says)):
            if "_" in match[0]:
                continue
            found.append((match.start(), name))
            if name == "condition":
                condition = condition or _to_end(says, match.start())
                found += [(at.start(), "unless") for at in lexicon.patterns["negation"].finditer(says, *match.span())]
            says = says[: match.start()] + "_" * len(match[0]) + says[match.end() :]
    found.sort()
    inside = [[name for at, name in found if begin <= at < end] for begin, end in spans]
    stray = [name for at, name in found if not any(begin <= at < end for begin, end in spans)]
    return [names for names in [*inside, stray] if names], condition


def _to_end(says: str, start: int) -> str:
    return says[start:].strip(" .,!?")


def _judge(
    signals: list[list[str]], names: list[str], lexicon: Lexicon, plain: str
) -> Literal["yes", "no", "maybe", "unclear", "none"]:
    verdicts = [verdict for verdict in map(_clause, signals) if verdict]
    says_no = any(name in names for name in ("no", "no_idiom"))
    if concluded := _concluded(names, verdicts):
        return concluded
    if "maybe" in names:
        return "unclear" if says_no or "no" in verdicts else "maybe"
    kinds = set(verdicts)
    if "unsure" in names or ("weak_yes" in names and "yes" not in names and not (says_no and kinds == {"no"})):
        return "unclear"
    if kinds == {"yes"} or kinds == {"no"}:
        return "yes" if kinds == {"yes"} else "no"
    if kinds == {"yes", "no"} and verdicts[-1] == "no" and lexicon.has("turn", plain):
        return "no"
    return "unclear" if kinds else "none"


def _concluded(names: list[str], verdicts: list[str]) -> Literal["yes", "no", "unclear", ""]:
    """What "so it is a no from me" decides, whatever else was said on the way."""
    yes, no = "verdict_yes" in names, "verdict_no" in names
    if yes and no:
        return "unclear"
    if no:
        return "no"
    return "yes" if yes and "mixed" not in verdicts and not {"no", "no_idiom"} & set(names) else ""


def _clause(names: list[str]) -> str:
    yes = any(name in ("yes", "yes_idiom", "verdict_yes") for name in names)
    no = any(name in _NOES for name in names)
    wavers = "no" in names and "able" in names and "negation" not in names and "unable" not in names
    if wavers or ("unless" in names and not no) or (yes and (no or "unable" in names)):
        return "mixed"
    if no or "unable" in names:
        return "no"
    return "yes" if yes or "able" in names else ""
