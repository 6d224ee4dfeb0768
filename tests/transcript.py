"""Transcripts, as they are written and read.

A transcript is a text file, and the documentation of what the bot says:

    # A sentence that says what happens here.
    now: 2026-11-25 12:00                     wall time in Stockholm, as all times here
    person: Karin Ek, sv, +46701740605        options: new (never written to), stranger, chat, in Solna
    shift: Valstuga, Centrum, 2026-11-28 11:00-14:00, 2-4, Ali
    on call: Ali                              is called when somebody may be in danger
    candidate: Amina, bostad, somaliska       may be asked to speak, and about what
    role: Lisa, styrelse                      what somebody is
    place: Karin, 1, 2                        Karin has the first shift, for two people
    survey: inventory.yaml                    from this folder
    asked: Karin                              the survey waits in her line
    on: sms                                   played on this channel only; without it on both
    end: Karin has: 1                         what must be true at the end, see FACTS
    wrong: why                                the bot does not do this yet: the text says what it should do

    > pass                                    the first person writes, or taps when that is what a button says
    < Lediga pass …                           what we say, exactly; a blank line begins another message
    Ali> vilka kommer                         somebody else, by first name
    > [telegram] 1                            the same person on another channel; see DEEDS for more in brackets
    @ +2h                                     time passes, and what is due happens; or @ 2026-11-27 18:00
    * move 1 to 2026-11-28 12:00-15:00        what organizers do, see ORDERS
    * broadcast yesno: Kan du på lördag?      is sent to everybody; nothing, me, yesno, shifts, survey: what it asks
    * book torgmöte, Kista, 2026-11-28 13:00-14:00, Amina, Lisa
                                              Lisa asks for Amina; ? bostad for anyone who can; a note may follow
    * broadcast nothing in Solna: Hej!        in the name of another organization

A blank line stands between the header and what happens.
"""

import difflib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent / "transcripts"
CHANNELS = ("sms", "telegram")

SAID = re.compile(r"\w*<( |$)")
WHEN = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True)
class Transcript:
    """A transcript as it was written: its header lines, and the lines of what happens, without what we say."""

    header: tuple[str, ...]
    steps: tuple[str, ...]

    def all(self, name: str) -> list[str]:
        """The values of a header line that may stand there several times."""
        return [line.partition(":")[2].strip() for line in self.header if line.startswith(f"{name}:")]

    def get(self, name: str, default: str = "") -> str:
        return next(iter(self.all(name)), default)

    @property
    def channels(self) -> list[str]:
        """The channels on which it is to be played."""
        return self.get("on", " ".join(CHANNELS)).split()


def read(text: str) -> Transcript:
    """A transcript from its text."""
    header, _, rest = text.partition("\n\n")
    steps = [line for line in rest.splitlines() if line and not SAID.match(line)]
    return Transcript(tuple(header.splitlines()), tuple(steps))


def difference(written: str, played: str) -> str:
    """What differs, to be read by a person; empty when nothing does."""
    lines = difflib.unified_diff(written.splitlines(), played.splitlines(), "as written", "as played", lineterm="", n=6)
    return "\n".join(lines)


def fields(line: str) -> list[str]:
    return [part.strip() for part in line.split(",")]


def times(text: str) -> tuple[datetime, datetime]:
    """`2026-11-28 11:00-14:00` as two wall times."""
    match = WHEN.fullmatch(text)
    assert match, f"no times: {text}"
    start, end = (datetime.fromisoformat(f"{match[1]} {clock}") for clock in (match[2], match[3]))
    return start, end


def duration(text: str) -> timedelta:
    units = {"d": "days", "h": "hours", "m": "minutes"}
    return timedelta(**{units[unit]: int(count) for count, unit in re.findall(r"(\d+)([dhm])", text)})
