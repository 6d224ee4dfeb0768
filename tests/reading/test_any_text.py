"""Any text at all gives a reading, the same one every time, and no text with a negation becomes a yes."""

import json
import re
from datetime import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from flows.reading import Question, command, is_opt_out, read
from flows.reading.lexicon import lexicon
from tests.reading.asked import BOOKING, EVERY_KIND, MONDAY, REMINDER, STOCKHOLM, WHEN, YES_NO, answer

# Words that mean something here, so that random texts are not only noise.
WORDS = re.findall(
    r"\S+",
    "ja nej jo nä inte kan kommer gärna stopp sluta avboka lördag tisdag imorgon kl 11 13-14 2 halv sex om men utom "
    "allt jag vi vill alby skicka sms fel nummer tack 👍 ? ! . , yes no not can't stop cancel friday 5pm maybe kanske "
    "vet nästa vecka 36 29/8 ångra hjälp absolut problem inga",
)
ANY = st.text(alphabet=st.characters(), max_size=80)
SPOKEN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
NOES = ("inte", "ej", "aldrig", "icke", "not", "never", "can't", "don't", "shan't", "hardly")
QUESTIONS = st.sampled_from(EVERY_KIND)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=STOCKHOLM))


@example("0;1E0;1E", BOOKING, MONDAY, "sv")
@given(ANY | SPOKEN, QUESTIONS, MOMENTS, st.sampled_from(("sv", "en", "so")))
def test_any_text_gives_a_reading_that_is_plain_json(text: str, question: Question, now: datetime, lang: str) -> None:
    reading = read(text, question, now=now, language=lang)
    assert reading.intent
    json.dumps(reading.to_json())


@given(SPOKEN, QUESTIONS)
def test_reading_the_same_text_twice_gives_the_same(text: str, question: Question) -> None:
    assert answer(text, question) == answer(text, question)


@given(SPOKEN, st.sampled_from(NOES), st.data())
def test_a_text_that_ends_in_a_negation_is_no_yes(text: str, no: str, data: st.DataObject) -> None:
    intents = {"confirm", "booking_accept"}
    reading = answer(f"{text} {no}", data.draw(st.sampled_from((YES_NO, REMINDER, BOOKING))))
    assert reading.get("value") != "yes"
    assert reading.intent not in intents


@given(st.sampled_from(("kan", "vill", "kommer", "ska", "hinner")), st.sampled_from(NOES[:4]), SPOKEN)
def test_a_negated_verb_is_no_yes_whatever_follows(verb: str, no: str, rest: str) -> None:
    idioms = lexicon("sv").patterns
    text = f"jag {verb} {no} {rest}"
    neutral = idioms["yes_idiom"].search(text) or idioms["no_filler"].search(text)
    assert neutral or answer(text, YES_NO).get("value") != "yes"


def test_lone_surrogates_nul_and_a_hundred_thousand_letters_are_read() -> None:
    for text in ("\ud800ja", "ja\x00", "\udfff" * 9, "ja" * 50_000, "ﷺ" * 9_000, "", " \u200b ", "\u0301" * 500):
        for question in EVERY_KIND:
            assert answer(text, question).intent
        assert command(text) is None
        assert not is_opt_out(text)


def test_marks_that_cannot_be_seen_change_nothing() -> None:
    assert answer("j\u00ada\ufeff", YES_NO)["value"] == "yes"
    assert answer("\u202bJA\u202c", YES_NO)["value"] == "yes"
    assert answer("ｊａ", YES_NO)["value"] == "yes"


def test_the_reading_depends_on_now_only_for_days() -> None:
    later = MONDAY.replace(month=11)
    assert answer("ja", YES_NO) == answer("ja", YES_NO, now=later)
    assert answer("imorgon", WHEN) != answer("imorgon", WHEN, now=later)
