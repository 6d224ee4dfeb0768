"""Segments: live descriptions of people, parsed from text and compiled to one condition over `person`."""

from storage.segments.errors import SegmentError
from storage.segments.expr import Expr
from storage.segments.parse import parse
from storage.segments.query import condition, count, select_people
from storage.segments.sql import people_in
from storage.segments.texts import error_text
from storage.segments.write import to_text

__all__ = [
    "Expr", "SegmentError", "condition", "count", "error_text", "parse", "people_in", "select_people",
    "to_text",
]  # fmt: skip
