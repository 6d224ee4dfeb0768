"""Every reason has its sentence in both languages, filled with the same things."""

import string
import typing

from storage import phones
from storage.importing.texts import EN, FIELDS, SV


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    assert {key: blanks(text) for key, text in SV.items()} == {key: blanks(text) for key, text in EN.items()}
    assert FIELDS["sv"].keys() == FIELDS["en"].keys()


def test_whatever_is_wrong_with_a_phone_has_a_sentence() -> None:
    assert {f"phone_{reason}" for reason in typing.get_args(phones.Reason)} <= SV.keys()
