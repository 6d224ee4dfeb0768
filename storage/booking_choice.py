"""Who can speak: the candidates of a tree of organizations, what they know, who is free, and who has been heard least.

Who is a candidate says the role; what they can speak about and in which languages say their tags and the language
they have with us. Nobody whose identity is protected is ever proposed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from unicodedata import combining, normalize

from sqlalchemy import ColumnElement, Connection, Row, exists, func, select

from storage import addresses, booking_slots, organizations, suppression
from storage.booking_slots import Span, span_of
from storage.importing.names import fold
from storage.tables import (
    booking,
    booking_event,
    organization,
    organizer,
    person,
    person_address,
    person_role,
    person_tag,
)

ROLES = ("candidate", "kandidat", "speaker", "talare")
HOSTS = ("board", "styrelse", "chair", "ordförande", "secretary", "sekreterare", "host", "värd", "booker", "bokare")
YEAR = timedelta(days=365)
VISITS = ("accepted", "done")
# What a wish says beside what it is about.
_LITTLE = {"och", "o", "and", "som", "kan", "who", "can", "någon", "nån", "anyone", "vem", "helst", "på", "in", "om"}
LANGUAGES = {
    "sv": ("svenska", "swedish"), "en": ("engelska", "english"), "so": ("somaliska", "somali"),
    "ar": ("arabiska", "arabic"), "fi": ("finska", "finnish"), "es": ("spanska", "spanish"),
    "fa": ("persiska", "persian", "farsi"), "ti": ("tigrinja", "tigrinya"), "tr": ("turkiska", "turkish"),
    "ku": ("kurdiska", "kurdish"), "pl": ("polska", "polish"), "de": ("tyska", "german"), "fr": ("franska", "french"),
}  # fmt: skip


@dataclass(frozen=True)
class Speaker:
    """A candidate. knows: tags; visits: how many they give or gave within a year; fits: how many words of a wish."""

    id: int
    name: str
    first_name: str
    organization_id: int
    organization: str
    town: str
    language: str
    knows: tuple[str, ...] = ()
    visits: int = 0
    fits: int = 0


def speakers(db: Connection, organization_id: int, now: datetime, topic: str = "") -> list[Speaker]:
    """All candidates that an association may ask for, those who fit the wish best first, then who is heard least."""
    rows = list(db.execute(_candidates(tree(db, organization_id))))
    ids = [row.id for row in rows]
    tags, given = _tags(db, ids), visits_given(db, ids, now)
    wish = words_of(topic)
    found = [_speaker(row, tags.get(row.id, ()), given.get(row.id, 0), wish) for row in rows]
    near = {organization_id: 0, **dict.fromkeys(organizations.above(db, organization_id)[1:], 1)}
    return sorted(found, key=lambda each: (-each.fits, near.get(each.organization_id, 2), each.visits, each.name))


def is_candidate(db: Connection, person_id: int) -> bool:
    """Whether somebody is asked to speak at all."""
    return bool(db.execute(select(exists().where(person_role.c.person_id == person_id, _is_role()))).scalar())


def may_request(db: Connection, person_id: int) -> bool:
    """Whether somebody may have a candidate asked in the association's name: the board, whoever books, an organizer."""
    roles = person_role.c.person_id == person_id, func.lower(person_role.c.role).in_(HOSTS)
    own = select(person_address.c.address_id).where(person_address.c.person_id == person_id)
    by_role, by_account = exists().where(*roles), exists().where(organizer.c.address_id.in_(own))
    return bool(db.execute(select(by_role | by_account)).scalar())


def free(db: Connection, found: Sequence[Speaker], span: Span) -> list[Speaker]:
    """Those who can be there then, with the way there."""
    cannot = booking_slots.busy_at(db, [each.id for each in found], span)
    return [each for each in found if each.id not in cannot]


def alternatives(db: Connection, row: Row[Any], now: datetime, limit: int = 3) -> list[Speaker]:
    """Who else could come to what is asked for: free, of the topic and language, near, heard least; the best first.

    Who has said no to it already is not proposed again, and nobody who cannot be reached.
    """
    asked = _asked_already(db, row.id) | {row.candidate_id}
    found = [each for each in speakers(db, row.organization_id, now, row.topic or row.title) if each.id not in asked]
    if row.topic:
        most = max((each.fits for each in found), default=0)
        found = [each for each in found if each.fits == most] if most else found
    able = (each for each in free(db, found, span_of(row)) if can_be_asked(db, each.id, now))
    return list(islice(able, limit))


def can_be_asked(db: Connection, person_id: int, now: datetime) -> bool:
    """Whether somebody has an address that may be written to."""
    usable = [row for row in addresses.of_person(db, person_id) if row.state == "ok"]
    silenced = suppression.of_hashes(db, [row.hash for row in usable], now, "")
    return any(row.hash not in silenced for row in usable)


