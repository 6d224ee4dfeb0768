"""Sentences, questions and clauses of a text, and what a correction or a negation in it takes back."""

from flows.reading.lexicon import lexicon
from flows.reading.negation import Mention, Parted, after_correction, clauses, part, sentences, settle, standing
from flows.reading.normal import normalise
from tests.rows import each

WORDS = lexicon("sv")


def mentions(plain: str, named: str) -> list[Mention]:
    """The words named, in their order, where they stand in the text."""
    found: list[Mention] = []
    for what in named.split():
        start = plain.index(what, found[-1].end if found else 0)
        found.append(Mention(what, start, start + len(what)))
    return found


def names(found: list[Mention]) -> str:
    return " ".join(str(mention.what) for mention in found)


def test_a_sentence_ends_at_its_mark_and_a_question_mark_wins() -> None:
    assert sentences("hej . du ? ja !") == [("hej", "."), ("du", "?"), ("ja", "!")]
    assert sentences("kommer du") == [("kommer du", ".")]
    assert sentences("ja ! ?") == [("ja", "?")]
    assert sentences("? hej") == [("hej", ".")]
    assert sentences(". .") == []


@each(
    ("text", "says", "asks"),
    [
        ("jag kan. Tack!", "jag kan . tack !", ""),
        ("ja! varför inte?", "ja !", "varfor inte ?"),
        ("Ja, när börjar det?", "ja .", "nar borjar det ?"),
        ("ja undrar när det börjar", "ja .", "undrar nar det borjar ?"),
        ("undrar när det börjar", "", "undrar nar det borjar ?"),
        ("nej och vad kostar det?", "nej .", "vad kostar det ?"),
        ("jag kommer, är det fika?", "jag kommer .", "ar det fika ?"),
        ("jag kan på lördag, funkar det?", "jag kan pa lordag .", "funkar det ?"),
        ("hur länge står man? ja", "ja .", "hur lange star man ?"),
        ("kommer det fika, ja?", "", "kommer det fika , ja ?"),
        ("är det betalt?", "", "ar det betalt ?"),
        ("är det fika? och lunch?", "", "ar det fika ? och lunch ?"),
    ],
)
def test_what_is_asked_stands_apart_from_what_is_said(text: str, says: str, asks: str) -> None:
    assert part(normalise(text).plain, WORDS) == Parted(says, asks)


@each(
    ("plain", "pieces"),
    [
        ("ja , men inte lordag", ["ja", "men inte lordag"]),
        ("ja men nej", ["ja", "nej"]),
        ("ja , , nej", ["ja", "nej"]),
        (", ja ,", ["ja"]),
        ("alla utom 2 men inte 3", ["alla utom 2 men inte 3"]),
        ("alla dagar men inte lordag", ["alla dagar men inte lordag"]),
        ("2,5 timmar", ["2,5 timmar"]),
        ("", []),
    ],
)
def test_clauses_divide_at_marks_that_stand_alone_and_at_but(plain: str, pieces: list[str]) -> None:
    assert [plain[begin:end].strip() for begin, end in clauses(plain, WORDS)] == pieces


@each(
    ("plain", "named", "kept"),
    [
        ("1 nej 2", "1 2", "2"),
        ("1 , nej 2", "1 2", "2"),
        ("1 . nej ! 2", "1 2", "2"),
        ("1 - nej 2", "1 2", "2"),
        ("1 nej forlat 2", "1 2", "2"),
        ("1 nej jag menade 2", "1 2", "2"),
        ("1 oj nej 2", "1 2", "2"),
        ("1 nej 2 nej 3", "1 2 3", "3"),
        ("1 nej 2 3", "1 2 3", "2 3"),
        ("1 2 nej 3", "1 2 3", "3"),
        ("1 2", "1 2", "1 2"),
        ("1 och 2", "1 2", "1 2"),
        ("tisdag inte onsdag", "tisdag onsdag", "tisdag onsdag"),
        ("1", "1", "1"),
    ],
)
def test_what_stands_after_a_correction_is_meant_and_no_more(plain: str, named: str, kept: str) -> None:
    assert names(after_correction(mentions(plain, named), plain, WORDS)) == kept


@each(
    ("plain", "named", "meant", "denied"),
    [
        ("tisdag onsdag", "tisdag onsdag", "tisdag onsdag", ""),
        ("tisdag inte onsdag", "tisdag onsdag", "tisdag", "onsdag"),
        ("inte tisdag , onsdag", "tisdag onsdag", "onsdag", "tisdag"),
        ("tisdag utom onsdag", "tisdag onsdag", "tisdag", "onsdag"),
        ("tisdag men inte onsdag", "tisdag onsdag", "tisdag", "onsdag"),
        ("tisdag kan jag inte", "tisdag", "", "tisdag"),
        ("tisdag . onsdag kan jag inte", "tisdag onsdag", "tisdag", "onsdag"),
        ("alla utom 2", "2", "", "2"),
    ],
)
def test_a_negation_denies_what_follows_it_or_else_what_stands_before(
    plain: str, named: str, meant: str, denied: str
) -> None:
    found = standing(mentions(plain, named), plain, WORDS)
    assert (names(found[0]), names(found[1])) == (meant, denied)


@each(
    ("plain", "named", "meant", "denied"),
    [
        ("1 nej hellre 2 inte 3", "1 2 3", "2", "3"),
        ("inte 1 nej 2", "1 2", "2", ""),
        ("1 inte 2", "1 2", "1", "2"),
    ],
)
def test_what_was_taken_back_is_neither_meant_nor_denied(plain: str, named: str, meant: str, denied: str) -> None:
    found = settle(mentions(plain, named), plain, WORDS)
    assert (names(found[0]), names(found[1])) == (meant, denied)
