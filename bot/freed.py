"""Places that are free again because somebody is in no list any more: announced without a name."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from bot.notices import SOON, whoever_has
from bot.say import About, Manner
from bot.shift_words import label
from bot.turn import Here, House
from flows.text import spoken, text
from storage import addresses, shifts


def tell_freed(db: Connection, house: House, shift_ids: Iterable[int], now: datetime) -> None:
    """Tell who is responsible for these shifts, as when a place is given back: when the shift is near."""
    for shift_id in dict.fromkeys(shift_ids):
        row = shifts.get(db, shift_id)
        if row is not None and row.responsible_id is not None and _is_near(row, now):
            _tell(Here(db, now, house, addresses.get(db, row.responsible_id)), row)


def _is_near(row: Row[Any], now: datetime) -> bool:
    return bool(row.state == "open" and row.starts_at - now <= SOON and row.ends_at > now)


def _tell(here: Here, row: Row[Any]) -> None:
    address, known = whoever_has(here, row.responsible_id)
    language = spoken(known[0].language if known else "sv")
    values = {"shift": label(row, language, here.now), "taken": row.taken, "maximum": row.maximum}
    about = About(row.organization_id, known[0].id if len(known) == 1 else None, "place_free")
    manner = Manner("reminder", not_after=row.ends_at)
    intent = f"notice:free:{row.id}:{here.now:%Y%m%dT%H%M%S.%f}"
    here.say(intent, address, text(language, "place_free", **values), manner, about=about, language=language)
