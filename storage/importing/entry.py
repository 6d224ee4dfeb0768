"""One person of an import: what the database has, what the file says, and so what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from storage.importing.names import folded_name
from storage.importing.people_file import Candidate
from storage.importing.standing import is_lawful, standing
from storage.importing.stored import Stored

TEXTS = ("first_name", "last_name", "relation", "basis", "language", "town", "email", "member_number")
COLUMNS = (*TEXTS, "protected")  # of the table person
LISTS = ("phones", "tags", "roles")


@dataclass(slots=True)
class Entry:
    """home: the organization they are, or are to be, in. stored: None for somebody new. said: by all rows so far."""

    home: int
    stored: Stored | None = None
    said: Candidate | None = None

    @property
    def names(self) -> set[str]:
        """Folded: as stored, and as the file has it."""
        known = [who for who in (self.stored, self.said) if who]
        return {folded_name(who.first_name or "", who.last_name or "") for who in known}

    @property
    def member_numbers(self) -> set[str]:
        return {known.member_number for known in (self.stored, self.said) if known and known.member_number}

    @property
    def phones(self) -> set[str]:
        return {phone for known in (self.stored, self.said) if known for phone in known.phones}

    def changes(self) -> dict[str, Any]:
        """The columns that the file fills or replaces; what was corrected by hand stays."""
        if self.stored is None or self.said is None:
            return {}
        wanted = {field: getattr(self.said, field) for field in COLUMNS}
        if self.said.association:
            wanted["organization_id"] = self.home
        return {field: value for field, value in wanted.items() if value is not None and self._may_become(field, value)}

    def _may_become(self, field: str, value: Any) -> bool:
        return value != getattr(self.stored, field) and self.stored is not None and field not in self.stored.corrected

    def kept(self) -> list[str]:
        """The fields in which the file differs from what was corrected by hand."""
        if self.stored is None or self.said is None:
            return []
        said = {field: getattr(self.said, field) for field in self.stored.corrected if field in COLUMNS}
        return sorted(field for field, value in said.items() if value not in (None, getattr(self.stored, field)))

    def additions(self) -> dict[str, tuple[str, ...]]:
        """New phones, tags and roles: a file adds to them and takes none away."""
        has: Mapping[str, tuple[str, ...]] = {name: getattr(self.stored, name, ()) for name in LISTS}
        says = {name: getattr(self.said, name, ()) for name in LISTS}
        return {name: tuple(value for value in says[name] if value not in has[name]) for name in LISTS}

    def effect(self) -> tuple[Any, ...]:
        """What would be written; a row that leaves it as it was changes nothing."""
        return self.changes(), self.additions(), self.said if self.stored is None else None

    def is_to_be_written(self) -> bool:
        """Whether the person is new, or the file changes or adds something."""
        return self.stored is None or bool(self.changes()) or any(self.additions().values())

    def is_lawful(self, basis: str | None) -> bool:
        """Whether the person may be kept as the file has them; `basis` is that of new people when no row says."""
        if self.stored is None:
            said = self.said or Candidate(0)
            return is_lawful(*standing(said.relation, said.basis or basis))
        changes = self.changes()
        return is_lawful(changes.get("relation", self.stored.relation), changes.get("basis", self.stored.basis))


def combined(earlier: Candidate | None, later: Candidate) -> Candidate:
    """Two rows about one person: the earlier row is believed, the later one adds to it."""
    if earlier is None:
        return later
    values: dict[str, Any] = {"row": earlier.row}
    for field in fields(Candidate):
        first, second = getattr(earlier, field.name), getattr(later, field.name)
        if field.name in LISTS:
            values[field.name] = tuple(dict.fromkeys((*first, *second)))
        elif field.name not in values:
            values[field.name] = second if first is None else first
    return Candidate(**values)
