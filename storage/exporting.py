"""People out of the list, as a file that any spreadsheet shows and never runs, and that our own import reads again."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TextIO

import phonenumbers
from sqlalchemy import Connection, Row, Select, select

from storage import people
from storage.tables import person, person_role, person_tag

ENCODING = "utf-8-sig"  # with the mark by which Excel knows its letters
SEPARATOR = ";"
SLICE = 1000  # people held at a time
COMMANDS = tuple("=+-@＝＋－＠")  # what a cell that is run begins with, in both widths
# A spreadsheet that is set to another separator cuts a cell in two; a number that follows is left as it is.
INNER = re.compile(r"""([,;\t\r\n][\s"]*)(?!\+\d[\d ]*(?:[,;]|$))(?=[=+\-@＝＋－＠])""")

COLUMNS = ("first_name", "last_name", "phone", "email", "member_number", "association", "town", "language", "tags",
           "role", "relation", "basis", "protected")  # fmt: skip
HEADINGS = {
    "sv": ("Förnamn", "Efternamn", "Mobil", "E-post", "Medlemsnummer", "Förening", "Ort", "Språk", "Taggar", "Roller",
           "Relation", "Rättslig grund", "Skyddad identitet"),
    "en": ("First name", "Last name", "Mobile", "Email", "Member number", "Association", "Town", "Language", "Tags",
           "Roles", "Relation", "Legal basis", "Protected identity"),
}  # fmt: skip
RELATIONS = {
    "sv": {"member": "medlem", "former_member": "tidigare medlem", "regular_contact": "kontakt",
           "sympathizer": "sympatisör"},
    "en": {"former_member": "former member", "regular_contact": "contact"},
}  # fmt: skip
BASES = {"sv": {"member": "medlemskap", "consent": "samtycke", "contact": "kontakt"}}
YES = {"sv": "ja", "en": "yes"}


def write_people(
    db: Connection, file: TextIO, chosen: Select[Any], language: str, *, protected: bool = False
) -> int:  # fmt: skip
    """Write the people whose ids `chosen` gives, in order of id; how many.

    `file` is open with newline="" and `ENCODING`. Nobody's texts and answers are in it, and only with `protected`
    those whose identity is.
    """
    write_headings(file, language)
    count = 0
    for rows in _slices(db, chosen if protected else people.unprotected(chosen)):
        write_slice(db, file, rows, language)
        count += len(rows)
    return count


def write_headings(file: TextIO, language: str, columns: Collection[str] = COLUMNS) -> None:
    """The first line: those of `COLUMNS` that are chosen, in their order."""
    _write(file, [_chosen(HEADINGS.get(language, HEADINGS["en"]), columns)])


def write_slice(
    db: Connection, file: TextIO, rows: Sequence[Row[Any]], language: str, columns: Collection[str] = COLUMNS
) -> None:
    """A line for each of some people, as `people.page` gives them."""
    _write(file, [_chosen([safe(whole(cell)) for cell in line], columns) for line in _lines(db, rows, language)])


def _chosen(cells: Sequence[str], columns: Collection[str]) -> list[str]:
    return [cell for name, cell in zip(COLUMNS, cells, strict=True) if name in columns]


def _write(file: TextIO, lines: Iterable[Sequence[str]]) -> None:
    csv.writer(file, delimiter=SEPARATOR).writerows(lines)


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
            YES.get(language, YES["en"]) if row.protected else "",
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


def whole(cell: str) -> str:
    """A cell that is still only shown when a spreadsheet cuts it at a comma, a tab or a line of its own."""
    return INNER.sub(r"\1'", cell)


def safe(cell: str) -> str:
    """A cell that is shown and never run: what would begin a formula stands behind an apostrophe, but for numbers."""
    is_number = cell.startswith("+") and cell[1:].replace(" ", "").replace(",", "").replace("+", "").isdigit()
    return cell if is_number or not cell.strip().startswith(COMMANDS) else f"'{cell}"
