"""Drawing pages: one Jinja environment, and the few words and filters that all templates know."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from admin.icons import ICONS
from admin.texts import CATALOGS, text
from flows import dates

STATIC = Path(__file__).parent / "static"
NARROW = "\u00a0"  # between thousands, and between a number and its unit


def drawn(template: str, language: str, **values: Any) -> str:
    """A template's text. Every template knows t (texts), has_text, and the filters below."""
    spoken = language if language in CATALOGS else "sv"
    words = {"t": partial(text, spoken), "language": spoken, "has_text": CATALOGS[spoken].__contains__}
    return _environment.get_template(template).render(**words, **values)


def number(value: float) -> str:
    """12345 as `12 345`."""
    return f"{value:,}".replace(",", NARROW)


def money(value: Decimal | float, currency: str, language: str) -> str:
    """An amount: `1 234,50 kr`, `SEK 1,234.50`."""
    amount = f"{Decimal(value):,.2f}"
    if language != "sv":
        return f"{currency}{NARROW}{amount}"
    amount = amount.replace(",", NARROW).replace(".", ",")
    return f"{amount}{NARROW}{'kr' if currency == 'SEK' else currency}"


def when(moment: datetime | None, visit: Any) -> str:
    """A moment as the organization's clocks show it: `i dag 11.30`, `lör 28/11 11`."""
    if moment is None:
        return ""
    wall, today = moment.astimezone(visit.zone), visit.now.astimezone(visit.zone)
    day = dates.relative_day(wall, visit.language, today) or dates.day(wall, visit.language, today)
    return f"{day} {dates.clock(wall, visit.language)}"


def day(moment: datetime, visit: Any) -> str:
    """The day of a moment there."""
    wall, today = moment.astimezone(visit.zone), visit.now.astimezone(visit.zone)
    return dates.relative_day(wall, visit.language, today) or dates.day(wall, visit.language, today)


def clock(moment: datetime, visit: Any) -> str:
    """The time of day of a moment there."""
    return dates.clock(moment.astimezone(visit.zone), visit.language)


def iso(moment: datetime | None, visit: Any) -> str:
    """A moment for a `datetime-local` field."""
    return f"{moment.astimezone(visit.zone):%Y-%m-%dT%H:%M}" if moment else ""


def and_all(names: Sequence[str], word: str) -> str:
    """Names in a row: `Karin, Ali och Bo`."""
    return f" {word} ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def query(values: Mapping[str, Any]) -> str:
    """The end of an address: `?town=Solna`; empty values are left out."""
    given = {name: value for name, value in values.items() if value not in ("", None, False)}
    return f"?{urlencode(given, doseq=True)}"


def initials(name: str) -> str:
    """The letters in somebody's disc."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words))[:2].upper()


def icon(name: str) -> Markup:
    """A small drawing, for eyes only."""
    opening = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    return Markup(f"{opening}{ICONS[name]}</svg>")  # noqa: S704 - our own drawings


def static(name: str) -> str:
    """The address of a file of ours, new whenever the file is."""
    return f"/static/{name}?{sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"


_environment = Environment(
    loader=PackageLoader("admin"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_environment.filters |= {
    "number": number, "money": money, "when": when, "day": day, "clock": clock, "iso": iso, "initials": initials,
    "and_all": and_all, "query": query,
}  # fmt: skip
_environment.globals |= {"icon": icon, "static": static}
