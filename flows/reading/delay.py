"""What a text says of coming late or leaving early."""

import re

from flows.reading.clock import clocks
from flows.reading.digits import digits
from flows.reading.inside import edges, part_of_shift, past_the_start, plain_hours, wall
from flows.reading.lexicon import Lexicon
from flows.reading.question import ShiftShown
from flows.reading.reading import Reading, reading


def about_time(says: str, shift: ShiftShown | None, words: Lexicon) -> tuple[Reading, ...]:
    """`late` with minutes or arrive, `change_time` with to: minutes of delay, or times inside the shift."""
    if minutes := late_minutes(says, words):
        return (reading("late", minutes=minutes),)
    inside = part_of_shift(shift, past_the_start(says, wall(shift.start), words), words) if shift else {}
    late = (reading("late", arrive=inside["from"]),) if "from" in inside else ()
    early = (reading("change_time", to=inside["to"]),) if "to" in inside else ()
    return late + early or ((reading("late"),) if words.has("late", says) else ())


def late_minutes(plain: str, words: Lexicon) -> int | None:
    """Minutes of delay: "20 min sen", "en kvart försenad", "en halvtimme sen"."""
    if not words.has("late", plain):
        return None
    for match in re.finditer(r"(?<!\S)(\d{1,3})(?: ?- ?\d{1,3})? ?([^\W\d_]+)", digits(plain, words)):
        if words.all_of("minutes_word", match[2]):
            return int(match[1])
        if words.all_of("hours_word", match[2]) and int(match[1]) < 5:
            return 60 * int(match[1])
    if words.has("an_hour", plain) and not words.has("half_hour", plain):
        return 60
    return 15 if words.has("quarter", plain) else 30 if words.has("half_hour", plain) else None


def denies_a_time(says: str, words: Lexicon) -> bool:
    """ "Hinner inte till 11", "kan inte hela passet": a no to a time, which is no no to the whole."""
    rest, parts = edges(plain_hours(says, words), words)
    if words.has("whole_shift", says):
        return True
    if parts and not words.has("only", says):
        return True
    _, times = clocks(rest, words)
    return any(not clock.bare and not (clock.begins and clock.ends) for clock in times)