def named(found: Sequence[Speaker], wish: str) -> list[Speaker]:
    """Those whom a name means: the whole name, else a part of it; nobody when it names nobody."""
    said = _plain(wish)
    whole = [each for each in found if _plain(each.name) == said]
    parts = set(said.split())
    return whole or [each for each in found if parts and parts <= set(_plain(each.name).split())]


def _plain(name: str) -> str:
    """A name as it is typed in haste: without marks and capitals."""
    return fold("".join(char for char in normalize("NFD", name) if not combining(char)))


def words_of(wish: str) -> set[str]:
    """What a wish is about: `housing, Somali` → its words, languages as their codes."""
    said = {word for word in re.findall(r"\w+", fold(wish)) if word not in _LITTLE}
    return {_code(word) for word in said}


def _code(word: str) -> str:
    return next((code for code, names in LANGUAGES.items() if word in names), word)


def _speaker(row: Row[Any], tags: Collection[str], visits: int, wish: set[str]) -> Speaker:
    known = {row.language, *(_code(word) for tag in tags for word in re.findall(r"\w+", fold(tag)))}
    name = f"{row.first_name} {row.last_name}".strip()
    return Speaker(
        row.id, name, row.first_name or row.last_name, row.organization_id, row.organization, row.town or "",
        row.language, tuple(sorted(tags)), visits, len(wish & known),
    )  # fmt: skip


def tree(db: Connection, organization_id: int) -> list[int]:
    """The ids of all organizations of the same party or union."""
    return organizations.below(db, organizations.above(db, organization_id)[-1])


def _is_role() -> ColumnElement[bool]:
    return func.lower(person_role.c.role).in_(ROLES)


def _candidates(organization_ids: Sequence[int]) -> Any:
    asked = select(person_role.c.person_id).where(_is_role())
    columns = person.c.id, person.c.first_name, person.c.last_name, person.c.town, person.c.language
    wanted = select(*columns, person.c.organization_id, organization.c.name.label("organization")).join(organization)
    mine = person.c.organization_id.in_(organization_ids), person.c.id.in_(asked), person.c.protected.is_(False)
    return wanted.where(*mine)


def _tags(db: Connection, person_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in db.execute(select(person_tag).where(person_tag.c.person_id.in_(person_ids))):
        found.setdefault(row.person_id, []).append(row.tag)
    return found


def visits_given(db: Connection, person_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many visits each candidate has given within a year, or has promised."""
    mine = booking.c.candidate_id.in_(person_ids), booking.c.state.in_(VISITS), booking.c.starts_at > now - YEAR
    return _counted(db, booking.c.candidate_id, *mine)


def visits_had(db: Connection, organization_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many visits each association has had within a year, or is promised."""
    mine = booking.c.organization_id.in_(organization_ids), booking.c.state.in_(VISITS)
    return _counted(db, booking.c.organization_id, *mine, booking.c.starts_at > now - YEAR)


def _counted(db: Connection, column: Any, *conditions: ColumnElement[bool]) -> dict[int, int]:
    wanted = select(column, func.count()).where(*conditions).group_by(column)
    return {key: int(count) for key, count in db.execute(wanted)}


def owed(db: Connection, organization_ids: Collection[int], now: datetime) -> set[int]:
    """The associations whose last visit was called off by somebody else, and that have had none since."""
    lost = _latest(db, organization_ids, now, booking.c.state == "cancelled", booking.c.lost.is_(True))
    had = _latest(db, organization_ids, now, booking.c.state.in_(VISITS))
    return {each for each, when in lost.items() if each not in had or had[each] < when}


def _latest(
    db: Connection, organization_ids: Collection[int], now: datetime, *conditions: ColumnElement[bool]
) -> dict[int, datetime]:
    mine = booking.c.organization_id.in_(organization_ids), booking.c.starts_at > now - YEAR
    wanted = select(booking.c.organization_id, func.max(booking.c.updated_at)).where(*mine, *conditions)
    return {row[0]: row[1] for row in db.execute(wanted.group_by(booking.c.organization_id))}


def waiting_for(db: Connection, person_id: int, now: datetime) -> list[int]:
    """The ids of requests that are second in line for a candidate, whose turn it is first on top.

    First whose visit was called off, then by the class of the association, then who has had fewest visits, then who
    asked first.
    """
    mine = booking.c.candidate_id == person_id, booking.c.state == "queued", booking.c.starts_at > now
    wanted = select(booking.c.id, booking.c.organization_id, organization.c.priority).join(organization).where(*mine)
    rows = list(db.execute(wanted))
    ids = {row.organization_id for row in rows}
    first, had = owed(db, ids, now), visits_had(db, ids, now)

    turns = [(row.organization_id not in first, row.priority, had.get(row.organization_id, 0), row.id) for row in rows]
    return [turn[-1] for turn in sorted(turns)]


def _asked_already(db: Connection, booking_id: int) -> set[int | None]:
    said_no = booking_event.c.kind.in_(("declined", "taken", "cancelled", "refused", "expired"))
    wanted = select(booking_event.c.candidate_id).where(booking_event.c.booking_id == booking_id, said_no)
    return set(db.execute(wanted).scalars())
