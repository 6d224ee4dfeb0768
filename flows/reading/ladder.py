"""The ladder that every reply climbs: STOPP, danger, commands, the open question, then everything else."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from flows.reading.anything import question_of, reaction, read_first, read_rest, takes_back
from flows.reading.booking import read_booking
from flows.reading.calendar import prepare as prepare_days
from flows.reading.cancel import read_cancel
from flows.reading.choose import find_choices, read_many, read_one
from flows.reading.claim import read_claim
from flows.reading.clock import prepare as prepare_clocks
from flows.reading.commands import read_command
from flows.reading.danger import care, without_quotes
from flows.reading.kin import labelled
from flows.reading.lexicon import LANGUAGES, Lexicon, lexicon
from flows.reading.negation import part
from flows.reading.normal import Text, normalise
from flows.reading.number import read_number
from flows.reading.opt_out import read_narrower, read_opt_out
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.reminder import read_reminder
from flows.reading.report import read_report
from flows.reading.several import read_pending
from flows.reading.stance import stance
from flows.reading.tongue import read_language
from flows.reading.when import read_when
from flows.reading.written import in_their_words
from flows.reading.yes_no import read_yes_no

Reader = Callable[[Text, Question, Lexicon, datetime], Reading]

_READERS: Mapping[str, Reader] = {
    "yesno": read_yes_no,
    "one": read_one,
    "many": read_many,
    "number": lambda text, question, words, now: read_number(text, question, words),
    "when": read_when,
    "text": lambda text, question, words, now: reading("answer", value=text.raw.strip()),
    "language": read_language,
    "claim": read_claim,
    "cancel": read_cancel,
    "reminder": read_reminder,
    "booking": read_booking,
    "report": lambda text, question, words, now: read_report(text, words),
}
_YES_OR_NO = ("yesno", "reminder", "booking")
_WITH_TIMES = ("claim", "cancel", "reminder", "when", "booking")
_CHOICES = ("one", "many")
_MARK = re.compile(r"(?<!\S)[.,;!?](?!\S)")
_QUERIES = {"my_shifts": "my shifts", "shifts": "open shifts", "who_comes": "who comes"}


def read(text: str, question: Question, *, now: datetime, language: str) -> Reading:
    """What a reply means.

    `question`: what the person was shown. `now`: aware, in the organization's zone. `language`: the person's;
    unknown ones read as Swedish. Pure and total: any text gives a reading, the same one every time.
    """
    words = lexicon(language)
    if takes_back(text, words):
        return reading("no_action")
    reacted = reaction(text, words)
    plain = normalise(reacted or without_quotes(text))
    if not plain.plain and not reacted:
        plain = normalise(text)
    return in_their_words(_climb(plain, question, words, now), plain.raw)


def prepare() -> None:
    """Compile the words of all languages (about half a second), so that the first reply of a process need not wait."""
    for language in LANGUAGES:
        words = lexicon(language)
        prepare_days(words)
        prepare_clocks(words)


def _climb(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    found = (
        read_opt_out(text, question, words)
        or _by_label(text, question, words)
        or read_first(text, question, words)
        or _wished(text, question, words, now)
    )
    if found:
        return found
    if found := _commanded(text, question, words):
        return found
    if question.pending:
        return read_pending(text, question, words)
    answer = _answered(text, question, words, now)
    lost = answer is not None and answer.intent == "ask_again" and words.has("confused", text.plain)
    if answer is None or lost or _says_nothing(answer):
        rest = _of_the_asked(read_rest(text, question, words, now), text, question)
        unclear = rest is not None and rest.intent == "thanks" and not text.words and question.kind != "none"
        return (None if unclear else rest) or answer or _nothing(text, words)
    return _with_care(_with_question(answer, text, question, words), text, words)


def _wished(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """What a text asks of our sending; beside the options that it names, when it does both."""
    wish = None if _puts_off(text, question, words) else read_narrower(text, question, words, now)
    if wish is None or question.kind not in _CHOICES:
        return wish
    if wish.get("scope") == "topic" and _names_option(wish, text, question, words):
        return None
    said = [clause.strip() for clause in _MARK.split(words.without("but", text.plain, " , ")) if clause.strip()]
    rest = [clause for clause in said if read_narrower(normalise(clause), question, words, now) is None]
    answer = _answered(normalise(" , ".join(rest)), question, words, now) if 0 < len(rest) < len(said) else None
    if answer is None or answer.intent != "answer":
        return wish
    return Reading(answer.intent, {**answer.slots, "also": (*answer.also, wish)})


def _names_option(wish: Reading, text: Text, question: Question, words: Lexicon) -> bool:
    """Whether the topic that is to stop is an option: "hemsidan men inte nyhetsbrevet" is an answer."""
    if words.has("hours_talk", text.plain):
        return False
    named = find_choices(normalise(str(wish.get("topic"))), question, words)
    return bool(named.meant or named.denied)


def _puts_off(text: Text, question: Question, words: Lexicon) -> bool:
    """Whether something else than our sending waits: "ask me again in May", "kan inte komma förrän 12"."""
    if question.kind in ("cancel", "reminder") and words.has("gives_back", text.plain):
        return True
    if question.kind in _WITH_TIMES:
        waits = words.has("not_until", text.plain) or (question.kind == "when" and words.has("cannot", text.plain))
        return waits and not words.has("hours_talk", text.plain)
    waits = words.has("not_until", text.plain) and not words.has("hours_talk", text.plain)
    return question.kind == "yesno" and (waits or words.has("ask_later", text.plain))


def _by_label(text: Text, question: Question, words: Lexicon) -> Reading | None:
    """An option whose label is the whole reply, whatever else the word means: "Pass", "Information"."""
    chosen = labelled(text, question) if question.kind in _CHOICES else None
    if chosen is None:
        return None
    return reading("answer", values=[chosen.key]) if question.kind == "many" else reading("answer", value=chosen.key)


def _of_the_asked(rest: Reading | None, text: Text, question: Question) -> Reading | None:
    """What somebody offers when asked to choose is another thing than the options: "I can sew banners"."""
    if rest is None or rest.intent != "offer" or question.kind not in _CHOICES:
        return rest
    return reading("ask_again", other=text.plain)


def _commanded(text: Text, question: Question, words: Lexicon) -> Reading | None:
    name = read_command(text, words, question)
    if name is None:
        return None
    if name == "help":
        return reading("help")
    if name == "person":
        return reading("handoff", topic="wants a human")
    if name in _QUERIES:
        return reading("query", what=_QUERIES[name])
    if name.startswith("language:"):
        return reading("language", value=name.removeprefix("language:"))
    if name == "undo" and question.cancelled:
        return reading("uncancel", shifts=[shift.id for shift in question.cancelled])
    return reading(name)


def _answered(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    reader = _READERS.get(question.kind)
    text = _ended(text, words) if question.kind in _YES_OR_NO else text
    return reader(text, question, words, now) if reader else None


def _ended(text: Text, words: Lexicon) -> Text:
    """Without an "and" that nothing follows: "Ja å 🌹" is a yes that was sent too soon."""
    if len(text.words) < 2 or not words.all_of("joins", text.words[-1]):
        return text
    tokens = text.plain.split()
    last = len(tokens) - 1 - tokens[::-1].index(text.words[-1])
    return Text(text.raw, " ".join(tokens[:last] + tokens[last + 1 :]), text.words[:-1])


def _says_nothing(answer: Reading) -> bool:
    """Whether the open question found nothing of its own in the text."""
    return answer.intent == "ask_again" and not (answer.slots.keys() & {"candidates", "exclude", "reason", "invalid"})


def _nothing(text: Text, words: Lexicon) -> Reading:
    """Nothing was asked and nothing is known of the text: short ones and corrections are asked about, talk is left."""
    told = words.has("meant", text.plain) or stance(text.plain, words).clear
    unclear = told or len(text.words) == 1 or any(word.isdigit() for word in text.words)
    return reading("ask_again") if unclear else reading("no_action")


def _with_care(answer: Reading, text: Text, words: Lexicon) -> Reading:
    """What somebody says of grief or distress goes to a person beside the answer."""
    found = care(text.plain, words)
    return Reading(answer.intent, {**answer.slots, "also": (*answer.also, found)}) if found else answer


def _with_question(answer: Reading, text: Text, question: Question, words: Lexicon) -> Reading:
    """An answer that also asks something keeps the question beside it."""
    asks = part(text.plain, words).asks
    if not asks.strip(" ?") or answer.intent in (
        "question",
        "text",
        "ask_again",
        "swap",
        "stand_in",
        "booking_counter",
    ):
        return answer
    if question.kind == "text" or (question.kind == "claim" and words.has("requests", asks)):
        return answer
    return Reading(answer.intent, {**answer.slots, "also": (*answer.also, question_of(asks, words))})
