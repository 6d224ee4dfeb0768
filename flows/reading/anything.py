"""What a text is when it does not answer: questions, thanks, wrong numbers, auto-replies, danger, grief, rubbish."""

import re
from collections.abc import Sequence
from datetime import datetime

import phonenumbers

from flows.reading.danger import care, danger_in
from flows.reading.kin import shows_tongues
from flows.reading.lexicon import Lexicon
from flows.reading.narrower import clauses_of, less_for_a_while
from flows.reading.negation import part
from flows.reading.normal import LONGEST, Text, fold, is_picture, normalise
from flows.reading.people import is_written_as_name, party
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.report import read_report
from flows.reading.stance import stance
from flows.reading.when import find_times

_QUOTE = '"”“„»«‹›'
_UNSEEN = r"[\s\u200b-\u200f\u2066-\u2069]*"
_REACTED = re.compile(f"^{_UNSEEN}([^{_QUOTE}]{{1,60}}?)\\s*[{_QUOTE}‘’'](.*)[{_QUOTE}‘’']{_UNSEEN}$", re.DOTALL)
_PLACEHOLDER = re.compile(r"^\s*[\[(<].{1,60}[\])>]\s*$", re.DOTALL)
_PHONE = re.compile(r"(?:\+|00)?\d[\d\s()/-]{6,18}\d")
_LINKED = re.compile(r"\S*(?:https?://|www\.|bit\.ly/|tinyurl|t\.co/)\S*", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TOPICS = (("robot", "robot"), ("identity", "identity"), ("costs", "cost"))  # what we are often asked
_WISHED = ("es", "ar", "so", "fi", "de", "fr", "pl", "fa", "ti", "ku", "en", "sv")
_ASKED = 3  # words of a whole question
_LINK = re.compile(r"https?://|www\.|\b(?:bit\.ly|tinyurl|t\.co)/", re.IGNORECASE)


def reaction(raw: str, words: Lexicon) -> str | None:
    """What a phone's reaction to our text stands for: "👍", "👎", "?" or "🙂"; None when it is no reaction.

    Phones without a way to show a reaction send it as a text that quotes the whole message: Gillade ”…”.
    """
    match = _REACTED.match(raw[:LONGEST])
    if match is None:
        return None
    verb = _verb(match[1])
    if verb in words.reactions:
        return words.reactions[verb]
    pictures = [token for token in verb.split() if is_picture(token)]
    return pictures[0] if pictures and words.has("reacts", verb) else None


def takes_back(raw: str, words: Lexicon) -> bool:
    """Whether a phone tells that a reaction was taken back: Tog bort ett gilla från ”…”. It asks for nothing."""
    match = _REACTED.match(raw[:LONGEST])
    return match is not None and words.all_of("takes_back_reaction", _verb(match[1]))


def _verb(told: str) -> str:
    return " ".join(word for word in normalise(told).plain.split() if word not in "-:.")


def read_first(text: Text, question: Question, words: Lexicon) -> Reading | None:
    """What comes before any answer: danger and distress, machines talking, the wrong person, data requests."""
    plain = text.plain
    if not plain:
        return reading("unsupported") if text.raw.strip() else reading("ask_again")
    if _PLACEHOLDER.match(text.raw) and words.has("voice", plain):
        return reading("unsupported")
    for reader in (_danger, _machine, _phone, _wrong_person, _data, _language, _person, _report):
        if found := reader(text, question, words):
            return found
    return None


def _danger(text: Text, _question: Question, words: Lexicon) -> Reading | None:
    if kind := danger_in(text.plain, words):
        return reading("handoff", topic="urgent", kind=kind)
    return reading("handoff", topic="urgent", kind="practical") if words.has("stuck", text.plain) else None


def _machine(text: Text, _question: Question, words: Lexicon) -> Reading | None:
    if words.has("auto_reply", text.plain) and not less_for_a_while(text.plain, words):
        return reading("auto_reply")
    if words.has("spam", text.plain):
        return reading("spam")
    return _linked(text, words) if _LINK.search(text.raw) else None


def _linked(text: Text, words: Lexicon) -> Reading:
    """A link is rubbish, unless the words beside it are about what we do: then they are a question or a tip."""
    beside = normalise(_LINKED.sub(" ", text.raw)).plain
    if not words.has("ours", beside):
        return reading("spam")
    asks = part(beside, words).asks
    return question_of(asks, words) if asks.strip(" ?") else reading("handoff", topic="link")


def _wrong_person(text: Text, question: Question, words: Lexicon) -> Reading | None:
    told = normalise(question.text).words
    meanings = ["not_named", "misnamed", *(["asks_who"] if words.has("self_named", text.plain) else [])]
    named = any(_names_somebody(meaning, text, told, words) for meaning in meanings)
    if not named and not words.has("wrong_person", text.plain):
        return None
    if words.has("grief", text.plain):
        return reading("handoff", topic="grief", kind="grief", also=(reading("wrong_person"),))
    return reading("wrong_person")


def _names_somebody(meaning: str, text: Text, told: Sequence[str], words: Lexicon) -> bool:
    """Whether a name, one that we wrote or with a capital, stands behind a phrase: "jag är inte Birgitta"."""
    for match in words.find(meaning, text.plain):
        name = next(iter(text.plain[match.end() :].split()), "")
        known = not name.isalpha() or words.all_of("not_a_name", name) or name in words.days or name in words.months
        if not known and (name in told or is_written_as_name(name, text.raw)):
            return True
    return False


def _report(text: Text, question: Question, words: Lexicon) -> Reading | None:
    """How a canvass went, all three numbers by name, whatever was asked."""
    told = all(words.has(metric, text.plain) for metric in ("knocked", "opened", "positive"))
    found = read_report(text, words) if told and question.kind not in ("report", "text") else None
    return found if found and found.slots.keys() >= {"knocked", "opened", "positive"} else None


def _data(text: Text, _question: Question, words: Lexicon) -> Reading | None:
    for kind in ("erase", "source", "access"):
        if words.has(f"data_{kind}", text.plain):
            return reading("data_request", kind="erasure" if kind == "erase" else kind)
    return reading("data_request", kind="access") if words.has("data_word", text.plain) else None


def _phone(text: Text, _question: Question, words: Lexicon) -> Reading | None:
    match = _PHONE.search(text.raw)
    if match is None or not (words.has("new_phone", text.plain) or words.has("others_phone", text.plain)):
        return None
    try:
        number = phonenumbers.parse(match[0], "SE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if words.has("others_phone", text.plain):
        return reading("handoff", topic="someone else's number")
    return reading("update_phone", phone=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _language(text: Text, question: Question, words: Lexicon) -> Reading | None:
    if question.kind == "language" or shows_tongues(question, words) or _offers_need(question, words):
        return None
    said = [" ".join(text.words), *clauses_of(text.plain)]
    for code in _WISHED:
        if any(words.all_of(f"wish_{code}", clause) for clause in said):
            return reading("language", value=code)
    return reading("language") if words.has("wish_other", text.plain) else None


def _offers_need(question: Question, words: Lexicon) -> bool:
    """Whether we asked what somebody needs: a language is then the interpreter's."""
    return question.kind == "yesno" and words.has("need_question", normalise(question.text).plain)


def read_rest(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """What a text means that answers nothing; None when nothing is known of it."""
    plain = text.plain
    if found := care(plain, words):
        return found
    for reader in (_cheer, _handoff, _asks, _event, _offer, _profile):
        if found := reader(text, question, words, now):
            return found
    if words.has("insult", plain):
        return reading("hostile")
    others = words.has("meant", plain) or words.has("others_duty", plain)
    if question.kind == "none" and words.has("cancel", part(plain, words).says) and not others:
        return reading("query", what="my shifts")
    if words.has("complaint", plain):
        return reading("handoff", topic="complaint")
    if words.has("nominate", plain):
        return reading("nominate", name=_after("nominate", plain, words))
    if words.all_of("hello", plain):
        return reading("thanks", kind="greeting")
    if words.has("thanks", plain) or words.all_of("goodbye", plain):
        return reading("decline" if stance(plain, words).value == "no" else "thanks")
    return None


def _after(meaning: str, plain: str, words: Lexicon) -> str:
    match = words.patterns[meaning].search(plain)
    return re.split(r" [.,!?]", plain[match.end() :])[0].strip() if match else ""


def _person(text: Text, question: Question, words: Lexicon) -> Reading | None:
    """Who asks for a person has answered nothing, whatever else the words could mean: "jag vill prata med nån"."""
    if question.kind == "text" or _says_when(text, question, words):
        return None
    if words.has("human", words.without("robot", text.plain)):
        return reading("handoff", topic="wants a human")
    asks = words.has("human", text.plain) or _asks_who_writes(text, words)
    return reading("question", topic="robot") if asks else None


def _asks_who_writes(text: Text, words: Lexicon) -> bool:
    """ "Snackar jag med en dator nu": asks what we are and nothing else, with or without its mark."""
    found = words.patterns["robot"].search(text.plain)
    if found is None or len(found[0].split()) < _ASKED:
        return False
    rest = normalise(words.without("robot", text.plain, " . "))
    return len(rest.words) < _ASKED and stance(rest.plain, words).value == "none"


def _says_when(text: Text, question: Question, words: Lexicon) -> bool:
    """Asked when we may call, "ring mig kl 3" is the answer."""
    asked = question.kind == "when" and words.has("which_time", normalise(question.text).plain)
    return asked and words.has("call_me", text.plain)


def _cheer(text: Text, question: Question, words: Lexicon, _now: datetime) -> Reading | None:
    """ "Sluta aldrig kämpa!" is no no to anything."""
    return reading("thanks", kind="cheer") if question.kind == "none" and words.has("cheer", text.plain) else None


def _handoff(text: Text, _question: Question, words: Lexicon, _now: datetime) -> Reading | None:
    if words.has("membership", text.plain):
        return reading("handoff", topic="membership")
    if words.has("access_needs", text.plain) and (words.has("confused", text.plain) or "?" in text.plain):
        return reading("handoff", topic="accessibility")
    if words.has("call_me", text.plain):
        also = (reading("channel_preference", channel="phone"),) if words.has("prefers_phone", text.plain) else None
        return reading("handoff", topic="call me", also=also)
    return None


def _asks(text: Text, _question: Question, words: Lexicon, _now: datetime) -> Reading | None:
    plain = text.plain
    if words.has("my_shifts", plain):
        return reading("query", what="my shifts")
    if words.has("open_shifts", plain):
        return reading("query", what="open shifts")
    if words.has("confused", plain) or words.all_of("huh", " ".join(text.words)):
        return reading("help")
    asks = part(plain, words).asks
    return question_of(asks, words) if asks.strip(" ?") else None


def question_of(asks: str, words: Lexicon) -> Reading:
    """A question, with what it is about in the person's own words."""
    topic = next((topic for meaning, topic in _TOPICS if words.has(meaning, asks)), asks.strip(" ?"))
    return reading("question", topic=topic)


def _event(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """A yes or no to an invitation that asked nothing."""
    told = normalise(question.text).plain
    if question.kind != "none" or not words.has("rsvp_event", told) or not find_times(told, words, now).groups:
        return None
    judged = stance(text.plain, words)
    refuses = judged.value == "no" and (judged.clear or words.has("cannot", text.plain))
    if judged.value in ("none", "no") and words.has("cancel", part(text.plain, words).says):
        return reading("rsvp", value="no")
    said = refuses or judged.value in ("yes", "maybe")
    if not said or words.has("offer_thing", text.plain):
        return None
    return reading("rsvp", value=judged.value, people=party(text.plain, words, text.raw).people)


def _offer(text: Text, question: Question, words: Lexicon, _now: datetime) -> Reading | None:
    says = part(text.plain, words).says
    negated = words.has("negation", says)
    if words.has("offer", says) and not negated:
        return reading("offer", what="help")
    asked = words.has("offers_help", normalise(question.text).plain)
    judged = stance(text.plain, words).value if asked and question.kind == "none" else "none"
    if judged == "yes":
        return reading("offer", what="help")
    return reading("decline") if judged == "no" and len(text.words) <= 12 and stance(text.plain, words).clear else None


def _profile(text: Text, _question: Question, words: Lexicon, _now: datetime) -> Reading | None:
    if words.has("moved", text.plain):
        place = _after("moved", text.plain, words).split(" ")[0]
        return reading("update_profile", field="city", value=_as_written(place, text))
    if words.has("new_name", text.plain):
        return reading("update_profile", field="name")
    if words.has("new_email", text.plain):
        written = _EMAIL.search(text.raw)
        return reading("update_profile", field="email", value=written[0].strip(".") if written else None)
    return None


def _as_written(word: str, text: Text) -> str:
    return next((w.strip(".,!?") for w in text.raw.split() if fold(w).strip(".,!?") == word), word)
