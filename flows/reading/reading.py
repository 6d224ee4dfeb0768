"""What a reply means, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reading:
    """An intent and its slots, with the names of docs/readings.md; `also` holds readings beside the main one.

    `slots["also"]` is a tuple of Reading; every other slot is JSON as it stands.
    """

    intent: str
    slots: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, slot: str) -> Any:
        return self.slots[slot]

    def get(self, slot: str, default: Any = None) -> Any:
        return self.slots.get(slot, default)

    @property
    def also(self) -> tuple["Reading", ...]:
        return tuple(self.slots.get("also", ()))

    def to_json(self) -> dict[str, Any]:
        """`{"intent", slots…}`, the form of contract rows."""
        slots = {name: value for name, value in self.slots.items() if name != "also"}
        also = {"also": [reading.to_json() for reading in self.also]} if self.also else {}
        return {"intent": self.intent, **slots, **also}


def reading(intent: str, **slots: Any) -> Reading:
    """A reading with those slots that have a value."""
    return Reading(intent, {name: value for name, value in slots.items() if value is not None})
