"""A number is read however it was written, and what cannot be texted is refused with its reason."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage.phones import BadPhone, Phone, normal, several
from tests.rows import each

VECTORS = Path(__file__).parent.parent / "data" / "vectors" / "phone_cases_se.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
EVERYWHERE = ("+46", "+45", "+47", "+44", "+358", "+1")
ANNA = Phone("+46701740605")


def test_all_the_spellings_are_there():
    assert len(CASES) == 69


@each("case", CASES)
def test_a_spelling_is_a_mobile_number_or_it_is_not(case):
    read = normal(case["input"], EVERYWHERE)

    assert isinstance(read, Phone) == case["mobile"]
    if isinstance(read, Phone):
        assert read.e164 == case["e164"]


@each(
    "text",
    [
        "701740605",
        "46701740605",
        "0046701740605",
        "+46 (0)70-174 06 05",
        "46701740605.0",
        "701740605.0",
        "46701740605,0",
        "'0701740605",
        "\u202a+46\u00a070\u2011174\u200b06\u00a005\u202c",
        "\ufeff070-174\u00ad06\u00ad05",
        "070\t174 06 05",
        " 0701740605\n",
    ],
)
def test_what_a_spreadsheet_or_a_contact_list_does_to_a_number_is_mended(text):
    assert normal(text) == ANNA


@each(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u200b\u00a0", "empty"),
        ("saknas", "not_a_number"),
        ("-", "not_a_number"),
        ("070-SAKNAS1", "not_a_number"),
        ("070-1740 ABC", "not_a_number"),
        ("07O1740605", "not_a_number"),
        ("4,67E+10", "scientific"),
        ("4.6701740605E10", "scientific"),
        ("4.67e10", "scientific"),
        ("08-465 004 00", "not_mobile"),
        ("010-123 45 67", "not_mobile"),
        ("070-174 06 0", "invalid"),
        ("0719-123456", "invalid"),
        ("112", "invalid"),
        ("9" * 300, "invalid"),
        ("+4540123456", "country"),
        ("+447700900123", "country"),
        ("070-174 06 05 / 070-174 06 06", "several"),
    ],
)
def test_a_refusal_says_why(text, reason):
    assert normal(text) == BadPhone(reason)


@each("between", [" / ", "/", ", ", ",", ";", " ", "\t", "\n", "|", " och ", " (Anna) ", " & ", " - ", "-"])
@each(
    ("first", "second"),
    [
        ("0701740605", "0701740606"),
        ("070-174 06 05", "+46 70-174 06 06"),
        ("701740605", "701740606"),
        ("08-465 004 00", "070 174 06 06"),
    ],
)
def test_two_numbers_in_a_cell_are_two(between, first, second):
    cell = f"{first}{between}{second}"

    assert normal(cell) == BadPhone("several")
    assert [normal(number) for number in several(cell)] == [normal(first), normal(second)]


def test_three_are_three():
    cell = "0701740605, 0701740606, 0701740607"

    assert several(cell) == ["0701740605", "0701740606", "0701740607"]


@each("text", ["070/174 06 05", "0046 (0)70-174 06 05", "00 46 070 174 06 05", "070-174 06 05 (Anna)"])
def test_one_number_is_one_however_it_is_grouped(text):
    assert several(text) == [text]


def test_an_empty_cell_holds_none():
    assert several(" \u200b ") == []


def test_a_number_without_a_country_is_from_the_first_that_is_allowed():
    assert normal("040 1234567", ("+358", "+46")) == Phone("+358401234567")


def test_a_country_must_be_allowed():
    assert normal("+4540123456", ("+46", "+45")) == Phone("+4540123456")
    assert normal("0701740605", ("+45",)) != ANNA


@given(st.text(max_size=60))
def test_whatever_stands_there_gets_an_answer(text):
    assert isinstance(normal(text), Phone | BadPhone)


spacing = st.sampled_from(["", " ", "-", "\u00a0", "\u2011", "."])


@given(
    st.integers(5, 99),
    st.sampled_from(["0", "46", "+46", "0046", "+46 (0)", ""]),
    st.lists(spacing, min_size=4, max_size=4),
)
def test_every_spelling_of_a_number_is_the_same_number(last, prefix, gaps):
    groups = ["70", "174", "06", f"{last:02}"]
    text = prefix + "".join(gap + group for gap, group in zip(gaps, groups, strict=True))

    assert normal(text) == Phone(f"+467017406{last:02}")
