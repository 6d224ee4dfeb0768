"""A text about a booking: a request stands without holding the line, and is answered by its word at any time.

Without a word a reply counts only when one request waits; with several it is asked which. Nothing of this is ever
decided from a text that answers something else.
"""

import re
from typing import Any

from sqlalchemy import Row

from bot import booking_desk, talks
from bot.desk import Desk
from bot.talks import Spoken
from bot.turn import Here, data_of
from flows import bookings as words
from flows.booking_other import other_question
from flows.bookings import Side
from flows.reading import read
from flows.reading.normal import fold
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.speakers import mentions_off
from flows.text import CATALOGS
from storage import bookings, conversations, shifts

Found = tuple[Row[Any], Side]
ANSWERS = (
    "booking_accept", "booking_decline", "booking_counter", "booking_tentative", "booking_conditional", "delegate",
)  # fmt: skip
FLOW = "booking"
STEM = 5  # letters by which a word is known in its other forms: debatt, debatten
SHORT = 4  # words of a question about us: "vem är det här?"
LONGEST = 40  # words: a longer text that has a word of ours in it is about something else


# By its word


def named(here: Here) -> Spoken | None:
    """What a text leads to that names a request by its word: "ja rubin", "rubin 14.30"; None when it names none."""
    said = re.findall(r"\w+", here.body.upper())
    if len(said) > LONGEST or not any(_is_ours(word) for word in said):
        return None
    found = next((each for each in booking_desk.known(here) if each[0].word in said), None)
    if found is None:
        return _of_another(here, said)
    rest = _without(here.body, found[0].word)
    return _about(here.said(rest, here.written), found)


def _without(body: str, word: str) -> str:
    return " ".join(re.sub(rf"\b{word}\b", " ", body, flags=re.IGNORECASE).split()).strip(" ,.:;")


def _of_another(here: Here, said: list[str]) -> Spoken | None:
    """A yes or no by a word of nothing that is theirs is never taken for what else waits: that is asked about anew."""
    found = _standing(here)
    word = next(word for word in said if _is_ours(word))
    answers = here.said(_without(here.body, word), here.written)
    if not found or not answers.body or not _answers_any(answers, found):
        return None
    flow = "booking_which" if len(found) > 1 else {"candidate": FLOW, "host": "booking_host"}[found[0][1]]
    return talks.start(here, flow, {"booking": found[0][0].id}).after(FLOW, here.text("booking_gone"))


def _is_ours(word: str) -> bool:
    """Whether a word is one by which requests are named: OPAL, OPAL2."""
    return word.rstrip("0123456789") in bookings.WORDS


def _about(here: Here, found: Found) -> Spoken:
    row, side = found
    if _is(here.body, "booking_word_share") and side == "candidate":
        return _share(here, row)
    if _is(here.body, "booking_word_cancel"):
        return talks.start(here, "booking_off", {"booking": row.id})
    return _to_candidate(here, row) if side == "candidate" else _to_host(here, row)


def _is(said: str, key: str) -> bool:
    """Whether a text is one of a few words, in any language of ours."""
    return any(fold(said).strip(" .!") in catalog[key].split() for catalog in CATALOGS.values())


def _share(here: Here, row: Row[Any]) -> Spoken:
    shared = Desk(here).share_number(row.id)
    return Spoken((here.text("booking_shared" if shared else "booking_over_plain", host=row.organization),), flow=FLOW)


def _to_candidate(here: Here, row: Row[Any]) -> Spoken:
    """Read as the answer to just this request; the word alone shows it once more."""
    if not here.body:
        return talks.start(here, FLOW, {"booking": row.id})
    booking = Desk(here).booking(row.id)
    if booking is None:  # it went to somebody else at this very moment
        return Spoken((here.text("booking_gone"),), flow=FLOW)
    asked = words.question(booking, settled=row.state == "accepted")
    return _replied(here, FLOW, row, _read(here, asked))


