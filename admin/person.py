"""The page of one person: all there is about them, for those who may see it, and the note that somebody did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.segment_words import Labels, labels_of
from admin.shifts import calendar_link
from admin.texts import CATALOGS
from admin.visit import Here, Visit, nothing_here
from flows.windows import say_windows
from storage import addresses, audits, dossier, organizations, people, phones, portrait, rights
from storage.importing.words import LANGUAGES
from storage.rights import Hold

router = APIRouter(prefix="/o/{organization_id}/people")

Id = Annotated[int, Path(lt=2**63)]


@dataclass(frozen=True)
class Look:
    """Somebody has looked: when, the last time that day, who, how, and how many times."""

    at: datetime
    who: str
    what: str
    times: int


@dataclass(frozen=True)
class Portrait:
    """What stands on the page. silences: by hash; household: by the address's id; answers: see `_answer`."""

    row: Row[Any]
    tags: list[str]
    roles: list[str]
    addresses: list[Row[Any]]
    silences: Mapping[str, list[Row[Any]]]
    household: Mapping[int, list[Row[Any]]]
    answers: list[tuple[str, str, str, datetime]]
    claims: list[Row[Any]]
    bookings: list[Row[Any]]
    talk: list[dict[str, Any]]
    looks: list[Look]
    hold: Hold | None

    @property
    def name(self) -> str:
        return people.name_of(self.row)

    @property
    def is_silent(self) -> bool:
        """Nothing can be written to them."""
        return bool(self.addresses) and all(self.is_silenced(row) for row in self.addresses)

    def is_silenced(self, address: Row[Any]) -> bool:
        return any(each.scope in ("all", "sms") for each in self.silences.get(address.hash, ()))

    @property
    def thread(self) -> int | None:
        """The latest message from them, by which the inbox knows their thread; None when they never wrote."""
        return next((message["id"] for message in reversed(self.talk) if message["direction"] == "in"), None)

    @property
    def others(self) -> list[Row[Any]]:
        """Those who share an address with them, each once."""
        return list({row.id: row for rows in self.household.values() for row in rows}.values())


def of(visit: Visit, person_id: int) -> Row[Any]:
    """A person of this organization or one below; anybody else is not there."""
    row: Row[Any] | None = visit.read(lambda db: people.get(db, person_id))
    return row if row is not None and row.organization_id in visit.below else nothing_here()


@router.get("/{person_id:int}")
def show(visit: Here, person_id: Id) -> Response:
    """All there is about somebody; the read log says who looked."""
    row = of(visit, person_id)
    visit.looked(row.id, row.organization_id, "panel person")
    return page(visit, row)


def page(visit: Visit, row: Row[Any], status: int = 200, **wrong: Any) -> Response:
    """The page. wrong: what is wrong with one of its forms: `number`, with what was `typed` there."""
    found = visit.read(lambda db: portrait_of(db, visit, row))
    filled = {"number": "", "typed": "", **wrong}
    return visit.page(
        "person.html", status=status, person=found, row=row, national=phones.national, wrong=filled,
        language_name=language_name(row.language, visit.language),
        link=calendar_link(visit, row.id) if visit.may("edit") else "",
    )  # fmt: skip


def portrait_of(db: Connection, visit: Visit, row: Row[Any]) -> Portrait:
    """What there is about somebody, as this visitor may see it."""
    own = addresses.of_person(db, row.id)
    labels = labels_of(db, (*visit.below, *organizations.above(db, row.organization_id)), visit.language)
    return Portrait(
        row, people.tags_of(db, row.id), dossier.roles(db, row.id), own,
        silences=portrait.silences(db, [each.hash for each in own], visit.now, row.organization_id),
        household=portrait.household(db, row.id, visit.below),
        answers=[_answer(visit, labels, each) for each in portrait.answers(db, row.id)],
        claims=portrait.claims(db, row.id),
        bookings=portrait.bookings(db, row.id),
        talk=portrait.talk(db, row.id),
        looks=_looks(db, visit, row.id),
        hold=rights.hold_of(db, row.id, visit.now),
    )  # fmt: skip


def _answer(visit: Visit, labels: Labels, row: Row[Any]) -> tuple[str, str, str, datetime]:
    """The question, the answer and its condition in words, and when."""
    key = f"{row.survey}.{row.question}"
    question, options = labels.get(key) or labels.get(row.question) or (row.question, {})
    return question, said(visit, row.value, options), row.condition or "", row.answered_at


def said(visit: Visit, value: Any, options: Mapping[str, str]) -> str:
    """The value of an answer as somebody reads it: yes, the options by their labels, days and times in words."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if value and isinstance(value[0], Mapping):
            return say_windows(value, visit.language)
        return ", ".join(said(visit, each, options) for each in value)
    if value in ("yes", "no", "maybe") and value not in options:
        return visit.text(f"person_answer_{value}")
    return f"{value:g}" if isinstance(value, float) else options.get(str(value), str(value))


def _looks(db: Connection, visit: Visit, person_id: int) -> list[Look]:
    """The latest first; who did the same again on one day stands there once."""
    rows = portrait.looks(db, person_id)
    names = audits.names(db, [row.actor for row in rows])
    found: dict[tuple[Any, ...], Look] = {}
    for row in rows:
        key = row.actor, row.action, row.at.astimezone(visit.zone).date()
        latest = found.get(key) or Look(row.at, names.get(row.actor, row.actor), _action(visit, row.action), 0)
        found[key] = replace(latest, times=latest.times + 1)
    return list(found.values())


def _action(visit: Visit, action: str) -> str:
    key = f"look_{action.replace(' ', '_')}"
    return visit.text(key) if key in CATALOGS[visit.language] else action


def language_name(code: str, language: str) -> str:
    """What a language is called, as `svenska`; a code that nobody knows stays as it is."""
    names = [word for word, each in LANGUAGES.items() if each == code][1:3]
    return names[0 if language == "sv" else -1].capitalize() if names else code
