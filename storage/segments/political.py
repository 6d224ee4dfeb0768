"""The rule for political messages: whom they are for may be said by organization and town, and by nothing else."""

from storage.segments.errors import Refused
from storage.segments.expr import Expr, FieldIs, Placed, Saved, parts_of
from storage.segments.saved import inside
from storage.segments.write import to_text


def check_political(expr: Expr) -> None:
    """Refused at the first test, in the order of the text, that is of anything else. Saved segments are looked into."""
    match expr:
        case FieldIs(field="organization" | "town"):
            return
        case Saved(_, meaning) if meaning is not None:
            inside(expr, lambda: check_political(meaning))
        case Placed():
            raise Refused(expr.at, "political", word=to_text(expr))
        case _:
            for part in parts_of(expr):
                check_political(part)
