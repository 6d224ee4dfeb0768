"""Giving a shift back, keeping it, moving it, or sending somebody else."""

from flows.reading import Question
from tests.reading.asked import CANCEL, CANCEL_TWO, REMINDER, UNCANCEL, answer, told
from tests.rows import each


@each(
    ("text", "question", "ids"),
    [
        ("kan inte komma", CANCEL, "A3"),
        ("blir inget på lördag", CANCEL, "A3"),
        ("Nä nu får det vara nog med regn, orkar inte stå där på lördag", CANCEL, "A3"),
        ("ta bort mig från lördag", CANCEL, "A3"),
        ("fått förhinder", CANCEL, "A3"),
        ("I'm sick", CANCEL, "A3"),
        ("kan inte imorgon", CANCEL_TWO, "A1"),
        ("Kan inte 29e", CANCEL_TWO, "A3"),
        ("avboka båda", CANCEL_TWO, "A1 A3"),
        ("måste ställa in allt, mamma ligger på sjukhus", CANCEL_TWO, "A1 A3"),
    ],
)
def test_the_shift_meant_is_cancelled(text: str, question: Question, ids: str) -> None:
    reading = answer(text, question)
    assert (reading.intent, reading["shifts"]) == ("cancel", ids.split())


@each("text", ["jag kommer inte att svika er på lördag!", "kan lördag!", "jag ställer upp", "I'll be there"])
def test_a_promise_to_come_cancels_nothing(text: str) -> None:
    assert told(text, CANCEL) == {"intent": "confirm", "shifts": ["A3"]}


@each(
    ("text", "question", "intent"),
    [
        ("ställ inte in", CANCEL, "keep"),
        ("Om ni hittar nån annan slipper jag gärna", CANCEL, "stand_in"),
        ("kan någon ta mitt pass på lördag?", CANCEL, "stand_in"),
        ("skickar min bror istället", CANCEL, "substitute"),
        ("Lena tar mitt pass", CANCEL, "substitute"),
        ("Har ni ställt in på lördag?", CANCEL, "question"),
        ("oj nej fel dag", UNCANCEL, "uncancel"),
        ("ångra", UNCANCEL, "uncancel"),
        ("avboka", CANCEL_TWO, "ask_again"),
        ("avboka Lena också", CANCEL, "ask_again"),
        ("avboka tisdag", CANCEL, "ask_again"),
        ("i'm out", CANCEL, "ask_again"),
        ("hinner inte till 11", CANCEL, "ask_again"),
        ("om det regnar kommer jag inte", CANCEL, "ask_again"),
        ("I might have to cancel", CANCEL, "ask_again"),
        ("Sara kan inte på lördag", CANCEL, "ask_again"),
        ("jag har aldrig anmält mig till det", CANCEL, "handoff"),
        ("är förkyld men kommer", CANCEL, "ask_again"),
    ],
)
def test_everything_else_cancels_nothing(text: str, question: Question, intent: str) -> None:
    assert answer(text, question).intent == intent


def test_a_swap_says_from_and_to() -> None:
    swap = {"intent": "swap", "from": ["A3"], "to": {"date": "2026-08-30"}}
    assert told("byta till söndag?", CANCEL) == swap
    assert told("kan inte lördag, kan söndag istället", CANCEL) == swap


@each(
    ("text", "ids"),
    [
        ("kan tisdag men inte lördag", "A3"),
        ("ställ in tisdag, kommer på lördag", "A1"),
        ("lördagen går inte men tisdag går bra", "A3"),
        ("avboka lördag men behåll tisdag", "A3"),
        ("tisdag nej, lördag ja", "A1"),
        ("scrap tuesday pls, saturday still fine", "A1"),
        ("can do tuesday but not saturday", "A3"),
        ("avboka alla utom lördag", "A1"),
        ("kan varken tisdag eller lördag", "A1 A3"),
        ("can't do either", "A1 A3"),
    ],
)
def test_of_two_shifts_only_those_given_back_go(text: str, ids: str) -> None:
    assert told(text, CANCEL_TWO) == {"intent": "cancel", "shifts": ids.split()}


@each(
    "text",
    [
        "avboka mig inte",
        "jag kommer inte att avboka",
        "ska inte avboka",
        "inget kan få mig att avboka",
        "skulle avboka men nu kan jag",
        "don't cancel",
        "I don't want to cancel",
        "nothing could make me cancel",
        "was about to cancel but I can make it after all",
    ],
)
def test_a_cancel_that_is_denied_or_taken_back_keeps_the_shift(text: str) -> None:
    assert answer(text, CANCEL).intent == "keep"


