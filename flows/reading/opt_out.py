"""STOPP and its kin: who wants nothing more from us; decided by grammar, never by likeness."""

import re
from datetime import UTC, datetime
from itertools import islice

from rapidfuzz import fuzz

from flows.reading.commands import NOTHING, has_shift, read_command
from flows.reading.danger import care, without_quotes
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.narrower import asks_for_less, clauses_of, narrower_reading
from flows.reading.negation import sentences
from flows.reading.normal import Text, is_picture, normalise
from flows.reading.question import Question, ShiftShown
from flows.reading.reading import Reading, reading

_NEAR = 80
_STRETCHED = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)
_TWICE = re.compile(r"([aeiouyåäö])\1", re.IGNORECASE)
_TRIES = 4  # wishes looked at in one clause
_LEAD = 4  # words that may stand before a wish without a mark
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
WITH_SHIFT = Question("cancel", shifts=(ShiftShown("", 1, _SOME_DAY, _SOME_DAY, "", ""),))


def is_opt_out(text: str, question: Question | None = None) -> bool:
    """Whether the text is a clear opt-out of everything.

    By the list and the grammar of the word files only. `question`: see `command`.
    """
    return clear_opt_out(normalise(without_quotes(text)), lexicon("sv"), question or NOTHING)


def asks_erasure(text: str) -> bool:
    """Whether a text asks us to erase the writer, in any language; most such texts are opt-outs too."""
    return lexicon("sv").has("data_erase", normalise(without_quotes(text)).plain)


def stops_in_every_state(text: str) -> bool:
    """Whether the text is an opt-out whatever was asked: CANCEL is not, for it may mean a shift."""
    return is_opt_out(text, WITH_SHIFT)


def clear_opt_out(text: Text, words: Lexicon, question: Question) -> bool:
    """As `is_opt_out`, for a text that is normalised already."""
    if read_command(text, words, question) == "stop":
        return True
    if has_shift(question) and words.all_of("cancel", " ".join(text.words)):
        return False
    if _keyword_and_stop(text, words):
        return True
    plain = _spoken(_unstretched(text), words)
    if words.has("stop_blocks", plain) or asks_for_less(plain, words):
        return False
    ours = question.kind == "none" or words.has("our_texts", plain)
    bare, phrase = _stops(plain, words, ours)
    return phrase or (bare and not words.has("laughs", plain))


def _stops(plain: str, words: Lexicon, ours: bool) -> tuple[bool, bool]:
    """(a bare word of stopping with only reasons beside it, a whole clause that asks us to stop).

    `ours`: a wish that names no object, "I don't want any", is about our texts.
    """
    bare, other, phrase = False, False, False
    for sentence, mark in sentences(plain):
        for clause in filter(None, (part.strip() for part in sentence.split(","))):
            if is_stop_phrase(clause, words) or (ours and is_stop_phrase(clause, words, "stop_this")):
                phrase = True
            elif mark != "?" and (_is_bare(clause, words) or _opens_with_stop(clause, words)):
                bare = True
            elif mark == "?" or not _is_reason(_unpictured(clause), words):
                other = True
    return bare and not other, phrase


def is_stop_phrase(clause: str, words: Lexicon, meaning: str = "stop_phrase") -> bool:
    """Whether a clause asks us to stop, with nothing beside it but courtesy, anger, a name or why."""
    clause = words.without("stop_filler", clause)
    if _is_whole(meaning, clause, words):
        return True
    return any(
        _leads(clause[: match.start()], words) and _trails(clause[match.end() :], words)
        for match in islice(words.find(meaning, clause), _TRIES)
    )


def _leads(before: str, words: Lexicon) -> bool:
    """Whether what stands before a wish leaves it one: "jag har bytt parti så", not "de måste" or "jag kan inte"."""
    joined = max((joint.end() for joint in words.find("stop_joins", before)), default=0)
    if joined and not words.without("stop_polite", before[joined:]):
        before = before[:joined].strip().rpartition(" ")[0]
        return words.has("negation", before) or not words.has("stop_modal", before)
    rest = words.without("stop_polite", _unpictured(before))
    return not rest or (len(rest.split()) <= _LEAD and not words.has("stop_lead_block", before))


def _trails(after: str, words: Lexicon) -> bool:
    """Whether what stands after a wish adds nothing to what is to stop: nothing, courtesy, or why."""
    rest = words.without("stop_polite", words.without("stop_tail", _unpictured(after)))
    why = words.patterns["stop_why"]
    return not rest or any(why.match(said) is not None for said in (after.strip(), rest))


def _is_bare(clause: str, words: Lexicon) -> bool:
    """Whether the clause is a word of stopping, with fillers or courtesy: "nej stopp", "stopp tack"."""
    return _is_whole("stop_word", clause, words) or words.all_of("stop_word", words.without("stop_filler", clause))


def _opens_with_stop(clause: str, words: Lexicon) -> bool:
    """ "STOPP jag är inte medlem längre": the word and why, without a mark between."""
    match = words.patterns["stop_shy"].match(clause)
    return match is not None and _is_reason(_unpictured(clause[match.end() :]), words)


