"""The messages about bookings: to the candidate, the host and the booking desk; each once for an event and a side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row

from bot.booking_words import booking_of, candidate_name, candidate_number, label, turn_in
from bot.say import About, Buttons, Manner, say
from bot.turn import House
from flows import bookings as words
from flows import dates, hours
from flows.booking_host import proposed
from flows.shown import Button
from flows.text import spoken, text
from storage import addresses, booking_choice, bookings, calendars, organizations, people, timers

FLOW = "booking"
NEAR = timedelta(hours=24)  # what is nearer than that is told at any hour
CLOCK = timedelta(hours=36)  # a deadline nearer than that is told with its time
LATE = timedelta(days=365)  # that it has been is noted even after a long silence
AFTER = timedelta(hours=1)  # after it ended both are asked how it went
TRAVEL = 15  # minutes: a shorter way is not worth a word


@dataclass(frozen=True)
class Scene:
    """An event that is being told of: the booking as it is now, and what happened."""

    db: Connection
    now: datetime
    house: House
    row: Row[Any]
    event: Row[Any]

    def words(self, language: str, **more: object) -> dict[str, object]:
        """What the texts are filled with."""
        until = deadline(self.row, language, self.now)
        return {
            "what": label(self.row, language, self.now), "word": self.row.word or "", "host": self.row.organization,
            "who": candidate_name(self.db, self.row, language), "title": self.row.title, "until": until,
            "number": candidate_number(self.db, self.row), **more,
        }  # fmt: skip

    @property
    def manner(self) -> Manner:
        """By day; what begins soon at any hour, so that nobody travels in vain."""
        soon = self.row.starts_at - self.now < NEAR and self.row.starts_at > self.now
        return Manner("any" if soon else "reminder", not_after=max(self.row.ends_at, self.now) + timedelta(days=2))


@dataclass(frozen=True)
class Listener:
    """Somebody who is written to: where, and in which language."""

    address: Row[Any]
    language: str
    person_id: int | None


def deadline(row: Row[Any], language: str, now: datetime) -> str:
    """Until when an answer is awaited: the day, with its time when it is near."""
    if row.answer_by is None:
        return ""
    day = dates.day(row.answer_by, language, now, zone=row.zone)
    near = row.answer_by - now < CLOCK
    return f"{day} {dates.clock(row.answer_by, language, zone=row.zone)}" if near else day


# To whom


def candidate_of(scene: Scene, person_id: int | None = None) -> Listener | None:
    """The candidate, where they are written to; None when they cannot be."""
    person = people.get(scene.db, person_id or scene.event.candidate_id or 0)
    if person is None:
        return None
    address = addresses.reachable(addresses.of_person(scene.db, person.id), scene.house.channels)
    return Listener(address, spoken(person.language), person.id) if address is not None else None


def at(scene: Scene, address_id: int | None) -> Listener | None:
    """Whoever has an address, by the channel they used last."""
    if address_id is None:
        return None
    address = addresses.get(scene.db, address_id)
    known = addresses.people_at(scene.db, address_id)
    if len(known) != 1:
        return Listener(address, spoken(address.language or "sv"), None)
    own = addresses.reachable(addresses.of_person(scene.db, known[0].id), scene.house.channels)
    return Listener(own or address, spoken(known[0].language), known[0].id)


def _tell(
    scene: Scene, side: str, to: Listener | None, body: str, *, buttons: Sequence[Button] = (),
    manner: Manner | None = None,
) -> None:  # fmt: skip
    if to is None:
        return
    about = About(scene.row.organization_id, to.person_id, FLOW)
    fixed = Buttons(fixed=tuple(buttons)) if buttons else None
    say(
        scene.db, f"booking:{scene.event.id}:{side}", to.address, body, now=scene.now, manner=manner or scene.manner,
        about=about, buttons=fixed, language=to.language, price=scene.house.price, ending=_introduction(scene, to),
    )  # fmt: skip


def _introduction(scene: Scene, to: Listener) -> str:
    """Who is written to for the first time is told why, and how to stop."""
    if to.address.introduced_at is not None:
        return ""
    addresses.introduced(scene.db, to.address.id, scene.now)
    return text(to.language, "introduction", organization=scene.row.organization)


# The candidate


def to_candidate(scene: Scene, key: str, *, person_id: int | None = None, question: bool = False) -> None:
    """A text to the candidate, unless they did it themselves. question: it wants a yes or a no."""
    to = candidate_of(scene, person_id)
    if to is None or scene.event.actor == "candidate":
        return
    body = text(to.language, key, **scene.words(to.language))
    body = f"{body} {answers(scene, to)}" if question else body
    _tell(scene, f"candidate{person_id or ''}", to, body, buttons=yes_no(scene.row, to.language) if question else ())


def ask_candidate(scene: Scene) -> None:
    """The request: what, where and when, who asks and how much they have had, the way there, and how to answer."""
    to = candidate_of(scene)
    if to is None:
        return
    key = "booking_ask_moved" if _was_moved(scene) else "booking_ask"
    said = [text(to.language, key, **scene.words(to.language)), _ended(scene.row.note), *_fairness(scene, to)]
    if scene.row.travel > TRAVEL:
        said.append(text(to.language, "booking_travel", minutes=scene.row.travel))
    body = "\n".join((" ".join(part for part in said if part), answers(scene, to)))
    manner = Manner("quiet", not_after=scene.row.starts_at)
    _tell(scene, "candidate", to, body, buttons=yes_no(scene.row, to.language), manner=manner)


def _was_moved(scene: Scene) -> bool:
    before = [each for each in bookings.events(scene.db, scene.row.id) if each.id < scene.event.id]
    return bool(before) and before[-1].kind == "moved"


def _ended(note: str) -> str:
    """A note as a sentence."""
    whole = note[:1].upper() + note[1:]
    return whole if not note or note[-1] in ".!?" else f"{whole}."


def _fairness(scene: Scene, to: Listener) -> list[str]:
    """Who asks, of which class, and how many visits they have had: in the open."""
    mine = [scene.row.organization_id]
    visits = booking_choice.visits_had(scene.db, mine, scene.now).get(mine[0], 0)
    said = [
        text(to.language, "booking_who_asks", host=scene.row.organization, priority=scene.row.priority, visits=visits)
    ]
    if booking_choice.owed(scene.db, mine, scene.now):
        said.append(text(to.language, "booking_owed"))
    return said


def answers(scene: Scene, to: Listener) -> str:
    """How to answer: by the word as well, as soon as there is something to confuse it with."""
    standing = bookings.of_candidate(scene.db, to.person_id or 0, ("asked", "tentative", "desk"), scene.now)
    key = "booking_answers_word" if len(standing) > 1 else "booking_answers"
    return text(to.language, key, word=scene.row.word or "")


def yes_no(row: Row[Any], language: str) -> tuple[Button, Button]:
    """Buttons of just this request."""
    return Button(text(language, "yes"), f"b{row.id}.yes"), Button(text(language, "no"), f"b{row.id}.no")


def confirm_to_candidate(scene: Scene, key: str) -> None:
    """What was promised, with whom to call, the way there and the calendar."""
    to = candidate_of(scene)
    if to is None or scene.event.actor == "candidate":
        return
    calendars.link(scene.db, scene.now, booking_id=scene.row.id)
    booking = booking_of(scene.db, scene.row, "candidate", to.language, scene.house)
    said = text(to.language, key, **scene.words(to.language))
    _tell(scene, "candidate", to, f"{said} {words.details(booking, turn_in(to.language, scene.row, scene.now))}")


# The host


def to_host(scene: Scene, key: str, *, with_others: bool = False, always: bool = False) -> None:
    """A text to the host, unless they did it themselves. with_others: and who could come instead."""
    to = at(scene, scene.row.host_address_id)
    if to is None or (scene.event.actor == "host" and not always):
        return
    said = [text(to.language, key, **scene.words(to.language))]
    reason = (scene.event.detail or {}).get("reason")
    if reason:
        said.append(text(to.language, "booking_reason", words=reason))
    others = _others(scene) if with_others and scene.row.starts_at > scene.now else []
    if with_others and scene.row.starts_at > scene.now:
        said.append(_proposed_others(scene, to, others))
    buttons = [Button(name, f"b{scene.row.id}.c{each}") for each, name in others]
    _tell(scene, "host", to, " ".join(said), buttons=buttons)


def _others(scene: Scene) -> list[tuple[int, str]]:
    """Who could come instead, remembered as they are shown."""
    found = booking_choice.alternatives(scene.db, scene.row, scene.now)
    others = [(each.id, each.name) for each in found]
    bookings.show_others(scene.db, scene.row.id, others)
    return others


def _proposed_others(scene: Scene, to: Listener, others: Sequence[tuple[int, str]]) -> str:
    if not others:
        return text(to.language, "booking_none_free")
    names = ", ".join(f"{number} {name}" for number, (_, name) in enumerate(others, 1))
    return text(to.language, "booking_free", names=names, word=scene.row.word or "")


def propose_to_host(scene: Scene) -> None:
    """What the candidate would rather, and how to answer."""
    to = at(scene, scene.row.host_address_id)
    if to is None:
        return
    booking = booking_of(scene.db, scene.row, "host", to.language, scene.house)
    said = proposed(booking, turn_in(to.language, scene.row, scene.now))
    how = text(to.language, "booking_proposal_how", word=scene.row.word or "")
    _tell(scene, "host", to, f"{said} {how}", buttons=yes_no(scene.row, to.language))


def confirm_to_host(scene: Scene) -> None:
    """Who comes, where and when, with the calendar."""
    to = at(scene, scene.row.host_address_id)
    if to is None or scene.event.actor == "host":
        return
    calendars.link(scene.db, scene.now, booking_id=scene.row.id)
    booking = booking_of(scene.db, scene.row, "host", to.language, scene.house)
    said = text(to.language, "booking_host_accepted", **scene.words(to.language))
    more = words.host_details(booking, turn_in(to.language, scene.row, scene.now))
    _tell(scene, "host", to, f"{said} {more}".strip())


# The desk


def to_desk(scene: Scene, key: str) -> None:
    """The booking desk of the association, or of the nearest above that has one."""
    desk = bookings.desk_of(scene.db, organizations.above(scene.db, scene.row.organization_id))
    to = at(scene, desk)
    if to is None:
        return
    said = [text(to.language, key, **scene.words(to.language))]
    if whom := (scene.event.detail or {}).get("whom"):
        said.append(text(to.language, "booking_desk_whom", whom=whom))
    _tell(scene, "desk", to, " ".join(said))


# Both


def pass_on(scene: Scene) -> None:
    """What one side wrote, to the other: neither needs the other's number."""
    side: Literal["host", "candidate"] = "host" if scene.event.actor == "candidate" else "candidate"
    to = at(scene, scene.row.host_address_id) if side == "host" else candidate_of(scene)
    if to is None:
        return
    who = candidate_name(scene.db, scene.row, to.language) if side == "host" else scene.row.organization
    values = scene.words(to.language, who=who, words=(scene.event.detail or {}).get("words", ""))
    said = text(to.language, "booking_question_from", **values)
    _tell(scene, side, to, f"{said}\n{text(to.language, 'booking_answer_how', **values)}")


def set_clocks(scene: Scene) -> None:
    """The reminders of the day, and an hour after the end the question how it went."""
    times = hours.reminder_times(scene.row.starts_at, scene.row.zone)
    due = {
        "booking_day": times.day_before, "booking_hours": times.hours_before, "booking_over": scene.row.ends_at + AFTER
    }  # fmt: skip
    for kind, moment in due.items():
        if moment > scene.now:
            late = moment + LATE if kind == "booking_over" else scene.row.starts_at
            values = {"key": f"{kind}:{scene.row.id}", "kind": kind, "due_at": moment, "not_after": late}
            timers.set_timer(scene.db, {**values, "booking_id": scene.row.id, "turn": scene.row.turn})
