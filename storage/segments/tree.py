"""The tree of organizations as it is seen from one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, select

from storage.tables import organization

ALL = select(organization.c.id, organization.c.name, organization.c.parent_id)


@dataclass(frozen=True)
class Tree:
    """All organizations that there are, by id, and the one that looks at them."""

    here: int
    names: Mapping[int, str]
    parents: Mapping[int, int | None]

    @cached_property
    def line(self) -> list[int]:
        """The ids of the organization and of those above it, the nearest first."""
        found = [self.here]
        while (parent := self.parents.get(found[-1])) is not None and parent not in found:
            found.append(parent)
        return found

    @cached_property
    def below(self) -> set[int]:
        """The ids of the organization and of all below it."""
        found = {self.here} & self.parents.keys()
        while more := {id for id, parent in self.parents.items() if parent in found} - found:
            found |= more
        return found

    @property
    def is_whole(self) -> bool:
        """Whether there is no organization but the one here and those below it."""
        return len(self.below) == len(self.parents)


def load_tree(db: Connection, organization_id: int) -> Tree:
    """The tree seen from an organization; from one that does not exist nothing is below."""
    rows = db.execute(ALL).all()
    return Tree(organization_id, {id: name for id, name, _ in rows}, {id: parent for id, _, parent in rows})
