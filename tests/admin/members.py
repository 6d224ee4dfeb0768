"""People for tests of the panel: taken in as an organizer would."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from storage import by_hand, people
from storage.by_hand import Newcomer, Standing
from storage.importing.names import split_name
from storage.tables import audit, person_tag, read_log
from tests.admin.conftest import Panel

ASA, BO, CIA = "+46701740605", "+46701740606", "+46701740607"


def join(panel: Panel, name: str, number: str, at: str = "Solna", *, tags: tuple[str, ...] = (), **more: Any) -> int:
    """Somebody comes into a list; more: other columns of a person, set by hand. Their id."""
    now = datetime.now(UTC)
    first, last = split_name(name)
    standing = Standing("member", "member", "medlemsregistret", now)

    def add(db: Any) -> int:
        person_id = by_hand.add(db, Newcomer(panel.ids[at], first, last, number, "sv", standing), now)
        if more:
            people.correct(db, person_id, more, now)
        for tag in tags:
            db.execute(insert(person_tag).values(person_id=person_id, tag=tag))
        return person_id

    return int(panel.database.change(add))


def person_of(panel: Panel, person_id: int) -> Any:
    """Their row, or None."""
    return panel.database.read(lambda db: people.get(db, person_id))


def looks(panel: Panel, person_id: int) -> list[tuple[str, str]]:
    """Who has looked at them, and how."""
    wanted = select(read_log.c.actor, read_log.c.action).where(read_log.c.person_id == person_id)
    return [tuple(row) for row in panel.database.read(lambda db: db.execute(wanted.order_by(read_log.c.id)).all())]


def audited(panel: Panel, action: str) -> list[Any]:
    """The lines of the audit about an action."""
    return list(panel.database.read(lambda db: db.execute(select(audit).where(audit.c.action == action)).all()))
