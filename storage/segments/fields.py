"""Tests on what stands with a person: relation, organization, town, language, tag, role."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, not_, or_, select

from storage.segments.errors import Refused, fold, near
from storage.segments.expr import FieldIs, Name
from storage.segments.scope import Scope
from storage.segments.sql import one_of, people_in, people_of, spellings
from storage.segments.words import LANGUAGES, RELATIONS
from storage.tables import person, person_role, person_tag


def field_is(scope: Scope, test: FieldIs) -> Select[Any] | ColumnElement[bool]:
    """Persons of whom the test holds, or their ids where these stand elsewhere."""
    found = _any_of(scope, test)
    return not_(people_of(scope.db, found)) if test.negated else found


def _any_of(scope: Scope, test: FieldIs) -> Select[Any] | ColumnElement[bool]:
    words = [name.text for name in test.names]
    match test.field:
        case "relation":
            return one_of(person.c.relation, {_relation(name) for name in test.names})
        case "organization":
            return _organizations([scope.organization(name) for name in test.names], test.only)
        case "town":
            return one_of(person.c.town, spellings(scope.db, person.c.town, words))
        case "language":
            return one_of(person.c.language, {_language(name) for name in test.names})
        case "tag":
            tags = one_of(person_tag.c.tag, spellings(scope.db, person_tag.c.tag, words))
            return select(person_tag.c.person_id).where(tags)
        case "role":
            roles = one_of(person_role.c.role, spellings(scope.db, person_role.c.role, words))
            return select(person_role.c.person_id).where(roles)


def _organizations(ids: list[int], only: bool) -> ColumnElement[bool]:
    return person.c.organization_id.in_(ids) if only else or_(*(people_in(id) for id in ids))


def _relation(name: Name) -> str:
    word = fold(name.text.replace("_", " "))
    if word in RELATIONS:
        return RELATIONS[word]
    raise Refused(name.at, "unknown_relation", word=name.text, near=near(word, RELATIONS))


def _language(name: Name) -> str:
    word = fold(name.text)
    if word in LANGUAGES or re.fullmatch("[a-z]{2,3}", word):
        return LANGUAGES.get(word, word)
    raise Refused(name.at, "unknown_language", word=name.text, near=near(word, LANGUAGES))
