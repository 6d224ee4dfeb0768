"""What the panel is given by whoever runs it: a database, and the few settings that pages show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from storage.session import Database

# Tells whoever is responsible for shifts (by their ids) that places in them are free again.
TellFreed = Callable[[Connection, Iterable[int], datetime], None]


@dataclass(frozen=True)
class House:
    """The installation as the panel sees it. `database` is asked for anew each time: it is there while the web runs.

    secure: cookies travel by https only. demo: a made-up association, where the second factor is not asked for.
    imports: takes in a staged list; see `admin.pages.imports`.
    """

    database: Callable[[], Database]
    public_url: str = "http://127.0.0.1:8000"
    timezone: str = "Europe/Stockholm"
    quiet_hours: str = "20:00-09:00"
    countries: tuple[str, ...] = ("+46",)
    channels: tuple[str, ...] = ("sms", "telegram")
    price: Decimal = Decimal("0.45")
    currency: str = "SEK"
    parts_per_second: float = 1.0
    number: str = ""  # of ours, at which texts arrive, E.164; "" where none is known
    demo: bool = False
    demo_key: str = ""
    phone_link: str = ""
    tell_freed: TellFreed = lambda db, shift_ids, now: None

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https:")

    def read(self, unit: Callable[..., Any]) -> Any:
        """Look into what is committed."""
        return self.database().read(unit)

    def change(self, unit: Callable[..., Any]) -> Any:
        """One transaction; returns when it is committed."""
        return self.database().change(unit)


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)
