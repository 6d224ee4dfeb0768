"""People out of the list, as a file that any spreadsheet shows and never runs, and that our own import reads again."""

import csv
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

import phonenumbers
from sqlalchemy import Connection, Row, Select, select

from storage import people
from storage.tables import person, person_role, person_tag

ENCODING = "utf-8-sig"  # with the mark by which Excel knows its letters
SEPARATOR = ";"
SLICE = 1000  # people held at a time
COMMANDS = tuple("=+-@＝＋－＠")  # what a cell that is run begins with, in both widths

HEADINGS = {
    "sv": ("Förnamn", "Efternamn", "Mobil", "E-post", "Medlemsnummer", "Förening", "Ort", "Språk", "Taggar", "Roller",
           "Relation", "Rättslig grund"),
    "en": ("First name", "Last name", "Mobile", "Email", "Member number", "Association", "Town", "Language", "Tags",
           "Roles", "Relation", "Legal basis"),
}  # fmt: skip
RELATIONS = {
    "sv": {"member": "medlem", "former_member": "tidigare medlem", "regular_contact": "kontakt",
           "sympathizer": "sympatisör"},
    "en": {"former_member": "former member", "regular_contact": "contact"},
}  # fmt: skip
BASES = {"sv": {"member": "medlemskap", "consent": "samtycke", "contact": "kontakt"}}


def write_people(db: Connection, file: TextIO, chosen: Select[Any], language: str) -> int:
    """Write the people whose ids `chosen` gives, in order of id; how many.

    `file` is open with newline="" and `ENCODING`. Nobody's texts and answers are in it.
    """
    writer = csv.writer(file, delimiter=SEPARATOR)
    writer.writerow(HEADINGS.get(language, HEADINGS["en"]))
    count = 0
    for rows in _slices(db, chosen):
        writer.writerows([safe(cell) for cell in line] for line in _lines(db, rows, language))
        count += len(rows)
    return count


def _slices(db: Connection, chosen: Select[Any]) -> Iterator[list[Row[Any]]]:
    after = 0
    while rows := people.page(db, person.c.id.in_(chosen), after, SLICE):
        yield rows
        after = rows[-1].id


def _lines(db: Connection, rows: Sequence[Row[Any]], language: str) -> Iterator[tuple[str, ...]]:
    ids = [row.id for row in rows]
    addresses, tags, roles = (
        people.addresses_of(db, ids),
        _words(db, person_tag.c.tag, ids),
        _words(db, person_role.c.role, ids),
    )
    relations, bases = RELATIONS.get(language, {}), BASES.get(language, {})
    for row in rows:
        numbers = [shown(each.address) for each in addresses[row.id] if each.channel == "sms"]
        yield (
            row.first_name, row.last_name, ", ".join(numbers), row.email or "", row.member_number or "",
            row.organization, row.town or "", row.language, ", ".join(tags[row.id]), ", ".join(roles[row.id]),
            relations.get(row.relation, row.relation), bases.get(row.basis, row.basis),
        )  # fmt: skip


def _words(db: Connection, column: Any, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {person_id: [] for person_id in ids}
    of = column.table.c.person_id
    for row in db.execute(select(of, column).where(of.in_(ids)).order_by(of, column)):
        found[row[0]].append(row[1])
    return found


def shown(e164: str) -> str:
    """A number with its country and spaces, `+46 70 174 06 05`: a spreadsheet takes it for text and leaves its plus."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)).replace("-", " ")


def safe(cell: str) -> str:
    """A cell that is shown and never run: what would begin a formula stands behind an apostrophe, but for numbers."""
    is_number = cell.startswith("+") and cell[1:].replace(" ", "").replace(",", "").replace("+", "").isdigit()
    return cell if is_number or not cell.strip().startswith(COMMANDS) else f"'{cell}"
