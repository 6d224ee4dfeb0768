"""Draws the map of the tables: `python docs/draw_tables.py > docs/tables.md`. A test keeps the file true."""

from sqlalchemy import Table

from storage.tables import metadata

HEAD = """# The tables

Made by `python docs/draw_tables.py > docs/tables.md`; a test fails when it no longer fits the code. An arrow goes
from a row to the row it belongs to. What a table is for stands at the top of its file in `storage/tables/`.

```mermaid
erDiagram"""


def draw() -> str:
    """The whole page: a diagram of who refers to whom, and each table's columns."""
    tables = sorted(metadata.tables.values(), key=lambda table: table.name)
    arrows = sorted({line for table in tables for line in _arrows(table)})
    return "\n".join([HEAD, *arrows, "```", "", *(_columns(table) for table in tables), ""])


def _arrows(table: Table) -> list[str]:
    return [f"    {table.name} }}o--|| {key.column.table.name} : {key.parent.name}" for key in table.foreign_keys]


def _columns(table: Table) -> str:
    names = [f"**{column.name}**" if column.primary_key else column.name for column in table.columns]
    return f"- `{table.name}`: {', '.join(names)}"


if __name__ == "__main__":
    print(draw(), end="")  # noqa: T201
