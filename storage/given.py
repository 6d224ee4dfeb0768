"""Many rows handed to the database in one parameter, to be joined or inserted there: no statement for each of them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, FromClause, Text, cast, column, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine


def handed(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as `given` takes them; their values are numbers, texts and None. Made before a transaction, not in it."""
    return json.dumps(list(rows))


def given(db: Connection, document: str, columns: Mapping[str, TypeEngine[Any]], name: str = "given") -> FromClause:
    """Rows that were handed over, as a table of that name. columns: what each of their values is."""
    if db.dialect.name == "sqlite":
        each = func.json_each(document).table_valued("value")
        found = (func.json_extract(each.c.value, f"$.{key}") for key in columns)
        typed = zip(columns.items(), found, strict=True)
        return select(*(type_coerce(value, kind).label(key) for (key, kind), value in typed)).subquery(name)
    records = func.jsonb_to_recordset(cast(literal(document, Text()), JSONB))
    return records.table_valued(*(column(key, kind) for key, kind in columns.items()), name=name).render_derived(
        with_types=True
    )