@each(
    ("text", "name"),
    [
        ("Kalle går i mitt ställe", "Kalle"),
        ("min kompis Kalle tar passet", "Kalle"),
        ("har bett Lena ta mitt pass", "Lena"),
        ("Dave's covering for me", "Dave"),
        ("sending Dave in my place", "Dave"),
        ("mamma tar över mitt pass", "mamma"),
    ],
)
def test_who_comes_instead_is_named(text: str, name: str) -> None:
    assert told(text, CANCEL) == {"intent": "substitute", "name": name, "shifts": ["A3"]}


def test_yes_to_whether_to_cancel_cancels_and_no_keeps() -> None:
    asked = Question(kind="cancel", text="Vill du avboka lör 29/8 kl 11-14? Svara JA eller NEJ.", shifts=CANCEL.shifts)
    assert answer("jo gör det", asked).intent == "cancel"
    assert answer("nej", asked).intent == "keep"


@each(
    "text",
    [
        "nä jag kommer, skrev fel",
        "nej jag kommer ju!",
        "inga ändringar, jag kommer",
        "nope still coming!",
        "jag står kvar",
    ],
)
def test_a_no_that_answers_a_doubt_keeps_the_shift(text: str) -> None:
    assert told(text, CANCEL) == {"intent": "keep", "shifts": ["A3"]}


@each("no", ["avboka inte", "avboka inte!", "nej avboka inte mig", "don't cancel", "do not take me off"])
def test_a_negated_cancel_never_cancels(no: str) -> None:
    for question in (CANCEL, CANCEL_TWO, REMINDER):
        assert answer(no, question).intent in {"keep", "confirm", "ask_again"}


@each("text", ["stryk mig från allt", "ta bort mig", "take me off everything", "cancel please"])
def test_who_has_shifts_and_wants_off_gives_them_back(text: str) -> None:
    assert told(text, CANCEL) == {"intent": "cancel", "shifts": ["A3"]}


@each(
    "text",
    ["any chance someone could cover me? if not ill still come", "kan nån hoppa in för mig? annars kommer jag"],
)
def test_a_wish_for_a_stand_in_keeps_the_promise_to_come(text: str) -> None:
    reading = answer(text, CANCEL)
    assert (reading.intent, reading["shifts"]) == ("stand_in", ["A3"])
    assert [also.intent for also in reading.also] == ["confirm"]


@each(
    ("text", "ids"),
    [
        ("ta bort tisdag, lördagen behåller jag", "A1"),
        ("avboka tisdag, inte lördag", "A1"),
        ("avboka inte lördag utan tisdag", "A1"),
        ("cancel saturday, not tuesday", "A3"),
        ("tuesday's off, saturday is still fine", "A1"),
    ],
)
def test_what_is_contrasted_goes_the_other_way(text: str, ids: str) -> None:
    assert told(text, CANCEL_TWO) == {"intent": "cancel", "shifts": ids.split()}


@each(
    ("text", "intent"),
    [
        ("ändra till söndag", "swap"),
        ("det går inte för mig", "cancel"),
        ("den 29 går inte, släkten kommer", "cancel"),
        ("kan inte komma ihåg vilken tid det var", "question"),
        ("räkna inte bort mig än", "keep"),
        ("om febern inte ger sig så kommer jag inte", "ask_again"),
        ("funderar på att avboka", "ask_again"),
        ("jag kan inte stå hela passet", "ask_again"),
        ("I'd like to cancel", "cancel"),
    ],
)
def test_what_is_said_around_a_cancel_decides(text: str, intent: str) -> None:
    assert answer(text, CANCEL).intent == intent


@each(
    ("text", "intent"),
    [
        ("avboka. nej vänta, det löste sig, jag kommer", "keep"),
        ("cancel. wait no, I can come", "keep"),
        ("jag viker inte ner mig, ses lördag!", "confirm"),
        ("tvivlar på att jag kommer", "ask_again"),
        ("want to cancel my shift", "cancel"),
        ("could i swap to sunday", "swap"),
    ],
)
def test_what_is_said_last_and_with_doubt(text: str, intent: str) -> None:
    assert told(text, CANCEL)["intent"] == intent
