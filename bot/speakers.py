"""What is written about speakers without being asked: "boka talare", "vem kan torsdag kväll?", "upptagen tors"."""

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

from bot import talks
from bot.booking_words import label
from bot.talks import Spoken
from bot.turn import Here
from flows import dates
from flows.reading.reading import Reading
from flows.reading.speakers import Span, speaker_wish
from storage import booking_choice, booking_slots, bookings, busy_times

FLOW = "speakers"
OWN = ("busy_mark", "not_busy")  # what only a candidate can mean so
NAMED = 6  # names in a text; more are counted
WORTH = timedelta(hours=1)  # whoever has so much time free can be asked


def wished(here: Here) -> Spoken | None:
    """What such a text leads to; None for any other."""
    if here.person is None:
        return None
    found = speaker_wish(here.body, now=here.local_now, language=here.language)
    if found is None or (found.intent in OWN and not booking_choice.is_candidate(here.db, here.person.id)):
        return None
    return WISHES[found.intent](here, found)


def _request(here: Here, wish: Reading) -> Spoken:
    return talks.start(here, "booking_request")


def _said(here: Here, span: Span) -> str:
    """A time in words; a whole day by its name alone."""
    start, end = span
    if end - start >= timedelta(hours=23) and start.hour == 0:
        return dates.day(start, here.language, here.local_now)
    return dates.span(start, end, here.language, here.local_now)


def _who_free(here: Here, wish: Reading) -> Spoken:
    """Who has time then: by name, those who have been heard least first; never why the others have not."""
    everybody = booking_choice.speakers(here.db, here.organization.id if here.organization is not None else 0, here.now)
    if not everybody:
        return Spoken((here.text("who_free_none"),), flow=FLOW)
    return Spoken(tuple(_free_in(here, span, everybody) for span in wish.get("windows")[:3]), flow=FLOW)


def _free_in(here: Here, span: Span, everybody: list[booking_choice.Speaker]) -> str:
    start, end = (moment.astimezone(UTC) for moment in span)
    has_time = booking_slots.with_time(here.db, [each.id for each in everybody], start, end, WORTH)
    able = [each for each in everybody if each.id in has_time]
    able.sort(key=lambda each: (each.visits, each.name))
    if not able:
        return here.text("who_free_nobody", time=_said(here, span))
    names = ", ".join(each.name for each in able[:NAMED])
    if len(able) > NAMED:
        names = here.text("who_free_more", names=names, n=len(able) - NAMED)
    return here.text("who_free", time=_said(here, span), names=names)


def _busy(here: Here, wish: Reading) -> Spoken:
    person_id = _writer(here)
    said = []
    for span in wish.get("windows"):
        start, end = (moment.astimezone(UTC) for moment in span)
        booking_slots.lock_line(here.db, person_id)
        busy_times.mark(here.db, person_id, start, end, here.now, source="text")
        said += [here.text("busy_noted", time=_said(here, span)), *_in_the_way(here, person_id, span)]
    return Spoken(tuple(dict.fromkeys(said)), flow=FLOW)


def _in_the_way(here: Here, person_id: int, span: Span) -> list[str]:
    """What they have promised or are asked for then is theirs to settle: it is named, and nothing happens to it."""
    mine = bookings.of_candidate(here.db, person_id, booking_slots.HOLDING, here.now)
    then = [row for row in mine if row.starts_at < span[1] and row.ends_at > span[0]]
    return [_clash(here, row) for row in then]


def _clash(here: Here, row: Any) -> str:
    key = "busy_booked" if row.state == "accepted" else "busy_asked"
    return here.text(key, what=label(row, here.language, here.now), word=row.word)


def _not_busy(here: Here, wish: Reading) -> Spoken:
    person_id = _writer(here)
    for span in wish.get("windows"):
        start, end = (moment.astimezone(UTC) for moment in span)
        booking_slots.lock_line(here.db, person_id)
        busy_times.unmark(here.db, person_id, start, end, here.now)
    return Spoken(tuple(here.text("busy_free", time=_said(here, span)) for span in wish.get("windows")), flow=FLOW)


def _writer(here: Here) -> int:
    return int(here.person.id) if here.person is not None else 0


WISHES: dict[str, Callable[[Here, Reading], Spoken]] = {
    "speaker_request": _request, "who_free": _who_free, "busy_mark": _busy, "not_busy": _not_busy,
}  # fmt: skip
