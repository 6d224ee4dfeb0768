"""What a broadcast says to each of its recipients: who sends it, how to stop, their name, and nothing else."""

from decimal import Decimal
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from bot.standins.twilio_message import parts as twilio_parts
from bot.standins.twilio_message import smart_encoded
from flows.broadcast_preview import preview, total
from flows.broadcast_text import Recipient, letter, problem_text, problems, uses_names, wording
from tests.broadcasts.crowd import SOLNA
from tests.rows import each

STOP = "\nSvara STOPP om du inte vill ha fler sms."


def said(text: str, *names: str, organization: str = SOLNA, **about: str | bool) -> str:
    return letter(wording({"sv": text}, organization), Recipient(names, **about)).text  # type: ignore[arg-type]


def problem(text: str) -> str:
    found = problems({"sv": text}, SOLNA)
    return found[0].key if found else ""


def test_who_sends_it_stands_in_front_and_how_to_stop_behind() -> None:
    assert said("Kom på lördag!") == f"{SOLNA}: Kom på lördag!{STOP}"


@each("text", [f"Kom till {SOLNA} på lördag!", "Solidaritet solnas möte är på lördag"])
def test_a_text_that_names_the_sender_needs_no_name_in_front(text: str) -> None:
    assert said(text) == f"{text}{STOP}"


def test_a_name_inside_another_word_is_not_the_sender() -> None:
    assert said("Solen skiner", organization="Sol") == f"Sol: Solen skiner{STOP}"


@each(
    "ending", ["Svara STOPP för att slippa.", "Skriv stopp så slutar vi.", "STOPP om du vill sluta"]
)
def test_a_text_that_says_how_to_stop_is_not_told_again(ending: str) -> None:
    assert said(f"Kom! {ending}") == f"{SOLNA}: Kom! {ending}"


@each("text", ["STOPP FÖR NEDSKÄRNINGARNA!", "Stoppa slakten av vården", "Nu får det vara stopp."])
def test_a_stop_in_a_slogan_says_nobody_how_to_stop(text: str) -> None:
    assert said(text).endswith(STOP)


def test_who_is_written_to_for_the_first_time_is_told_why_and_where_from_in_the_same_text() -> None:
    text = said("Kom på lördag!", is_new=True, relation="sympathizer", source="listan från mötet")
    assert text.startswith(f"{SOLNA}: Kom på lördag!\n")
    for what in ("sympatisör", "listan från mötet", "VAD VET NI OM MIG", "STOPP"):
        assert what in text


def test_each_is_written_to_in_their_language_and_others_in_the_first_that_was_given() -> None:
    words = wording({"en": "Come!", "sv": "Kom!"}, SOLNA)
    ends = {language: letter(words, Recipient(language=language)).text for language in ("sv", "en", "so")}
    assert ends["sv"] == f"{SOLNA}: Kom!{STOP}"
    assert ends["en"] == ends["so"] == f"{SOLNA}: Come!\nReply STOP if you want no more texts."


@each(
    ("names", "called"),
    [
        (("Karin",), "Hej Karin!"),
        (("Karin", "Ali"), "Hej Karin och Ali!"),
        (("Karin", "Ali", "Bo"), "Hej Karin, Ali och Bo!"),
        (("Karin", "Karin"), "Hej Karin!"),
        (("Karin", "Ali", "Bo", "Eva", "Kim"), "Hej Karin, Ali, Bo med flera!"),
        ((), "Hej!"),
        (("", " "), "Hej!"),
        (("Anna Maria  Katarina\nJosefina Elisabeth",), "Hej Anna Maria Katarina Josefina!"),
        (("A" * 40,), f"Hej {'A' * 30}!"),
    ],
)
def test_a_household_is_called_by_all_first_names_and_a_long_name_is_cut(names: tuple[str, ...], called: str) -> None:
    assert said("Hej {förnamn}!", *names) == f"{SOLNA}: {called}{STOP}"


DECOMPOSED = normalize("NFD", "{förnamn}")


def test_a_text_that_begins_with_a_name_begins_well_without_one() -> None:
    assert said("{förnamn}, kom på lördag!") == f"{SOLNA}: kom på lördag!{STOP}"


