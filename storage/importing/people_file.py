"""Rows of a sheet as people who may be taken in, or refused, each with the reason."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from storage.importing.columns import EMAIL, Columns, cell_at
from storage.importing.limits import MAX_LISTED, MAX_SAID
from storage.importing.names import fold, folded_name, split_name
from storage.importing.reasons import BadFile, Reason, Refused, phone_reason
from storage.importing.sheet import Cells, Sheet
from storage.importing.words import BASES, LANGUAGES, NO_TEXTS, PROTECTED, RELATIONS
from storage.phones import BadPhone, Phone, normal, several

Said = Mapping[str, list[str]]  # field → its cells in one row

DIVIDERS = re.compile(r"[,;|\n]")
FORMULA = ("=", "@")
AS_TEXT = '="'  # ="0701740605": how programs keep a spreadsheet from eating the zero
APOSTROPHE = re.compile(r"'(?=[\d+])")  # '0701740605: how people do
ERROR = re.compile(r"#(N/A|[A-ZÅÄÖ]+[!?]|DIV/0!|DIVISION/0!)")  # what a formula that failed has left
DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?")  # as a workbook's own dates are read
SHOWN = 300  # characters of the headings
DECISIVE = {"relation": RELATIONS, "basis": BASES, "protected": PROTECTED}  # what is not guessed at
ROUNDED = "000000"  # how a number ends that a spreadsheet has shortened and then written out again


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as one row describes them; None, or nothing in it, is what the row does not say.

    phones: E.164, mobile, in the order of the row. language: a code. relation, basis: as in the table person.
    protected: True or not said; a list may protect somebody, and never ends it.
    notes: what in the row could not be used, while the rest could. Two that say the same are equal, wherever.
    """

    row: int = field(compare=False)
    first_name: str | None = None
    last_name: str | None = None
    phones: tuple[str, ...] = ()
    email: str | None = None
    member_number: str | None = None
    association: str | None = None
    language: str | None = None
    relation: str | None = None
    basis: str | None = None
    town: str | None = None
    protected: bool | None = None
    tags: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = field(default=(), compare=False)

    @property
    def folded_name(self) -> str:
        return folded_name(self.first_name or "", self.last_name or "")

    def texts(self) -> list[str]:
        """What it says word for word."""
        said = (self.first_name, self.last_name, self.email, self.member_number, self.town, *self.phones)
        return [text for text in said if text]


def usable(sheet: Sheet, columns: Columns) -> BadFile | None:
    """None, or why the file cannot be a list of people: its columns must tell who somebody is."""
    if "phone" not in columns and "member_number" not in columns:
        headings = ", ".join(filter(None, sheet.header))
        return BadFile(Reason("no_people_columns", {"headings": headings[:SHOWN]}))
    if person := next(filter(_is_somebodys, sheet.header), None):
        return BadFile(Reason("no_headings", {"cell": person}))
    return None


def _is_somebodys(heading: str) -> bool:
    """A number or an e-mail address is no heading: somebody stands in the first row."""
    return isinstance(normal(heading), Phone) or EMAIL.fullmatch(heading) is not None


def read_people(sheet: Sheet, columns: Columns, allowed: tuple[str, ...]) -> Iterator[Candidate | Refused]:
    """One verdict for each row, in order. allowed: prefixes of the countries that may be written to, as `+46`."""
    for number, cells in sheet.rows:
        yield _person(number, cells, sheet, columns, allowed)


def _person(row: int, cells: Cells, sheet: Sheet, columns: Columns, allowed: tuple[str, ...]) -> Candidate | Refused:
    said = {field: [_typed(cell_at(cells, index)) for index in indexes] for field, indexes in columns.items()}
    if problem := _problem(cells, sheet, columns, said):
        return Refused(row, problem)
    phones, bad = _phones(said.get("phone", ()), allowed)
    if bad and not phones:
        return Refused(row, bad[0])
    if len(phones) > MAX_LISTED:
        return Refused(row, Reason("too_many", {"field": "phone", "limit": MAX_LISTED}))
    first, last = _name(said)
    return Candidate(
        row, first, last,
        phones=phones,
        email=_one(said, "email"),
        member_number=_one(said, "member_number"),
        association=_one(said, "association"),
        language=_known(said, "language", LANGUAGES),
        relation=_known(said, "relation", RELATIONS),
        basis=_known(said, "basis", BASES),
        town=_one(said, "town"),
        protected=_known(said, "protected", PROTECTED) == "yes" or None,
        tags=_many(said, "tags"),
        roles=_many(said, "role"),
        notes=(*bad, *_notes(said)),
    )  # fmt: skip


