"""Which of the organizations that write to somebody is to stop: "inte Solna", "no texts from Solna"."""

from collections.abc import Iterator, Mapping

from flows.reading.commands import NOTHING
from flows.reading.danger import without_quotes
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.narrower import clauses_of
from flows.reading.normal import normalise
from flows.reading.opt_out import clear_opt_out
from flows.reading.question import Question

_REFUSES = ("negation", "less", "not_from", "stop_shy")


def may_refuse(text: str) -> bool:
    """Whether it is worth asking `refused_sender`, which has to be told the names."""
    words, plain = lexicon("sv"), normalise(without_quotes(text)).plain
    return any(words.has(meaning, plain) for meaning in _REFUSES)


def refused_sender(
    text: str, names: Mapping[int, str], question: Question = NOTHING, *, asked: bool = False
) -> int | None:
    """The one of the organizations, by its key in `names`, that a text wants nothing more from; None when it is none.

    What would be a STOP if it said "you" instead of the name is one, in every state. "Not Solna" is one where there is
    another to hear from and nothing was asked: it answers too much else. asked: something was, besides the question.
    """
    words, plain = lexicon("sv"), normalise(without_quotes(text)).plain
    if words.has("cancel", plain) and not words.has("our_texts", plain):
        return None
    named = dict(_named(plain, names))
    idle = question.kind == "none" and not asked and len(names) > 1
    refused = [
        key for key, said in named.items()
        if _stops(plain, said, question, words) or (idle and _is_refused(plain, said, list(named.values()), words))
    ]  # fmt: skip
    return refused[0] if len(refused) == 1 else None


def _named(plain: str, names: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """The organizations that a text names, each with the words that do: the end of its name will do, "Solna"."""
    tails = {key: _tails(name) for key, name in names.items()}
    for key, own in tails.items():
        said = next((tail for tail in own if _says(plain, tail)), None)
        others = [other for each, other in tails.items() if each != key]
        if said is not None and not any(said in other and other.index(said) <= own.index(said) for other in others):
            yield key, said


def _tails(name: str) -> list[str]:
    """The name without none, one, two … of its first words."""
    tokens = normalise(name).plain.split()
    return [" ".join(tokens[first:]) for first in range(len(tokens))]


def _says(plain: str, said: str) -> bool:
    return f" {said} " in f" {plain} "


def _without(plain: str, said: str, instead: str = "") -> str:
    return " ".join(f" {plain} ".replace(f" {said} ", f" {instead} ").split())


def _stops(plain: str, said: str, question: Question, words: Lexicon) -> bool:
    """Whether the text is a clear opt-out once the name is "you"; what comes after a "but" may be left out."""
    parts = [plain, words.without("but", plain, " | ").split(" |")[0]]
    texts = [_without(part, said, you) for part in parts for you in words.patterns["ourselves"].texts]
    return any(clear_opt_out(normalise(text), words, question) for text in texts if text not in parts)


def _is_refused(plain: str, said: str, names: list[str], words: Lexicon) -> bool:
    """Whether a clause is "not Solna" and nothing more, and what stands beside it courtesy, or "only Sundbyberg"."""
    clauses = clauses_of(plain)
    beside = [clause for clause in clauses if not _is_no_to(clause, said, words)]
    return len(beside) < len(clauses) and all(_adds_nothing(clause, names, words) for clause in beside)


def _is_no_to(clause: str, said: str, words: Lexicon) -> bool:
    before, _, after = (part.strip() for part in f" {clause} ".partition(f" {said} "))
    ends = [match.start() for match in words.find("not_from", before) if match.end() == len(before)]
    refuses = bool(ends) and not words.without("stop_polite", before[: ends[0]])
    return refuses and not words.without("stop_polite", words.without("stop_tail", after))


def _adds_nothing(clause: str, names: list[str], words: Lexicon) -> bool:
    for name in names if words.has("only", clause) else ():
        clause = _without(clause, name)
    return not words.without("stop_polite", words.without("only", clause))
