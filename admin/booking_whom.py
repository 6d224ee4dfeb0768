"""Whom to ask: those whom a name means, or those who are free and fit a wish best; each with what speaks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from admin.shift_people import look
from admin.visit import Visit
from storage import booking_choice, booking_slots
from storage.booking_choice import Speaker
from storage.booking_slots import Span

FEW = 6
SURE = ("accepted", "busy")  # who has that cannot come


@dataclass(frozen=True)
class Option:
    """Somebody to ask. way: what stands in the way: accepted, held, busy or nothing. mute: cannot be written to."""

    speaker: Speaker
    way: str
    mute: bool

    @property
    def can(self) -> bool:
        return self.way not in SURE


@dataclass(frozen=True)
class Choice:
    """Those to choose from. by_name: a name was typed that means them; wish: how many words there are to fit."""

    options: list[Option]
    by_name: bool = False
    wish: int = 0


def choice_of(visit: Visit, organization_id: int, span: Span, whom: str, topic: str, but: int = 0) -> Choice:
    """Whom to ask at that time and place; that they were looked at is noted.

    but: the id of a booking that is not in its own way.
    """
    found: Choice = visit.read(lambda db: _choice(db, visit, organization_id, span, (whom, topic), but))
    look(visit, [each.speaker.id for each in found.options], "panel booking find")
    return found


def _choice(db: Connection, visit: Visit, organization_id: int, span: Span, said: tuple[str, str], but: int) -> Choice:
    whom, topic = said
    everybody = booking_choice.speakers(db, organization_id, visit.now, f"{whom} {topic}")
    named = booking_choice.named(everybody, whom)
    wish = 0 if named else len(booking_choice.words_of(f"{whom} {topic}"))
    chosen = named[:FEW] or _able(db, visit, everybody, span)
    return Choice([_option(db, visit, each, span, but) for each in chosen], bool(named), wish)


def _able(db: Connection, visit: Visit, everybody: Sequence[Speaker], span: Span) -> list[Speaker]:
    """Those who are free and can be written to, looked up one by one."""
    free = booking_choice.free(db, everybody, span)
    return list(islice((each for each in free if booking_choice.can_be_asked(db, each.id, visit.now)), FEW))


def _option(db: Connection, visit: Visit, speaker: Speaker, span: Span, but: int) -> Option:
    way = booking_slots.blocked(db, speaker.id, span, but=but) or ""
    return Option(speaker, way, not booking_choice.can_be_asked(db, speaker.id, visit.now))
