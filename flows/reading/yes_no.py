"""The answer to a yes-or-no question."""

import re
from datetime import datetime

from flows.reading.lexicon import Lexicon
from flows.reading.negation import clauses, part, sentences
from flows.reading.normal import Text, normalise
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.stance import Stance, stance
from flows.reading.when import first_date

_SHORTEST_HEAD = 4
# What answers a kind of question without a word of yes or no: (kind, its yes, its no).
_KINDS = (
    ("done_question", "done", "not_done"),
    ("got_question", "got", "gone"),
    ("have_question", "have", "gone"),
    ("quality_question", "good", "poor"),
    ("state_question", "remains", "ended"),
    ("need_question", "need", "needless"),
)


def read_yes_no(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`answer` with value yes, no or maybe, and the words of a condition; else `ask_again` with the candidates.

    `decline` when the text says that it will not answer. `later` has the `date` when the answer will come, if the
    text names one day.
    """
    asked = normalise(question.text).plain
    text = of_the_writer(text, words)
    if refuses(text, words):
        return reading("decline")
    judged = stance(text.plain, words)
    value = _of_hindrance(judged, text, words) if words.has("hinder", asked) else _of_kind(judged, text, asked, words)
    puts_off = words.has("later", text.plain) or words.has("ask_later", text.plain)
    if puts_off and (value not in ("yes", "no") or (value == "yes" and not judged.clear)):
        day = first_date(text.plain, words, now)
        return reading("later", date=day.isoformat() if day else None)
    if value == "unclear" and (but := _reserved(text.plain, asked, words)):
        return reading("answer", value="yes", condition=but)
    if value in ("yes", "no", "maybe"):
        return reading("answer", value=value, condition=judged.condition or None if value == "yes" else None)
    return reading("ask_again", candidates=candidates(value, text, words))


def refuses(text: Text, words: Lexicon) -> bool:
    """Whether a text says that it will not answer: "det vill jag inte svara på"; a yes before that still stands."""
    says = part(text.plain, words).says
    return words.has("refuses", says) and _opening(says, words) != "yes"


def of_the_writer(text: Text, words: Lexicon) -> Text:
    """The text without clauses about the writer's kin, where others speak: "jag kan men inte min man"."""
    if not words.has("relations", text.plain):
        return text
    said = [clause.strip() for clause in re.split(r"(?<!\S)[.,;!](?!\S)", words.without("but", text.plain, " , "))]
    own = [clause for clause in said if clause and not _is_of_kin(clause, words)]
    plain = " , ".join(own)
    if len(own) == len(said) or stance(plain, words).value not in ("yes", "no"):
        return text
    return Text(text.raw, plain, tuple(word for word in plain.split() if word[0].isalnum()))


def _is_of_kin(clause: str, words: Lexicon) -> bool:
    """Whether a clause begins with one of the writer's kin, or with a "not" before them."""
    tokens = clause.split()
    while tokens and any(words.all_of(name, tokens[0]) for name in ("negation", "joins")):
        tokens = tokens[1:]
    return words.patterns["relations"].match(" ".join(tokens)) is not None


def _reserved(plain: str, asked: str, words: Lexicon) -> str:
    """What a yes leaves out, of which we had not asked: "not in October" of "yes but not in October"; else ""."""
    found = next(words.find("reservation", plain), None)
    if found is None or stance(plain[: found.start()], words).value != "yes":
        return ""
    asked_of = set(asked.split()) & {word for word in found[0].split() if len(word) >= _SHORTEST_HEAD}
    more = stance(plain[found.end() :], words).clear
    return "" if asked_of or more else found[0].partition(" ")[2]


def candidates(value: str, text: Text, words: Lexicon) -> list[str] | None:
    """What an unclear text may mean: "mm" may be a yes, "ja nej" both; None when it says nothing of either."""
    if value != "unclear":
        return None
    return ["yes"] if words.has("weak_yes", text.plain) else ["yes", "no"]


def _of_hindrance(judged: Stance, text: Text, words: Lexicon) -> str:
    """Whether something hinders: "no" and "nothing" say that nothing does, a trouble that is named says yes."""
    says = part(text.plain, words).says
    if words.has("consents", says) and not words.has("negation", says) and judged.value != "maybe":
        return "unclear" if words.has("plain_yes", says) else "no"
    if opened := _opening(says, words):
        return opened
    if judged.value == "maybe" or words.patterns["no_hindrance"].match(says):
        return "maybe" if judged.value == "maybe" else "no"
    if any(words.has(name, says) for name in ("unable", "cannot", "lacks")):
        return "yes"
    return {"yes": "no", "no": "none"}.get(judged.value, judged.value)


def _opening(says: str, words: Lexicon) -> str:
    """The yes or no that a text opens with, whatever it goes on to say: "yeah, no headset"."""
    first = sentences(says)[0][0].split(" , ")[0]
    first = words.without("alas", words.without("yes_idiom", first))
    places = [
        (match.start(), value)
        for name, value in (("yes", "yes"), ("no", "no"), ("no_filler", "no"))
        for match in words.find(name, first)
    ]
    if not places:
        return ""
    return "unclear" if words.has("unsure", first) else min(places)[1]


def _of_kind(judged: Stance, text: Text, asked: str, words: Lexicon) -> str:
    """The stance, or what the kind of question makes of words that are neither yes nor no."""
    says = part(text.plain, words).says
    for kind, yes, no in _KINDS:
        if words.has(kind, asked):
            found = _by_kind(judged, says, words, yes, no)
            return "yes" if found == "none" and names_what_is_asked(text, asked, words) else found
    return judged.value


def _by_kind(judged: Stance, says: str, words: Lexicon, yes: str, no: str) -> str:
    negated, denies = words.has("negation", says), words.has(no, says)
    if judged.value == "yes" and words.patterns["no"].match(says):
        return "unclear"
    if judged.clear:
        opened = _opening(says, words) if judged.value == "unclear" else ""
        return "unclear" if denies and "yes" in (judged.value, opened) else opened or judged.value
    if denies and judged.value != "maybe":
        spoken = [says[a:b] for a, b in clauses(says, words)]
        both = any(_holds(clause, yes, words) and not words.has(no, clause) for clause in spoken)
        return "unclear" if both or judged.value == "yes" or (negated and no == "poor") else "no"
    if judged.value == "no" and any(_holds(says[a:b], yes, words) for a, b in clauses(says, words)):
        return "unclear" if negated else "yes"
    if judged.value != "none" or negated or words.has("mine_already", says):
        return judged.value
    return "yes" if words.has(yes, says) else "none"


def _holds(clause: str, yes: str, words: Lexicon) -> bool:
    return words.has(yes, clause) and not words.has("negation", clause)


def names_what_is_asked(text: Text, asked: str, words: Lexicon) -> bool:
    """ "B-kort" to "Har du körkort?": names a kind of the very thing asked for."""
    if not words.has("have_question", asked) or words.has("negation", text.plain) or len(text.words) > 3:
        return False
    things = {word for word in asked.split() if len(word) >= _SHORTEST_HEAD}
    said = [word for word in part(text.plain, words).says.split() if len(word) >= _SHORTEST_HEAD]
    return any(thing.endswith(word) or word.endswith(thing) for word in said for thing in things)
