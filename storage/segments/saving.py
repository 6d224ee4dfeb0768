"""Saving a segment: only one that can be used, under a name that can be written."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update

from storage.once import insert_once
from storage.segments.errors import SegmentError, fold
from storage.segments.parse import UNWRITABLE, parse
from storage.segments.query import condition
from storage.segments.saved import LONGEST_NAME
from storage.tables import segment


def save(
    db: Connection, organization_id: int, name: str, text: str, *, by: str, now: datetime, replaces: bool = True
) -> SegmentError | None:  # fmt: skip
    """Save the expression `text` under a name. None, or why it cannot be saved.

    by: who does it. replaces: one of that name is replaced; else it stays, and the name is taken. The name is
    case-blind, and stands in an expression as `segment NAME`.
    """
    if wrong := _wrong_name(name) or _unusable(db, organization_id, name, text, now):
        return wrong
    said = {"name": " ".join(name.split()), "expression": text.strip(), "by": by, "created_at": now}
    mine = {"organization_id": organization_id, "folded_name": fold(name)}
    if insert_once(db, segment, mine | said) is None:
        if not replaces:
            return SegmentError(0, "segment_name_taken", {"word": name})
        same = (segment.c.organization_id == organization_id) & (segment.c.folded_name == fold(name))
        db.execute(update(segment).where(same).values(said))
    return None


def _wrong_name(name: str) -> SegmentError | None:
    written = name.strip()
    if written.isprintable() and 0 < len(written) <= LONGEST_NAME and not UNWRITABLE.search(written):
        return None
    return SegmentError(0, "bad_segment_name", {"limit": str(LONGEST_NAME)})


def _unusable(db: Connection, organization_id: int, name: str, text: str, now: datetime) -> SegmentError | None:
    expr = parse(text)
    if isinstance(expr, SegmentError):
        return expr
    found = condition(db, expr, organization_id=organization_id, now=now, saving=name)
    return replace(found, text=text) if isinstance(found, SegmentError) else None
