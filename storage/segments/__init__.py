"""Segments: live descriptions of people, parsed from text and compiled to one condition over `person`."""

from storage.segments.errors import SegmentError
from storage.segments.expr import Expr
from storage.segments.parse import parse
from storage.segments.query import Kind, condition, count, select_people
from storage.segments.reach import Reach, left_out_people, reach, recipients, sample
from storage.segments.saved import remove, seen_from
from storage.segments.saving import save
from storage.segments.sql import people_in
from storage.segments.standing import Reason
from storage.segments.suggest import suggest
from storage.segments.texts import error_text
from storage.segments.write import to_text

__all__ = [
    "Expr", "Kind", "Reach", "Reason", "SegmentError", "condition", "count", "error_text", "left_out_people", "parse",
    "people_in", "reach", "recipients", "remove", "sample", "save", "seen_from", "select_people", "suggest", "to_text",
]  # fmt: skip
