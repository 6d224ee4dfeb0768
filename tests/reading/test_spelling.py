"""What people spell as they speak is read as what they mean, and no spelling makes a wish of what was none."""

import re
from random import Random
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from flows.reading import command, is_opt_out, read_row
from flows.reading.lexicon import lexicon
from flows.reading.normal import fold, normalise
from flows.reading.question import Question
from flows.reading.spelling import spell, table
from flows.reading.written import as_written
from tests.reading.asked import CANCEL, CLAIM, MEETING, NOTHING, REMINDER, YES_NO, told
from tests.reading.replies import LABELLED, reading
from tests.reading.scoring import fits, gates
from tests.reading.test_any_text import NOES
from tests.rows import each

ALWAYS = table().always
VARIANTS = sorted({*ALWAYS, *table().beside})
COMMON = ["ja", "nej", "kan", "inte", "jag", "du", "mig", "stopp", "skicka", "1", ",", ".", "?", "lördag", "not", "me"]
SPOKEN = st.lists(st.sampled_from([*VARIANTS, *COMMON]), min_size=1, max_size=12)


@given(SPOKEN)
@example(["gimme", "mig"])
def test_spelling_out_a_text_again_changes_nothing(words: list[str]) -> None:
    once = spell(words)
    assert spell(once) == once


@given(SPOKEN)
@example(["gimme", "mig"])
def test_a_text_made_plain_again_is_the_same(words: list[str]) -> None:
    once = normalise(" ".join(words)).plain
    assert normalise(once).plain == once


@each("variant", VARIANTS)
def test_no_spelling_is_a_command_or_an_opt_out_alone(variant: str) -> None:
    assert spell([variant])[:1] == [variant] or variant in ALWAYS
    assert not is_opt_out(variant)
    assert command(variant) is None


@each("meaning", ["stop_word", "provider_stop", "start_word"])
def test_no_word_that_stops_or_starts_our_texts_has_other_spellings(meaning: str) -> None:
    assert not [plain for plain in ALWAYS.values() if lexicon("sv").all_of(meaning, plain)]


def test_words_of_one_or_two_letters_are_spelled_by_their_neighbours() -> None:
    assert {word for word in ALWAYS if len(word) < 3 and word.isalpha()} == {"lr", "wk"}


def _respelled(text: str, chance: Random) -> str:
    """The text with every word that has other spellings in one of those."""
    others: dict[str, list[str]] = {}
    for variant, plain in sorted(ALWAYS.items()):
        others.setdefault(plain, []).append(variant)

    def other(match: re.Match[str]) -> str:
        return chance.choice(others.get(fold(match[0]), [match[0]]))

    return re.sub(r"\w+", other, text)


@each("seed", range(3))
def test_a_labelled_reply_that_is_spelled_otherwise_reads_the_same(seed: int) -> None:
    chance = Random(seed)
    for row in LABELLED:
        respelled = _respelled(row["text"], chance)
        if any(word in VARIANTS for word in map(fold, row["text"].split())):
            continue
        found: dict[str, Any] = read_row({**row, "text": respelled})
        assert fits(reading(row["id"]), found), (row["text"], found)
        assert gates(row["expected"], found) == set()


@given(SPOKEN, st.sampled_from(NOES))
def test_no_spelling_makes_a_yes_of_a_no(words: list[str], no: str) -> None:
    text = " ".join([*words, no])
    idiom = any(lexicon("sv").has(name, normalise(text).plain) for name in ("yes_idiom", "no_filler"))
    assert idiom or told(text, YES_NO).get("value") != "yes"


@each(
    ("text", "plain"),
    [
        ("int ska ja svik er", "inte ska jag svik er"),
        ("ge faan i o smsa mej", "ge fan i och smsa mig"),
        ("Dä räcker", "det racker"),
        ("då räcker det", "da racker det"),
        ("ja", "ja"),
        ("ja kommer", "ja kommer"),
        ("ja kommer int", "jag kommer inte"),
        ("S T O P P", "s t o p p"),
        ("fr o m lördag", "fr o m lordag"),
        ("6 o clock", "6 o clock"),
        ("lör å sön", "lor och son"),
        ("det är sant", "det ar sant"),
        ("såna här", "sadana har"),
        ("my nan is ill", "my nan is ill"),
        ("nån annan", "nagon annan"),
        ("stryk mig ur passet", "stryk mig ur passet"),
        ("off ur list", "off your list"),
        ("y", "y"),
        ("n", "n"),
        ("y r u here", "why are you here"),
        ("räkna me mej", "rakna med mig"),
        ("count me in", "count me in"),
        ("va kul, ska va med", "vad kul , ska vara med"),
    ],
)
def test_a_word_is_spelled_as_it_is_meant(text: str, plain: str) -> None:
    assert normalise(text).plain == plain


@each(
    "text",
    [
        "snäla sluta skika till mej", "ge faan i o smsa mej", "Dä räcker nu. Jag vill int ha fler sånna här",
        "jag vill ente ha era sms mer", "vill itte ha mer sms av er", "slutta smsa mej", "skicka int mer till mej",
        "pls stop txting me", "plz take me off ur list", "stop sending me msgs", "dont txt me no more",
        "i dont wanna get these msgs anymore", "plz unsubcribe me",
    ],
)  # fmt: skip
def test_an_opt_out_is_clear_however_it_is_spelled(text: str) -> None:
    assert is_opt_out(text)


@each("text", ["sluta int skicka", "slutta int skicka sms", "int sluta", "dont stop txting me"])
def test_a_wish_to_go_on_is_no_opt_out_however_it_is_spelled(text: str) -> None:
    assert not is_opt_out(text)


@each(
    ("text", "question", "expected"),
    [
        ("räkna me mej", YES_NO, {"intent": "answer", "value": "yes"}),
        ("jodå ja e me", YES_NO, {"intent": "answer", "value": "yes"}),
        ("ja kan nog int komma", YES_NO, {"intent": "answer", "value": "no"}),
        ("näe ja hinner itte", YES_NO, {"intent": "answer", "value": "no"}),
        ("gonna be there", YES_NO, {"intent": "answer", "value": "yes"}),
        ("cant sry", YES_NO, {"intent": "answer", "value": "no"}),
        ("jodå, int ska ja svik er", REMINDER, {"intent": "confirm"}),
        ("jag e förkyld å kommer int", REMINDER, {"intent": "cancel"}),
        ("kante lörda", CANCEL, {"intent": "cancel", "shifts": ["A3"]}),
        ("ja tar lördan å sönda", CLAIM, {"intent": "claim", "shifts": ["A3", "A4"]}),
        ("wensday pls", CLAIM, {"intent": "claim", "shifts": ["A2"]}),
        ("ja kan int nån dag", CLAIM, {"intent": "decline"}),
    ],
)
def test_a_reply_is_read_however_it_is_spelled(text: str, question: Question, expected: dict[str, Any]) -> None:
    assert fits(expected, told(text, question))


def test_people_are_quoted_in_their_own_spelling() -> None:
    assert as_written("om nagon skjutsar mig", "ja om nån skjutsar mej") == "om nån skjutsar mej"
    assert told("Ja om nån kan skjutsa mej", YES_NO)["condition"] == "om nån kan skjutsa mej"
    assert told("va kostar dä?", MEETING)["topic"] == "va kostar dä"
    assert told("kante komma, va gör ja då?", NOTHING)["intent"] != "opt_out"
