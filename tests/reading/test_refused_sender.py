""" "Inte Solna": which of the organizations that write to somebody is to stop, and what only sounds like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading import Question, is_opt_out, may_refuse, refused_sender
from flows.reading.opt_out import WITH_SHIFT
from tests.reading.asked import CANCEL, YES_NO

SOLNA, SUNDBYBERG, STOCKHOLM, NORRA = range(1, 5)
NAMES = {
    SOLNA: "Solidaritet Solna", SUNDBYBERG: "Solidaritet Sundbyberg", STOCKHOLM: "Solidaritet Stockholm",
    NORRA: "Solidaritet Norra Stockholm",
}  # fmt: skip
OF_OUR_TEXTS = [
    "inga sms från Solna", "Inga fler sms från solna tack", "inget mer från Solidaritet Solna",
    "sluta skicka från Solna", "jag vill inte ha sms från Solna", "Solna får sluta skicka",
    "avregistrera mig från Solna", "stopp Solna", "Inga fler sms från Solna. Mvh Anna",
    "inga sms från Solna men gärna från Sundbyberg", "SLUTA SMSA FRÅN SOLNA!!", "no texts from Solna",
    "no more texts from Solna please", "stop texting me from Solna", "unsubscribe me from Solna",
    "please stop sending me messages from Solidaritet Solna", "Solna can stop texting me",
    "don't text me from Solna", "no texts from Solna but Sundbyberg is fine",
]  # fmt: skip
BARE = [
    "inte Solna", "Inte solna tack!", "nej inte Solna", "inte från Solna", "stopp för Solna", "inte Solna längre",
    "Inte Solna, bara Sundbyberg", "not Solna", "Not Solna please", "nothing from Solna", "no more Solna",
]  # fmt: skip
OTHER = [
    "Solna", "inte i Solna", "jag bor inte i Solna", "jag kan inte i Solna på lördag", "inga pass i Solna",
    "jag är inte med i Solna längre", "jag får inga sms från Solna", "varför får jag sms från Solna?", "avboka Solna",
    "avregistrera mig från passet i Solna", "ta inte bort mig från Solna", "sluta inte skicka från Solna",
    "inte Solna, jag kan i Sundbyberg på lördag", "inte Kista", "inga sms från Kista", "inte Solidaritet",
    "inte Solna och inte Sundbyberg", "I'm not in Solna", "cancel Solna", "no Solna", "I can't stop by Solna",
]  # fmt: skip


@pytest.mark.parametrize("text", OF_OUR_TEXTS)
def test_what_would_stop_us_if_it_said_you_stops_who_it_names_whatever_was_asked(text: str) -> None:
    assert not is_opt_out(text)
    assert may_refuse(text)
    for question in (Question(), YES_NO, CANCEL, WITH_SHIFT):
        assert refused_sender(text, NAMES, question, asked=True) == SOLNA


@pytest.mark.parametrize("text", BARE)
def test_a_bare_no_to_a_name_is_one_only_where_nothing_was_asked_and_another_may_write(text: str) -> None:
    assert may_refuse(text)
    assert refused_sender(text, NAMES) == SOLNA
    assert refused_sender(text, NAMES, YES_NO) is None
    assert refused_sender(text, NAMES, asked=True) is None
    assert refused_sender(text, {SOLNA: NAMES[SOLNA]}) is None


@pytest.mark.parametrize("text", OTHER)
def test_what_else_is_said_of_a_place_or_of_our_texts_refuses_nobody(text: str) -> None:
    assert refused_sender(text, NAMES) is None


@pytest.mark.parametrize(
    ("said", "meant"), [("Stockholm", STOCKHOLM), ("Norra Stockholm", NORRA), ("solidaritet norra stockholm", NORRA)]
)
def test_of_two_names_with_the_same_end_the_one_is_meant_of_which_most_was_said(said: str, meant: int) -> None:
    assert refused_sender(f"inte {said}", NAMES) == meant


def test_two_organizations_that_cannot_be_told_apart_are_left_as_they_are() -> None:
    assert refused_sender("inte Solna", {1: "Solidaritet Solna", 2: "Fackförbundet Solna"}) is None
    assert refused_sender("inte Fackförbundet Solna", {1: "Solidaritet Solna", 2: "Fackförbundet Solna"}) == 2


@given(st.text(max_size=80), st.sampled_from(["", "Solna", "inte Solna ", " sms från Solna"]))
def test_any_text_is_answered_and_a_text_without_a_name_refuses_nobody(text: str, more: str) -> None:
    refused = refused_sender(text + more, NAMES)
    assert refused in (None, *NAMES)
    if not more and "s" not in text.casefold():
        assert refused is None