def _read(here: Here, question: Question) -> Reading:
    return read(here.body, question, now=here.local_now, language=here.language)


def _replied(here: Here, flow: str, row: Row[Any], answer: Reading) -> Spoken:
    """Begin the talk about a request and answer it at once."""
    spoken = talks.start(here, flow, {"booking": row.id})
    if spoken.row is None and flow == FLOW:  # past answering: a late yes is still told of
        return _late(here, row, answer) or spoken
    return talks.reply(here, spoken.row, answer) if spoken.row is not None else spoken


def _late(here: Here, row: Row[Any], answer: Reading) -> Spoken | None:
    """A yes to what is over: never a booking, and whoever asked hears of it."""
    booking = Desk(here).booking(row.id)
    if booking is None or answer.intent != "booking_accept":
        return None
    outcome = Desk(here).accept_booking(row.id)
    if outcome == "accepted":  # it was asked anew at this very moment
        return talks.start(here, FLOW, {"booking": row.id})
    what = words.label(booking, here.language, here.local_now)
    return Spoken((here.text(f"booking_accept_{outcome}", what=what, host=row.organization),), flow=FLOW)


def _to_host(here: Here, row: Row[Any]) -> Spoken:
    """A yes or no to what was proposed, who is asked instead, or words for the candidate."""
    booking = Desk(here).booking(row.id)
    if row.state == "countered":
        if not here.body:
            return talks.start(here, "booking_host", {"booking": row.id})
        answer = _read(here, Question("yesno"))
        if answer.intent == "answer":
            return _replied(here, "booking_host", row, answer)
    elif booking is not None and booking.others:
        answer = _read(here, other_question(booking, talks.turn_of(here, Desk(here))))
        if not here.body or answer.intent == "answer":
            return _replied(here, "booking_other", row, answer)
    return _pass_on(here, row)


def _pass_on(here: Here, row: Row[Any]) -> Spoken:
    booking = Desk(here).booking(row.id)
    if booking is None or not here.body or not Desk(here).ask_other_side(row.id):
        return Spoken((here.text("booking_gone"),), flow=FLOW)
    return Spoken((here.text("booking_passed_to", who=booking.candidate),), flow=FLOW)


# Without its word


def unnamed(here: Here) -> Spoken | None:
    """What a reply means when requests wait and nothing else is asked; None when it is about something else."""
    if off := _off(here):
        return off
    found = _standing(here)
    if len(found) > 1:
        return talks.start(here, "booking_which", {"said": here.body}) if _answers_any(here, found) else None
    return _only(here, *found[0]) if found else _last(here)


def _standing(here: Here) -> list[Found]:
    """The requests that wait for an answer, looked up once before anything is done."""
    return here.once("standing bookings", lambda: booking_desk.standing(here))


def _off(here: Here) -> Spoken | None:
    """ "Måste avboka debatten": what they are booked for, by its name, or the only thing that they have."""
    if here.person is None or not mentions_off(here.body, here.language):
        return None
    mine = bookings.of_candidate(here.db, here.person.id, ("accepted",), here.now)
    said = set(fold(here.body).split())
    found = [row for row in mine if any(word[:STEM] == each[:STEM] for word in _names(row) for each in said)]
    if not found and not _standing(here) and not shifts.of_person(here.db, here.person.id, here.now):
        found = mine
    return talks.start(here, "booking_off", {"booking": found[0].id}) if len(found) == 1 else None


def _names(row: Row[Any]) -> list[str]:
    """The words that a booking may be called by."""
    return [word for word in fold(f"{row.title} {row.venue}").split() if len(word) >= STEM]


def _answers_any(here: Here, found: list[Found]) -> bool:
    return any(_answer(here, row, side) is not None for row, side in found)


