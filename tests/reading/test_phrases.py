"""Phrases are found as one pattern of them all would find them; the words of a text only spare the search."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading.lexicon import lexicon
from flows.reading.phrases import Phrases, needed
from tests.rows import each

LEXICON = lexicon("sv")
WORDS = sorted({word for phrases in LEXICON.patterns.values() for text in phrases.texts for word in text.split()})
SPOKEN = [word for word in WORDS if word.isalnum()] + list(",.!?+-&/") + ["12", "1e", "10:30"]
PLAINS = st.lists(st.sampled_from(SPOKEN), max_size=12).map(" ".join)


def bare(phrases: Phrases) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{'|'.join(phrases.texts) or '(?!)'})(?!\S)")


def spans(phrases: Phrases | re.Pattern[str], plain: str) -> list[tuple[int, int]]:
    return [match.span() for match in phrases.finditer(plain) if match[0]]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(LEXICON.patterns)), st.lists(PLAINS, min_size=3, max_size=3))
def test_phrases_are_found_where_one_pattern_finds_them(meaning: str, plains: list[str]) -> None:
    phrases = LEXICON.patterns[meaning]
    whole = bare(phrases)
    for plain in (*plains, *phrases.texts):
        first, full = phrases.search(plain), phrases.fullmatch(plain)
        assert (first and first.span()) == ((found := whole.search(plain)) and found.span())
        assert (full and full[0]) == ((found := whole.fullmatch(plain)) and found[0])
        assert spans(phrases, plain) == spans(whole, plain)


@each(
    ("phrase", "plain"),
    [
        ("(jag |ja )?kommer( inte)?", "ja kommer"),
        ("(de|dom)? ?kom( [^ ]+)?", "kom hit"),
        ("ja+", "jaaa"),
        ("abso+lut", "absoluuut absolut"),
        ("(nog |ju )*bra|illa", "nog ju nog bra"),
        ("inte(?= (jag|du))", "inte du"),
        ("[0-9]+ kr", "12 kr"),
        ("på( [^ ]+){0,2} vis", "på det här vis"),
        ("(?<=max )en", "max en"),
    ],
)
def test_a_phrase_is_found_whatever_its_words_hang_on(phrase: str, plain: str) -> None:
    phrases = Phrases((phrase, "nej tack"))
    assert spans(phrases, plain) == spans(bare(phrases), plain)
    assert phrases.search(plain)


def test_a_phrase_needs_a_word_of_each_of_its_stretches() -> None:
    assert needed("(sluta|slutar) skicka( mer)? sms") == [[{"skicka"}, {"sluta", "slutar"}, {"sms"}]]
    assert needed("[^ ]+ kalas(et)?|dop") == [[{"kalas", "kalaset"}], [{"dop"}]]
    assert needed("[^ ]*kalas") is None


def test_phrases_change_in_a_text_as_a_pattern_changes_them() -> None:
    phrases = Phrases(("ja tack", "ja"))
    assert phrases.sub("nej", "ja tack , ja") == "nej , nej"
    assert phrases.sub(lambda match: match[0].upper(), "ja tack") == "JA TACK"
    assert [match[0] for match in phrases.finditer("ja ja tack", 3, 5)] == ["ja"]
