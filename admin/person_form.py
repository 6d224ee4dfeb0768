"""The fields about a person, as an organizer fills them in: for somebody new, and to put somebody right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row

from admin.form import Form
from admin.visit import Visit
from storage import phones
from storage.by_hand import Standing
from storage.importing.limits import MAX_LISTED, MAX_SAID
from storage.importing.names import fold
from storage.importing.people_file import DIVIDERS
from storage.importing.reasons import phone_reason
from storage.importing.standing import is_lawful
from storage.importing.texts import reason_text
from storage.importing.words import LANGUAGES

RELATIONS = ("member", "sympathizer", "regular_contact", "former_member")
BASES = ("member", "consent", "contact")
NAMED = ("first_name", "last_name", "town", "email", "member_number")  # columns of person that are plain words
CODES = tuple(dict.fromkeys(LANGUAGES.values()))
FIELDS = (*NAMED, "number", "organization_id", "relation", "basis", "source", "since", "language", "tags", "roles")
OLDEST = date(1900, 1, 1)


@dataclass
class Entered:
    """What was filled in, as it was typed, and what is wrong with it: a sentence by field."""

    typed: Mapping[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    def why(self, name: str) -> str:
        """What is wrong with a field, or ""."""
        return self.wrong.get(name, "")

    def columns(self) -> dict[str, Any]:
        """The columns of a person that are words; what is left empty is none."""
        said = {name: self.typed[name] or None for name in NAMED}
        return {**said, "first_name": self.typed["first_name"], "last_name": self.typed["last_name"],
                "language": self.typed["language"], "organization_id": int(self.typed["organization_id"])}  # fmt: skip

    def words(self, name: str) -> list[str]:
        """Tags, or roles: folded, each once."""
        return [word for word in dict.fromkeys(fold(part) for part in DIVIDERS.split(self.typed[name])) if word]

    def standing(self, visit: Visit) -> Standing:
        """The relation and its legal basis; the date is a day of the organization's."""
        since = date.fromisoformat(self.typed["since"])
        at = datetime.combine(since, time(), visit.zone).astimezone(UTC)
        return Standing(self.typed["relation"], self.typed["basis"], self.typed["source"], min(at, visit.now))


def empty(visit: Visit) -> Entered:
    """A form for somebody new."""
    given = {"organization_id": str(visit.id), "relation": "member", "basis": "member", "since": _today(visit)}
    return Entered({**dict.fromkeys(FIELDS, ""), **given, "language": visit.organization.language})


def of(visit: Visit, row: Row[Any], tags: list[str], roles: list[str]) -> Entered:
    """A form with what stands about somebody."""
    since = f"{row.basis_at.astimezone(visit.zone):%Y-%m-%d}"
    words = {"source": row.basis_source, "since": since, "tags": ", ".join(tags), "roles": ", ".join(roles)}
    same = (*NAMED, "organization_id", "relation", "basis", "language")
    return Entered({**{name: str(getattr(row, name) or "") for name in same}, **words, "number": ""})


def read(visit: Visit, form: Form) -> Entered:
    """What was sent, with a sentence for each field that cannot be so. The number is looked at by `number_of`."""
    entered = Entered({name: " ".join(form.text(name).split()) for name in FIELDS})
    for name, key in _faults(visit, entered.typed):
        entered.wrong.setdefault(name, visit.text(key))
    return entered


def _faults(visit: Visit, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    checks = {
        "first_name": ("person_wrong_name", bool(fold(typed["first_name"] + typed["last_name"]))),
        "organization_id": ("person_wrong_choice", typed["organization_id"] in map(str, visit.below)),
        "relation": ("person_wrong_choice", typed["relation"] in RELATIONS),
        "language": ("person_wrong_choice", typed["language"] in CODES),
        "email": ("person_wrong_email", not typed["email"] or "@" in typed["email"][1:-1]),
        "source": ("person_wrong_source", bool(typed["source"])),
        "since": ("person_wrong_since", _is_past(visit, typed["since"])),
        "basis": ("person_wrong_basis", typed["basis"] in BASES and is_lawful(typed["relation"], typed["basis"])),
        "tags": ("person_wrong_many", len(DIVIDERS.split(typed["tags"])) <= MAX_LISTED),
        "roles": ("person_wrong_many", len(DIVIDERS.split(typed["roles"])) <= MAX_LISTED),
    }  # fmt: skip
    long = [(name, "person_wrong_long") for name, words in typed.items() if len(words) > MAX_SAID]
    return long + [(name, key) for name, (key, is_right) in checks.items() if not is_right]


def _is_past(visit: Visit, text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return OLDEST <= day <= visit.now.astimezone(visit.zone).date()


def number_of(visit: Visit, entered: Entered) -> str:
    """The number, E.164; or "" and what is wrong with it."""
    found = phones.normal(entered.typed["number"], visit.house.countries)
    if isinstance(found, phones.Phone):
        return found.e164
    reason = phone_reason(found, entered.typed["number"])
    entered.wrong["number"] = sentence(reason_text(reason, visit.language))
    return ""


def sentence(words: str) -> str:
    """Words as a sentence of their own."""
    return f"{words[:1].upper()}{words[1:]}."


def choices(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: (value, words) pairs by field."""
    spoken = {code: [word for word, each in LANGUAGES.items() if each == code][1:3] for code in CODES}
    place = 0 if visit.language == "sv" else -1
    return {
        "relation": [(name, visit.text(f"person_relation_{name}")) for name in RELATIONS],
        "basis": [(name, visit.text(f"person_basis_{name}")) for name in BASES],
        "language": [(code, words[place].capitalize()) for code, words in spoken.items()],
        "organization_id": [(str(each), visit.tree[each].name) for each in visit.below],
    }


def _today(visit: Visit) -> str:
    return f"{visit.now.astimezone(visit.zone):%Y-%m-%d}"
