"""budkavle people duplicates, merge and apart: who may stand in the list twice, and what somebody says of it."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.cli.common import confirmed, database, fail, now, organization, print_json, tell
from bot.cli.texts import TEXTS
from bot.cli.who import one
from storage import duplicates, merging, organizations, people
from storage.duplicates import Pair
from storage.tables import person

ACTOR = "command line"
SHOWN = ("id", "name", "organization", "relation", "member_number", "email", "town", "language", "addresses")

Org = Annotated[str, typer.Option("--org", help="The organization, and those below it.")]
MaybeOrg = Annotated[str | None, typer.Option("--org", help="Only this organization and those below it.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def list_(
    org: Org, as_json: Json = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many pairs, the likeliest first.")] = 100,
) -> None:  # fmt: skip
    """Pairs of people who may be one human, and why; nothing is changed."""
    with database() as base:
        rows = base.read(lambda db: _proposed(db, org, limit))
    if as_json:
        return print_json(rows)
    for row in rows:
        why = ", ".join(TEXTS[f"reason_{reason}"] for reason in row["reasons"])
        sides = [f"{side['id']}\t{side['name']}\t{side['organization']}" for side in row["people"]]
        typer.echo("\t".join([str(row["score"]), *sides, why]))
    return None


def _proposed(db: Connection, org: str, limit: int) -> list[dict[str, Any]]:
    ids = organizations.below(db, organization(db, org).id)
    pairs = duplicates.proposals(db, ids, limit)
    sides = _described(db, sorted({who for pair in pairs for who in (pair.first, pair.second)}))
    return [_document(pair, sides) for pair in pairs]


def _document(pair: Pair, sides: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return {
        "score": pair.score, "strong": pair.is_strong, "reasons": list(pair.reasons),
        "people": [sides[pair.first], sides[pair.second]],
    }  # fmt: skip


def _described(db: Connection, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What tells people apart, by id."""
    rows = [row for start in range(0, len(ids), 500) for row in people.listed(db, person.c.id.in_(ids[start:][:500]))]
    addresses = people.addresses_of(db, ids)
    found = {}
    for row in rows:
        theirs = {"name": people.name_of(row), "addresses": [each.address for each in addresses[row.id]]}
        found[row.id] = {name: theirs[name] if name in theirs else getattr(row, name) for name in SHOWN}
    return found


def merge(
    keep: str, drop: str, org: MaybeOrg = None, yes: Yes = False,
    across: Annotated[bool, typer.Option("--across", help="One is in an organization below the other's.")] = False,
) -> None:  # fmt: skip
    """Make DROP part of KEEP: addresses, answers, places, talks and messages move; it cannot be undone."""
    with database() as base:
        keep_id, drop_id = base.read(lambda db: _side_by_side(db, keep, drop, org))
        confirmed(yes, "merge_confirm", "merge_needs_yes", keep=keep_id, drop=drop_id)
        outcome = base.change(lambda db: merging.merge(db, keep_id, drop_id, now(), by=ACTOR, across=across))
    if isinstance(outcome, merging.Refusal):
        fail(f"merge_{outcome.key}", who=outcome.who or keep_id)
    tell("merged", keep=keep_id, drop=drop_id)
    for conflict in outcome.conflicts:
        tell("differed", column=conflict.column, stands=conflict.stands, left=conflict.left)
    if outcome.freed:
        tell("places_freed", ids=", ".join(str(shift_id) for shift_id in outcome.freed))


def apart(a: str, b: str, org: MaybeOrg = None, yes: Yes = False) -> None:
    """Say that A and B are two people: they are never proposed again."""
    with database() as base:
        first, second = base.read(lambda db: _side_by_side(db, a, b, org))
        confirmed(yes, "apart_confirm", "apart_needs_yes", a=first, b=second)
        if not base.change(lambda db: duplicates.keep_apart(db, first, second, ACTOR, now())):
            fail("merge_same_person", who=first)
    tell("kept_apart", a=first, b=second)


def _side_by_side(db: Connection, a: str, b: str, org: str | None) -> tuple[int, int]:
    """Show both; their ids."""
    ids = one(db, a, org).id, one(db, b, org).id
    sides = _described(db, ids)
    for name in SHOWN:
        typer.echo("\t".join([name, *(_shown(sides[who][name]) for who in ids)]))
    return ids


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
