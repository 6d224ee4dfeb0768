"""The parts of a text are those that the provider will ask to be paid for."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.parts import count, price

VECTORS = Path(__file__).parent.parent / "data" / "vectors" / "gsm_segment_cases.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
BITS_PER_UNIT = {"GSM-7": 7, "UCS-2": 16}


def test_all_of_twilios_own_cases_are_there():
    assert len(CASES) == 654


def test_every_text_counts_as_twilio_counts_it():
    assert len(CASES) == 654
    for case in CASES:
        counted = count(case["body"], smart=case["smart_encoding"])
        assert (counted.encoding, counted.parts) == (case["encoding"], case["segments"]), case
        assert counted.units * BITS_PER_UNIT[counted.encoding] == case["message_bits"], case
        assert counted.text == case["text_after"], case
    assert counted.costly == tuple(case["non_gsm"])


def test_swedish_letters_cost_nothing_extra():
    assert count("Räksmörgås på lördag, Åsa? Örjan och René kommer.").encoding == "GSM-7"


@pytest.mark.parametrize("name", ["Zoë", "Ibrahimović", "Łukasz", "Ayşe", "Çağlar", "Ali 🌹", "فاطمة"])
def test_one_name_can_turn_one_part_into_three(name):
    template = "x" * (155 - len(name))

    assert count(template + "Åsa").parts == 1
    assert count(template + name).parts == 3


def test_the_culprit_is_named_once_and_whole():
    assert count("Ayşe och Ayşe, familjen 👩‍👩‍👧‍👦").costly == ("ş", "👩‍👩‍👧‍👦")


def test_typographic_signs_are_free_with_smart_encoding_and_dear_without():
    text = "”Kl 10–12…”"

    assert count(text).text == '"Kl 10-12..."'
    assert count(text, smart=False).costly == ("”", "–", "…")


def test_a_double_sign_is_not_cut_between_two_parts():
    assert count("a" * 152 + "€" + "a" * 152).parts == 3
    assert count("a" * 153 + "€" + "a" * 151).parts == 2


def test_an_emoji_is_not_cut_between_two_parts():
    assert count("å" * 66 + "🌹" + "å" * 66).parts == 3
    assert count("å" * 67 + "🌹" + "å" * 65).parts == 2


def test_the_price_is_exact():
    assert price(3, Decimal("0.45")) == Decimal("1.35")


@given(st.text(max_size=400))
def test_a_text_never_has_room_for_less_than_it_holds(text):
    counted = count(text)
    room = 153 if counted.encoding == "GSM-7" else 67

    assert counted.parts == 1 or counted.parts * room >= counted.units
    assert bool(counted.costly) == (counted.encoding == "UCS-2")


@given(st.text(max_size=400))
def test_what_goes_on_the_wire_counts_the_same_once_more(text):
    counted = count(text)

    assert count(counted.text) == counted
