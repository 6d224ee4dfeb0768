"""WHO on the command line: an id, or an address; who sits there; and the note of whom they have seen."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pwd import getpwuid
from typing import Any

from sqlalchemy import Connection, Row

from bot.cli.common import database, fail, now, organization
from bot.importing import finish_left
from storage import organizations, people, rights
from storage.session import Database

SLICE = 500  # looks that are noted in one transaction


def one(
    db: Connection, who: str, org: str | Sequence[int] | None, fits: Callable[[Row[Any]], bool] = lambda row: True
) -> Row[Any]:
    """The one person that an id or an address means; ends the command when it is none or several.

    org: the name of the organization within which it is looked, or the ids of several. Whoever does not fit is not
    there.
    """
    within = organizations.below(db, organization(db, org).id) if isinstance(org, str) and org else org or None
    found = people.at_address(db, who, within)
    if not found and who.isdigit() and len(who) < 12:
        row = people.get(db, int(who))
        found = [row] if row is not None and (within is None or row.organization_id in within) else []
    found = [row for row in found if fits(row)]
    if not found:
        fail("no_person", who=who)
    if len(found) > 1:
        fail("several_people", who=who, ids=", ".join(str(row.id) for row in found))
    return found[0]


@contextmanager
def whole_list() -> Iterator[Database]:
    """The database of the settings, after every import that was left: nobody sees half of a file."""
    with database() as base:
        finish_left(base)
        yield base


def operator() -> str:
    """Who sits at the command line, as the machine knows them: `command line (anna)`."""
    number = os.getuid()
    try:
        return f"command line ({getpwuid(number).pw_name})"
    except KeyError:  # in a container a number may have no name
        return f"command line ({number})"


def note_looks(base: Database, person_ids: Sequence[int], action: str) -> None:
    """Write down that the operator sees these people, before they do."""
    said = partial(rights.looked_at_all, now=now(), by=operator(), action=action)
    for start in range(0, len(person_ids), SLICE):
        base.change(partial(said, person_ids=person_ids[start : start + SLICE]))