def _answer(here: Here, row: Row[Any], side: Side) -> Reading | None:
    """The text as an answer to a request; None when it is none."""
    if side == "host":
        said = _read(here, Question("yesno"))
        return said if said.intent == "answer" and said.get("value") in ("yes", "no") else None
    booking = Desk(here).booking(row.id)
    if booking is None:
        return None
    said = _read(here, words.question(booking))
    unclear = said.intent == "ask_again" and bool(said.slots.keys() & {"candidates", "reason"})
    return said if said.intent in ANSWERS or unclear or _asks(here, row, said) else None


def _asks(here: Here, row: Row[Any], said: Reading) -> bool:
    """A question, when our last words were about that request; who we are is another question."""
    about_us = said.get("topic") in ("identity", "robot", "cost") and len(here.body.split()) <= SHORT
    asks = said.intent == "question" and not about_us
    return asks and bookings.spoken_of_last(here.db, here.address.id, here.now) == row.id


def _only(here: Here, row: Row[Any], side: Side) -> Spoken | None:
    answer = _answer(here, row, side)
    if answer is None:
        return None
    return _replied(here, FLOW if side == "candidate" else "booking_host", row, answer)


def _last(here: Here) -> Spoken | None:
    """Nothing waits: a clear yes or no may still be to what is over, or waits for the host, or to who comes instead."""
    recent = next(iter(_said_last(here)), None)
    if recent is None:
        return None
    row, side = recent
    booking = Desk(here).booking(row.id)
    if side == "host" and booking is not None and booking.others:
        chosen = _read(here, other_question(booking, talks.turn_of(here, Desk(here))))
        return _replied(here, "booking_other", row, chosen) if chosen.intent == "answer" else None
    if row.state == "done":
        return _went(here, row)
    answer = _answer(here, row, side) if side == "candidate" and row.state != "accepted" else None
    return _replied(here, FLOW, row, answer) if answer is not None and answer.intent in ANSWERS else None


def _said_last(here: Here) -> list[Found]:
    """The bookings of which our last words to this address were."""
    last = bookings.spoken_of_last(here.db, here.address.id, here.now)
    return [each for each in booking_desk.known(here) if each[0].id == last]


def _went(here: Here, row: Row[Any]) -> Spoken | None:
    """The answer to how it went: kept, once, for the desk to read."""
    if row.came and here.body in row.came:
        return None
    bookings.note_came(here.db, row.id, here.body)
    return Spoken((here.text("booking_went_thanks"),), flow=FLOW)


def asked_at(here: Here) -> Any:
    """When the last request that waits for this person was put to them; None when none does."""
    found = _standing(here)
    return max((row.updated_at for row, _ in found), default=None)


def stranger(here: Here) -> bool:
    """Answer a host whom no list holds; False when the text is about no booking of theirs."""
    row = conversations.open_at(here.db, here.address.id)
    spoken = named(here)
    if spoken is None and row is not None and row.flow.startswith(FLOW):
        spoken = talks.reply(here, row, _read(here, Question.from_json(row.question)))
    spoken = spoken or unnamed(here) or Spoken()
    here.answer(spoken.body, flow=spoken.flow, buttons=spoken.buttons)
    return not spoken.is_silence


# Taps


def tapped(here: Here) -> Spoken | None:
    """What a tap below a request means: it counts for just that one; None for a tap on something else."""
    value = str(data_of(here.message).get("value", "") if here.message is not None else "")
    match = re.fullmatch(r"b(\d{1,18})\.(yes|no|c\d{1,18})", value)
    booking = Desk(here).booking(int(match[1])) if match else None
    row = bookings.get(here.db, booking.id) if booking is not None else None
    if match is None or row is None or booking is None:
        return None
    if match[2].startswith("c"):
        return _replied(here, "booking_other", row, reading("answer", value=match[2][1:]))
    if booking.side == "host":
        return _replied(here, "booking_host", row, reading("answer", value=match[2]))
    intent = "booking_accept" if match[2] == "yes" else "booking_decline"
    return _replied(here, FLOW, row, reading(intent, booking=str(row.id)))
