"""What may be written next in an expression: for whoever builds one in the panel."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, select

from storage.segments.errors import Refused, fold
from storage.segments.expr import FIELDS, Name
from storage.segments.scope import Scope
from storage.segments.slot import Slot, slot_at
from storage.segments.sql import people_in
from storage.segments.words import LANGUAGES, RELATIONS
from storage.segments.write import quoted
from storage.tables import person, person_role, person_tag

MOST = 30
DAYS_AHEAD = 14


def suggest(db: Connection, organization_id: int, text: str, at: int, now: datetime) -> list[str]:
    """What may stand at the place `at` of `text`, as it is to be written there; names first, at most thirty.

    Only what begins as the word that stands before that place does, and after it what has such a word inside. Empty
    when nothing may, or when the text before it cannot be read.
    """
    slot = slot_at(text, at)
    if slot is None:
        return []
    names = _matching(_names(Scope(db, organization_id, now), slot), slot.typed)
    found = [*(quoted(Name(name)) for name in names), *_matching(slot.words, slot.typed)]
    return list(dict.fromkeys(found))[:MOST]


def _matching(words: Iterable[str], typed: str) -> list[str]:
    wanted = fold(typed)
    starting = [word for word in words if fold(word).startswith(wanted)]
    inside = [word for word in words if f" {wanted}" in fold(word) and word not in starting]
    return starting + inside if wanted else starting


def _names(scope: Scope, slot: Slot) -> list[str]:
    if not slot.names:
        return []
    look: Callable[[], Iterable[str]] = {
        "question": lambda: _questions(scope),
        "option": lambda: _options(scope, slot.of),
        "survey": lambda: sorted({survey.name for survey in scope.all_surveys}),
        "activity": lambda: scope.activity_names,
        "segment": lambda: [row.name for row in scope.segments.values()],
        "day": lambda: _days(scope),
        "days": lambda: ["1", "3", "7", "14", "30"],
        "relation": lambda: dict.fromkeys(RELATIONS.values()),
        "organization": lambda: scope.organization_names,
        "town": lambda: _used(scope, person.c.town),
        "language": lambda: _used(scope, person.c.language) or sorted(set(LANGUAGES.values())),
        "tag": lambda: _used(scope, person_tag.c.tag),
        "role": lambda: _used(scope, person_role.c.role),
    }[slot.names]
    return list(look())


def _questions(scope: Scope) -> list[str]:
    """A key alone where one survey has it, and with its survey where it would not be clear."""
    owners: dict[str, set[str]] = {}
    for survey in scope.all_surveys:
        for question in survey.questions.values():
            owners.setdefault(question.key, set()).add(survey.name)
    clear = {key for key, names in owners.items() if len(names) == 1 and key not in FIELDS}
    return sorted(f"{name}.{key}" if key not in clear else key for key, names in owners.items() for name in names)


def _options(scope: Scope, question: str) -> list[str]:
    try:
        questions = scope.questions(Name(question))
    except Refused:
        return []
    return list(dict.fromkeys(key for found in questions for key in found.options.values()))


def _days(scope: Scope) -> list[str]:
    today = scope.now.astimezone(scope.zone).date()
    return [str(today + timedelta(days=ahead)) for ahead in range(DAYS_AHEAD)]


def _used(scope: Scope, column: Column[str]) -> list[str]:
    """The different values that people here have in a column of theirs."""
    whose = select(column).where(people_in(scope.organization_id), column.is_not(None))
    if column.table is not person:
        whose = whose.join(person, person.c.id == column.table.c.person_id)
    return sorted(scope.db.execute(whose.distinct()).scalars(), key=fold)