@each("field", ["{förnamn}", "{Förnamn}", "{ first_name }", "{FIRST_NAME}", DECOMPOSED])
def test_a_field_may_be_written_as_people_write_it(field: str) -> None:
    assert problem(f"Hej {field}") == ""
    assert "Hej Åsa" in said(f"Hej {field}", "Åsa")
    assert uses_names(wording({"sv": f"Hej {field}"}, SOLNA))


LITERAL = (
    "{{config}}",
    "%s",
    "%(name)s",
    "{0.__class__}",
    "{förnamn.__class__}",
    "${x}",
    "{{förnamn}}",
    "{0}",
    "{a b}",
)


@each("text", LITERAL)
def test_what_is_no_field_stays_as_it_stands(text: str) -> None:
    assert problem(f"Hej {text}!") == ""
    assert said(f"Hej {text}!", "Åsa") == f"{SOLNA}: Hej {text}!{STOP}"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=25))
def test_a_name_is_put_in_as_it_stands_whatever_stands_in_it(name: str) -> None:
    assert said("Hej {förnamn}!", name) == f"{SOLNA}: Hej {normalize('NFC', name)}!{STOP}"


@each("name", [*LITERAL, "{organisation}", "{förnamn}"])
def test_a_field_in_a_name_is_no_field(name: str) -> None:
    assert said("Hej {förnamn} i {organisation}", name) == f"Hej {name} i {SOLNA}{STOP}"


@each(
    ("text", "key"),
    [
        ("", "broadcast_blank"),
        (" \n\u200b\ufeff\t", "broadcast_blank"),
        ("Hej {efternamn}", "broadcast_unknown_field"),
        ("Hej {}", "broadcast_unknown_field"),
        ("Hej { }", "broadcast_unknown_field"),
        ("Hej \x00", "broadcast_bad_character"),
        ("Hej \ud83d", "broadcast_bad_character"),
        ("x" * 1601, "broadcast_too_long"),
        ("😀" * 1600, "broadcast_too_long"),
        ("x" * 918, "broadcast_too_long"),  # six parts alone, and the sender comes on top
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(text: str, key: str) -> None:
    [found] = problems({"sv": text}, SOLNA)
    assert found.key == key
    assert problem_text(found, "sv") != problem_text(found, "en")


def test_the_sentence_names_the_field_and_those_there_are() -> None:
    [found] = problems({"sv": "Hej { efternamn }"}, SOLNA)
    sentence = problem_text(found, "sv")
    assert "{ efternamn }" in sentence
    assert "{förnamn}" in sentence


def test_each_language_is_looked_at() -> None:
    assert [found.language for found in problems({"sv": "Hej", "en": "Hi {name}"}, SOLNA)] == ["en"]


def test_line_ends_of_a_form_are_one_character() -> None:
    assert said("Hej!\r\nKom!\r") == f"{SOLNA}: Hej!\nKom!{STOP}"


NAMES = ("Zoć", "Şirin", "Åsa", "Kim 🎉", "“Bosse”", "Bo")


def test_the_preview_counts_parts_as_twilio_does_and_names_the_signs_that_make_it_dear() -> None:
    text = "Hej {förnamn}! " + "x" * 100
    people = [Recipient((name,)) for name in NAMES]
    whole = total({"sv": text}, SOLNA, people, Decimal("0.45"))
    bodies = [letter(wording({"sv": text}, SOLNA), to).text for to in people]
    assert whole.parts == sum(twilio_parts(smart_encoded(body)) for body in bodies)
    assert (whole.recipients, whole.price) == (6, whole.parts * Decimal("0.45"))
    assert whole.costly == ("ć", "Ş", "🎉")


def test_the_preview_says_what_would_mend_it() -> None:
    [dear, plain] = preview(
        {"sv": "Hej {förnamn}! 🎉"}, SOLNA, [Recipient(("Zoć",)), Recipient((), channel="telegram")]
    )
    assert dear.costly == (("ć", "c"), ("🎉", ""))
    assert (dear.encoding, dear.parts, dear.parts_without) == ("UCS-2", 2, 1)
    assert (plain.parts, plain.parts_without) == (0, 0)


def test_what_all_get_alike_is_shown_once() -> None:
    assert len(preview({"sv": "Hej!"}, SOLNA, [Recipient(("Åsa",)), Recipient(("Bo",))])) == 1
