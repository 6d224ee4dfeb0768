"""The columns of a file as somebody confirms them: what each was taken for, how surely, and what stands in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from storage.importing.columns import FIELDS, SEVERAL, Columns, cell_at, guess
from storage.importing.correcting import seen
from storage.importing.people_file import usable
from storage.importing.reasons import BadFile
from storage.importing.sheet import Sheet

EXAMPLES = 3  # cells
LOOKED_AT = 200  # rows
LONGEST = 60  # characters of a cell or a heading that are shown

Shown = Mapping[str, Any]


def shape_of(sheet: Sheet) -> Shown | BadFile:
    """What a file looks like: `{"columns": [{"heading", "examples", "field", "score"}], "unread": [names of sheets]}`.

    field: what the column was taken for, "" for nothing. BadFile when it is no list of people, whatever its columns.
    """
    if bad := usable(sheet, {"phone": ()}):  # columns can be corrected, headings cannot
        return bad
    columns = guess(sheet)
    described = [
        {"heading": column.heading[:LONGEST], "examples": _examples(sheet, column.number - 1),
         "field": column.field or "", "score": column.score}
        for column in seen(sheet, columns, {})
    ]  # fmt: skip
    return {"columns": described, "unread": list(sheet.unread)}


def _examples(sheet: Sheet, index: int) -> list[str]:
    cells = dict.fromkeys(cell_at(cells, index)[:LONGEST] for _, cells in sheet.rows[:LOOKED_AT])
    return [cell for cell in cells if cell][:EXAMPLES]


def corrected(shape: Shown, fields: Sequence[str]) -> Shown:
    """The shape with the fields as somebody has set them, one for each column; what is no field is none."""
    pairs = zip(shape["columns"], fields, strict=True)
    return {**shape, "columns": [{**column, "field": field if field in FIELDS else ""} for column, field in pairs]}


def wrong(shape: Shown) -> tuple[Literal["nobody", "twice"], str] | None:
    """Why people cannot be read: nothing tells who they are, or two columns are one field, and which."""
    fields = Counter(column["field"] for column in shape["columns"])
    if not fields["phone"] and not fields["member_number"]:
        return "nobody", ""
    twice = [field for field, count in fields.items() if field and count > 1 and field not in SEVERAL]
    return ("twice", twice[0]) if twice else None


def columns_of(sheet: Sheet, shape: Shown) -> Columns:
    """The columns as they were confirmed, for `read_people`."""
    fields = [column["field"] for column in shape["columns"]]
    said = {field: tuple(index for index, said in enumerate(fields) if said == field) for field in FIELDS}
    return guess(sheet, said)
