"""A reply, and what it means: `read`, `command`, `is_opt_out` and `danger`."""

from flows.reading.commands import command
from flows.reading.danger import danger
from flows.reading.ladder import prepare, read
from flows.reading.opt_out import asks_erasure, is_opt_out, stops_in_every_state
from flows.reading.question import Choice, Question, ShiftShown
from flows.reading.reading import Reading, reading
from flows.reading.rows import question_of_row, read_row
from flows.reading.sender import may_refuse, refused_sender

__all__ = [
    "Choice",
    "Question",
    "Reading",
    "ShiftShown",
    "asks_erasure",
    "command",
    "danger",
    "is_opt_out",
    "may_refuse",
    "prepare",
    "question_of_row",
    "read",
    "read_row",
    "reading",
    "refused_sender",
    "stops_in_every_state",
]