def _problem(cells: Cells, sheet: Sheet, columns: Columns, said: Said) -> Reason | None:
    """What makes the whole row unfit."""
    if len(cells) > len(sheet.header):
        return Reason("row_too_wide", {"cells": len(cells), "headings": len(sheet.header)})
    if formula := next((cell for found in said.values() for cell in found if cell.startswith(FORMULA)), None):
        return Reason("formula", {"cell": formula[:40]})
    used = {index for indexes in columns.values() for index in indexes}
    if refusal := next((cell for index, cell in enumerate(cells) if index not in used and NO_TEXTS.search(cell)), None):
        return Reason("wants_no_texts", {"cell": refusal[:60]})
    unknown = (_unknown(said, name, words) for name, words in DECISIVE.items())
    return _too_much(said) or next(filter(None, unknown), None)


def _too_much(said: Said) -> Reason | None:
    """A cell in which more than one thing must have landed."""
    for name, cells in said.items():
        if max(map(len, cells)) > MAX_SAID:
            return Reason("said_too_long", {"field": name, "limit": MAX_SAID})
    for name in ("tags", "role"):
        if len(_many(said, name)) > MAX_LISTED:
            return Reason("too_many", {"field": name, "limit": MAX_LISTED})
    return None


def _phones(cells: Iterable[str], allowed: tuple[str, ...]) -> tuple[tuple[str, ...], list[Reason]]:
    """The good numbers, each once, and what is wrong with the others."""
    read = [_phone(number, allowed) for cell in cells for number in _written(cell, allowed)]
    good = dict.fromkeys(phone for phone in read if isinstance(phone, str))
    return tuple(good), [phone for phone in read if isinstance(phone, Reason)]


def _written(cell: str, allowed: tuple[str, ...]) -> list[str]:
    return [cell] if DATE.fullmatch(cell) else several(cell, allowed)


def _phone(text: str, allowed: tuple[str, ...]) -> str | Reason:
    if DATE.fullmatch(text):
        return Reason("phone_date", {"number": text[:10]})
    phone = normal(text, allowed)
    if isinstance(phone, BadPhone):
        return phone_reason(phone, text)
    return Reason("phone_rounded", {"number": text[:40]}) if phone.e164.endswith(ROUNDED) else phone.e164


def _notes(said: Said) -> Iterator[Reason]:
    if unknown := _unknown(said, "language", LANGUAGES):
        yield unknown
    if garbled := next((cell for cell in _names(said) if "?" in cell or "\ufffd" in cell), None):
        yield Reason("lost_letters", {"cell": garbled})


def _unknown(said: Said, field: str, known: Mapping[str, str]) -> Reason | None:
    word = _one(said, field)
    return Reason(f"unknown_{field}", {"word": word[:40]}) if word and fold(word) not in known else None


def _names(said: Said) -> list[str]:
    return [cell for field in ("first_name", "last_name", "name") for cell in said.get(field, ())]


def _name(said: Said) -> tuple[str | None, str | None]:
    if "first_name" in said or "last_name" in said:
        return _one(said, "first_name"), _one(said, "last_name")
    first, last = split_name(_one(said, "name") or "")
    return first or None, last or None


def _one(said: Said, field: str) -> str | None:
    found = next((cell for cell in said.get(field, ()) if cell), None)
    spaced = " ".join(found.split()) if found else None
    return found if spaced == found else spaced  # the same text is held once


def _known(said: Said, field: str, table: Mapping[str, str]) -> str | None:
    return table.get(fold(_one(said, field) or ""))


def _many(said: Said, field: str) -> tuple[str, ...]:
    """Words divided by `,` `;` `|` or lines, folded, each once."""
    words = (fold(word) for cell in said.get(field, ()) for word in DIVIDERS.split(cell))
    return tuple(dict.fromkeys(word for word in words if word))


def _typed(cell: str) -> str:
    """What was typed into the cell, without what keeps a spreadsheet from changing it; nothing where it failed."""
    if cell.startswith(AS_TEXT) and cell.endswith('"'):
        return cell[2:-1].strip()
    if cell.startswith("#") and ERROR.fullmatch(cell):
        return ""
    return APOSTROPHE.sub("", cell, count=1) if cell.startswith("'") else cell
