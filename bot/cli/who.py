"""WHO on the command line: an id, or an address."""

from typing import Any

from sqlalchemy import Connection, Row

from bot.cli.common import fail, organization
from storage import organizations, people


def one(db: Connection, who: str, org: str | None) -> Row[Any]:
    """The one person that an id or an address means; ends the command when it is none or several."""
    within = organizations.below(db, organization(db, org).id) if org else None
    found = people.at_address(db, who, within)
    if not found and who.isdigit() and len(who) < 12:
        row = people.get(db, int(who))
        found = [row] if row is not None and (within is None or row.organization_id in within) else []
    if not found:
        fail("no_person", who=who)
    if len(found) > 1:
        fail("several_people", who=who, ids=", ".join(str(row.id) for row in found))
    return found[0]