def _is_reason(clause: str, words: Lexicon) -> bool:
    """Whether a clause beside a bare STOPP only says why, or who: nothing in it takes part in what we do."""
    if words.all_of("stop_reasons", clause) or _is_whole("stop_polite", clause, words):
        return True
    return words.all_of("self_told", clause) and not (
        words.has("engaged", clause) or words.has("yes", clause) or any(char.isdigit() for char in clause)
    )


def _is_whole(meaning: str, clause: str, words: Lexicon) -> bool:
    """Whether the clause is a phrase of this meaning, with nothing beside it but polite or rude fillers."""
    match = words.patterns[meaning].search(clause)
    if match is None:
        return False
    rest = _unpictured(clause[: match.start()] + " " + clause[match.end() :])
    if meaning == "stop_word":
        rest = words.without(meaning, rest)
    if meaning in ("stop_phrase", "stop_this"):
        rest = words.without("stop_tail", rest)
    return not words.without("stop_polite", rest)


def _unpictured(clause: str) -> str:
    return " ".join(word for word in clause.split() if not is_picture(word) and word not in "-&/+;")


def _unstretched(text: Text) -> str:
    """The plain text with a letter that was drawn out said once: "sluuuta" is "sluta"."""
    return _TWICE.sub(r"\1", text.plain) if _STRETCHED.search(text.raw) else text.plain


def _spoken(plain: str, words: Lexicon) -> str:
    """The text with its spoken marks as marks, and without what only signs it or shows that patience is out."""
    plain = words.without("stop_impatience", words.without("spoken_mark", plain, " . "), " , ")
    return words.without("signature", plain, " . ")


def _keyword_and_stop(text: Text, words: Lexicon) -> bool:
    """A shared number's "VH STOPP": a keyword in capitals and the word."""
    parts = text.raw.split()
    if len(parts) != 2 or not (parts[0].isupper() and parts[0].isalpha() and len(parts[0]) <= 4):
        return False
    known = any(words.has(name, text.words[0]) for name in ("yes", "no", "negation")) if text.words else True
    return not known and read_command(normalise(parts[1]), words, NOTHING) == "stop"


def read_opt_out(text: Text, question: Question, words: Lexicon) -> Reading | None:
    """`opt_out` of everything, with the reasons beside it, when that is clear; `opt_in` for START; else None."""
    if clear_opt_out(text, words, question):
        return _with_reasons(_spoken(text.plain, words), words)
    return reading("opt_in") if read_command(text, words, question) == "start" else None


def read_narrower(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """What else the text asks of our sending: hours, a pause, a topic, another channel, how to stop; else None."""
    plain = _spoken(text.plain, words)
    if words.has("stop_blocks", plain) and words.has("how_to_stop", plain):
        return reading("question", topic="how to opt out")
    if found := narrower_reading(plain, question, words, now):
        return found
    if words.has("resume", plain) and (question.kind == "none" or words.has("stop_shy", plain)):
        return reading("opt_in")
    if words.has("how_to_stop", plain) and ("?" in plain or words.patterns["wonders"].match(plain)):
        return reading("question", topic="how to opt out") if words.has("stop_shy", plain) else None
    return None if has_shift(question) and words.has("cancel", plain) else _shy(text, plain, words, question)


def _with_reasons(plain: str, words: Lexicon) -> Reading:
    also = []
    if words.has("membership", plain):
        also.append(reading("handoff", topic="membership"))
    if words.has("third_party", plain):
        also.append(reading("handoff", topic="third-party request"))
    if found := care(plain, words):
        also.append(found)
    if words.has("wrong_person", plain):
        also.append(reading("wrong_person"))
    if words.has("data_erase", plain):
        also.append(reading("data_request", kind="erasure"))
    return reading("opt_out", scope="all", also=tuple(also) or None)


def _shy(text: Text, plain: str, words: Lexicon, question: Question) -> Reading | None:
    """What is near a stop but not one: asked back, never done."""
    short = [word for word in text.words if len(word) >= 3]
    rest = [word for word in short if not words.all_of("stop_polite", word)]
    near = len(rest) == 1 and any(fuzz.ratio(rest[0], stop) >= _NEAR for stop in words.near_stops)
    bare = _bare_among_others(plain, words)
    tired = question.kind == "none" and words.all_of("not_interested", " ".join(text.words))
    tired = tired or words.all_of("tired", " ".join(text.words)) or words.has("tired_of_us", plain)
    if near or bare or tired or _refuses_texts(plain, words) or plain.replace(" ", "") in ("🛑", "✋", "⛔", "🚫🛑"):
        return reading("ask_again", candidates=["opt_out"])
    return None


def _refuses_texts(plain: str, words: Lexicon) -> bool:
    """Whether a clause begins with a no to our texts, whatever comes after it: it is a no to nothing else."""
    return any(
        match is not None and words.has("our_texts", match[0])
        for match in (words.patterns["less"].match(clause) for clause in clauses_of(plain))
    )


def _bare_among_others(plain: str, words: Lexicon) -> bool:
    clauses = [clause.strip() for sentence, _ in sentences(plain) for clause in sentence.split(",")]
    if words.has("stop_blocks", plain):
        return False
    return any(_is_whole("stop_word", clause, words) for clause in clauses if clause)
