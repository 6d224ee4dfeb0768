"""The inbox in words: who it is from, why it is here, and who of us has it in hand."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from admin.render import and_all
from admin.texts import CATALOGS
from admin.visit import MAY, Visit
from storage import organizers, phones


def who(visit: Visit, names: Iterable[str], channel: str, *, known: bool) -> str:
    """Whom something is from; one of several, when it is not known which."""
    said = list(dict.fromkeys(filter(None, names)))
    if said:
        return and_all(said, visit.text("and" if known else "inbox_or"))
    return visit.text("inbox_stranger_chat" if channel == "telegram" else "inbox_stranger")


def number(channel: str, address: str) -> str:
    """A number as people write it; of a chat there is none."""
    return phones.national(address) if channel == "sms" else ""


def why(visit: Visit, reason: str) -> str:
    """Why somebody has to look, in plain words."""
    key = f"inbox_why_{reason}"
    return visit.text(key if key in CATALOGS["sv"] else "inbox_why_other")


def colleagues(visit: Visit) -> dict[int, str]:
    """Who can be handed a thread: whoever may answer, here or above. Their names, by id, in order of name."""
    above: list[int] = []
    at: int | None = visit.id
    while at is not None and at not in above:
        above.append(at)
        at = visit.tree[at].parent_id
    return _named(visit, lambda row: row.organization_id in above and row.role in MAY["answer"])


def staff(visit: Visit) -> dict[int, str]:
    """The names, by id, of those who may have a thread in hand that is seen here: colleagues, and those below."""
    return colleagues(visit) | _named(visit, lambda row: row.organization_id in visit.below)


def _named(visit: Visit, fits: Callable[[Row[Any]], bool]) -> dict[int, str]:
    found = {row.id: row.name or row.email for row in visit.read(organizers.listed) if fits(row)}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def name_in(visit: Visit, names: Mapping[int, str], organizer_id: int | None) -> str:
    """What an organizer is called; empty for none."""
    return "" if organizer_id is None else names.get(organizer_id) or visit.text("inbox_colleague")
