"""STOPP in every state and spelling; slogans, questions and scopes that are less than everything."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flows.reading import Question, command, is_opt_out
from tests.reading.asked import CANCEL, EVERY_KIND, REMINDER, YES_NO, answer, told
from tests.rows import each

CASES = json.loads((Path(__file__).parent.parent / "data/vectors/optout_cases.json").read_text(encoding="utf-8"))
# YES and its like re-open at a provider, but here only START does: a "yes" answers the question that is open.
NEVER_STARTS = {"yes"}
# Others' tests stop at these; we free the number, ask, or keep writing where only calls were declined.
ASKED_INSTEAD = {"wrong number", "not interested", "i'm not interested", "i am not interested", "don't call me"}
WORDS = ("stopp", "stop", "STOPALL", "avsluta", "avregistrera mig", "sluta skicka", "unsubscribe", "ta bort mig")


def label(text: str) -> str:
    found = "stop" if is_opt_out(text) else command(text)
    return found if found in ("stop", "start", "help") else "none"


@each("case", CASES)
def test_providers_words_and_others_tests_are_read_as_they_say(case: dict[str, str]) -> None:
    text = case["text"].strip().casefold()
    if text in NEVER_STARTS | ASKED_INSTEAD:
        assert label(case["text"]) == "none"
    else:
        assert label(case["text"]) == case["label"]


@given(st.sampled_from(WORDS), st.lists(st.sampled_from(" \t\n\u00a0!.✋\u200b"), max_size=4), st.data())
def test_case_spaces_and_marks_do_not_matter(word: str, around: list[str], data: st.DataObject) -> None:
    cased = "".join(data.draw(st.sampled_from((c.lower(), c.upper()))) for c in word)
    assert is_opt_out("".join(around) + cased + "".join(reversed(around)))


@each("question", EVERY_KIND)
@each("text", WORDS)
def test_an_opt_out_wins_over_whatever_was_asked(text: str, question: Question) -> None:
    reading = answer(text, question)
    one_shift = text == "ta bort mig" and question.kind in ("cancel", "reminder", "booking") and question.shifts
    assert one_shift or (reading.intent, reading.get("scope")) == ("opt_out", "all")


@each(
    "text",
    [
        "Snälla sluta skicka sms till min mamma, hon är 91",
        "nej tack sluta skicka",
        "Jag har gått ur partiet för länge sen. Sluta.",
        "sluta skicka sms era idioter",
        "min man har gått bort, sluta skicka till honom",
        "kontakta mig aldrig mer",
        "skriv inte hit mer",
        "lämna mig i fred",
        "vill inte ha fler meddelanden",
        "stopp punkt",
        "stopp, fel person",
        "I never signed up for this, stop",
        "who is this? stop texting",
        "Nä hörni nu räcker det me alla dessa sms!!",
        "stopp tack å hej leverpastej",
        "Tar ni bort mig från listan är ni snälla",
        "Plocka bort mej från utskickslistan tack /Börje, Kiruna",
        "Vill ej längre erhålla dessa utskick. Mvh Karl-Erik",
        "sluuuta spamma mig",
        "Hörru, ja har bytt parti. Kan ni va schyssta å sluta messa",
        "hur många gånger ska jag säga det, SLUTA SMSA",
        "Jag tackar nej till fler sms",
        "går det att bli borttagen från listan?",
        "for the last time STOP",
        "Remove my number immediately or I'll report you",
        "give it a rest with the texts will ya",
        "Good luck with it all but please take me off",
        "S T O P P",
        "ＳＴＯＰ",
        "/stop",
    ],
)
def test_a_clear_wish_in_other_words_is_an_opt_out(text: str) -> None:
    assert is_opt_out(text)


@each(
    "text",
    [
        "STOPP för vinster i välfärden ✊",
        "Stoppa marknadshyror",
        "vi måste stoppa nedskärningarna",
        "stopp i trafiken på Essingeleden, blir sen",
        "Stop it, you're making me blush 😂",
        "sluta skicka vapen",
        "jag skickar inga sms",
        "where did you get my number from",
        "skicka inga flygblad till oss, vi har för många",
        "nu räcker det med högerpolitik",
        "busstopp",
        "sluta aldrig kämpa!",
        "sluta inte skicka!",
        "jag kan inte sluta tänka på det",
        "när slutar passet?",
        "Stopp, jag menade tisdag inte onsdag",
        "Ska jag skriva stopp för att avsluta? Jag vill inte avsluta, undrar bara",
        "Stopp! Jag kommer på lördag",
        "stop by the cottage at 3?",
        "We have got to STOP this terrible bill",
        "ta bort mig från lördag",
        "Gillade ”Valstugorna öppnar på lördag. Avsluta: STOPP”",
        "ring inte, smsa istället",
        "stpp",
    ],
)
def test_what_only_sounds_like_stop_is_no_opt_out(text: str) -> None:
    assert not is_opt_out(text)
    assert answer(text).intent != "opt_out"


def test_what_is_near_a_stop_is_asked_back() -> None:
    for text in ("stpp", "avslta", "🛑", "Stopp! Jag kommer på lördag", "inte intresserad", "no more"):
        assert told(text) == {"intent": "ask_again", "candidates": ["opt_out"]}


@each(
    ("text", "reading"),
    [
        ("inga sms före 9", {"intent": "quiet_hours", "not_before": "09:00"}),
        ("inte sms:a efter 21", {"intent": "quiet_hours", "not_after": "21:00"}),
        ("sluta skicka så sent på kvällen", {"intent": "quiet_hours", "part": "evening"}),
        ("no texts in the morning please", {"intent": "quiet_hours", "part": "morning"}),
        ("no texts before 9am please", {"intent": "quiet_hours", "not_before": "09:00"}),
        ("pausa till september", {"intent": "pause", "until": "2026-09-01"}),
        ("inga fler sms förrän efter valet", {"intent": "pause", "until": "2026-09-14"}),
        ("pausa i två veckor", {"intent": "pause", "until": "2026-09-07"}),
        ("stop texting me for a month", {"intent": "pause", "until": "2026-09-24"}),
        ("pause my texts till Christmas", {"intent": "pause", "until": "2026-12-24"}),
        ("inga sms på ett tag", {"intent": "pause"}),
        (
            "inga fler sms om dörrknackning",
            {"intent": "opt_out", "scope": "topic", "topic": "dörrknackning", "about": "doors"},
        ),
        ("ring inte, smsa istället", {"intent": "channel_preference", "channel": "sms"}),
        ("hur slutar jag få sms", {"intent": "question", "topic": "how to opt out"}),
    ],
)
def test_less_than_everything_is_read_with_its_scope(text: str, reading: dict[str, str]) -> None:
    assert told(text) == reading


def test_what_is_said_beside_a_stop_is_kept_for_a_person() -> None:
    assert [also["topic"] for also in answer("jag är inte medlem, ta bort mitt nummer").to_json()["also"]] == [
        "membership"
    ]
    assert answer("fel nummer, sluta").also[0].intent == "wrong_person"
    assert {also.get("kind") for also in answer("Hon är död. Sluta skicka sms.").also} == {"grief"}


def test_cancel_means_the_shift_when_there_is_one_and_stop_when_there_is_none() -> None:
    assert is_opt_out("CANCEL")
    assert command("CANCEL") == "stop"
    assert not is_opt_out("CANCEL", CANCEL)
    assert command("CANCEL", REMINDER) is None
    assert told("CANCEL", CANCEL) == {"intent": "cancel", "shifts": ["A3"]}
    assert answer("CANCEL", YES_NO).intent == "opt_out"


def test_only_start_opens_again() -> None:
    for text in ("START", "starta", "Börja igen", "unstop"):
        assert answer(text).intent == "opt_in"
    for text in ("ja", "YES", "JA TACK", "ångra"):
        assert answer(text).intent != "opt_in"
