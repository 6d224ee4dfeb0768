"""Taking shifts: by number, day, time, activity and place, for oneself and others, in part, or not at all."""

from typing import Any

from tests.reading.asked import CLAIM, answer, told
from tests.reading.scoring import fits
from tests.rows import each


@each(
    ("text", "ids"),
    [
        ("3", "A3"),
        ("tar 4an", "A4"),
        ("första", "A1"),
        ("jag tar lördagen", "A3"),
        ("Skärholmen lördag", "A3"),
        ("tisdag sexton till nitton i skärholmen punkt", "A1"),
        ("dörr på söndag", "A4"),
        ("båda valstugepassen", "A1 A3"),
        ("2 och 4", "A2 A4"),
        ("alla utom 2", "A1 A3 A4"),
        ("lördag, nej söndag menar jag", "A4"),
        ("Kan inte lördag men söndag", "A4"),
        ("29", "A3"),
        ("den 29e", "A3"),
        ("11-14", "A3"),
        ("kan jag ta 4?", "A4"),
        ("imorgon", "A1"),
        ("onsdag morgon", "A2"),
    ],
)
def test_the_shifts_meant_are_claimed(text: str, ids: str) -> None:
    assert told(text, CLAIM) == {"intent": "claim", "shifts": ids.split()}


@each(
    ("text", "candidates"),
    [
        ("valstugan", ["A1", "A3"]),
        ("lördag eller söndag", ["A3", "A4"]),
        ("kanske 4", ["A4"]),
        ("nästa lördag", ["A3"]),
        ("lördag?", ["A3"]),
    ],
)
def test_what_may_mean_several_names_them(text: str, candidates: list[str]) -> None:
    assert told(text, CLAIM) == {"intent": "ask_again", "candidates": candidates}


def test_a_part_of_a_shift_and_company_are_kept() -> None:
    assert told("lö men bara till 13", CLAIM)["partial"] == {"to": "13:00"}
    assert told("3 från 12", CLAIM)["partial"] == {"from": "12:00"}
    assert answer("3 och min bror me", CLAIM)["people"] == 2
    assert answer("jag + 2 på lördag", CLAIM)["people"] == 3
    assert answer("me + 2 friends sunday", CLAIM, language="en")["people"] == 3


def test_a_condition_goes_with_the_claim() -> None:
    reading = answer("kan någon hämta mig så tar jag hallonbergen", CLAIM)
    assert reading["shifts"] == ["A4"]
    assert "hämta mig" in reading["condition"]
    assert answer("3 om ingen annan kan", CLAIM)["condition"] == "om ingen annan kan"


def test_what_somebody_else_takes_is_never_the_writers() -> None:
    assert told("Lena tar lördagen", CLAIM) == {"intent": "claim_for_other", "name": "Lena", "shifts": ["A3"]}
    both = told("Jag tar lördag och Ahmed tar söndag", CLAIM)
    assert both["shifts"] == ["A3"]
    assert both["also"] == [{"intent": "claim_for_other", "name": "Ahmed", "shifts": ["A4"]}]


def test_a_second_choice_is_not_booked() -> None:
    assert told("helst 3 annars 4", CLAIM) == {"intent": "claim", "shifts": ["A3"], "fallback": ["A4"]}


def test_long_texts_with_several_days_book_only_the_one_that_is_offered() -> None:
    text = (
        "Jag kan tyvärr inte tisdag för då har vi styrelsemöte och onsdag är jag i Uppsala med jobbet men lördagen "
        "kan jag ta om ni inte hittar nån annan, hälsa alla!"
    )
    assert answer(text, CLAIM)["shifts"] == ["A3"]


@each(
    ("text", "intent"),
    [
        ("vilket som helst", "claim_any"),
        ("whatever you need", "claim_any"),
        ("inget passar", "decline"),
        ("nej tack", "decline"),
        ("jag har redan tagit 4", "already_done"),
        ("får kolla", "later"),
        ("vad ska man göra?", "question"),
        ("har ni nåt på fredag?", "question"),
        ("fredag", "ask_again"),
        ("tar passet", "ask_again"),
        ("ja", "ask_again"),
        ("9", "ask_again"),
    ],
)
def test_other_answers_claim_nothing(text: str, intent: str) -> None:
    assert answer(text, CLAIM).intent == intent


@each(
    ("text", "partial"),
    [
        ("lördag den sista timmen", {"from": "13:00"}),
        ("kan ta de första två timmarna på lördag", {"to": "13:00"}),
        ("lördag första halvan", {"to": "12:30"}),
        ("3 men måste gå halv två", {"to": "13:30"}),
        ("3 men kan inte förrän 12", {"from": "12:00"}),
        ("kan lördag mellan 12 och 13", {"from": "12:00", "to": "13:00"}),
        ("saturday, can only do the first hour", {"to": "12:00"}),
        ("3, can't get there before 12", {"from": "12:00"}),
    ],
)
def test_parts_of_a_shift_are_said_in_many_ways(text: str, partial: dict[str, str]) -> None:
    reading = answer(text, CLAIM)
    assert (reading.intent, reading["shifts"], reading["partial"]) == ("claim", ["A3"], partial)


@each(
    "text",
    [
        "helst söndag, annars lördag",
        "i första hand söndag, i andra hand lördag",
        "söndag. Om det är fullt tar jag lördag",
        "hellre söndag än lördag",
        "4 if it's free, else 3",
        "preferably 4, failing that 3",
    ],
)
def test_a_second_choice_is_kept_as_one(text: str) -> None:
    assert told(text, CLAIM) == {"intent": "claim", "shifts": ["A4"], "fallback": ["A3"]}


@each(
    "text",
    ["Skriv upp Lena på 3", "min dotter Lena vill gärna ta lördagen", "put Lena down for 3", "Lena will do saturday"],
)
def test_somebody_else_is_signed_up_by_name(text: str) -> None:
    assert told(text, CLAIM) == {"intent": "claim_for_other", "name": "Lena", "shifts": ["A3"]}


@each("text", ["söndag, jag och Kalle", "Kalle och jag tar söndag", "tar med mamma på söndag"])
def test_company_by_name_or_kin_makes_two(text: str) -> None:
    assert told(text, CLAIM) == {"intent": "claim", "shifts": ["A4"], "people": 2}


@each(
    ("text", "ids"),
    [
        ("alla fyra", "A1 A2 A3 A4"),
        ("hela helgen", "A3 A4"),
        ("sista på listan", "A4"),
        ("the third one", "A3"),
        ("the sunday one", "A4"),
        ("weekends are out, tues is ok", "A1"),
        ("ja till 3, nej till 4", "A3"),
        ("tisdag går, lördag osäkert", "A1"),
        ("could you sign me up for sunday?", "A4"),
    ],
)
def test_lists_doubts_and_polite_words_claim_what_is_meant(text: str, ids: str) -> None:
    assert told(text, CLAIM) == {"intent": "claim", "shifts": ids.split()}


@each(
    ("text", "intent"),
    [
        ("spelar ingen roll", "claim_any"),
        ("var ni behöver mig mest", "claim_any"),
        ("återkommer ikväll", "later"),
        ("svarar imorgon", "later"),
        ("inte lördag i alla fall", "decline"),
        ("7", "ask_again"),
        ("lö elr sö", "ask_again"),
        ("ev söndag", "ask_again"),
        ("är Skärholmen på röda linjen?", "question"),
        ("any friday ones?", "question"),
    ],
)
def test_what_names_no_shift_for_sure_claims_none(text: str, intent: str) -> None:
    assert answer(text, CLAIM).intent == intent


@each(
    ("text", "ids"),
    [
        ("både tisdags- och onsdagspasset", "A1 A2"),
        ("båda helgpassen", "A3 A4"),
        ("helgpassen tar jag", "A3 A4"),
        ("weekend ones please", "A3 A4"),
        ("de två sista", "A3 A4"),
        ("the first three", "A1 A2 A3"),
        ("Jag tar det första och det sista", "A1 A4"),
        ("first and last please", "A1 A4"),
        ("29 och 30 augusti", "A3 A4"),
        ("the later stall", "A1"),
        ("sat am", "A3"),
        ("den 30 är jag med", "A4"),
        ("skriv upp mig på lördag ist för söndag", "A3"),
        ("tisdag kan jag inte för då har jag två möten, men lördag går", "A3"),
        ("helst fredag annars tisdag", "A1"),
    ],
)
def test_compounds_counts_and_ends_of_the_list_are_told_apart(text: str, ids: str) -> None:
    language = "en" if text.isascii() and ("the" in text or "sat" in text or "first" in text) else "sv"
    assert told(text, CLAIM, language=language) == {"intent": "claim", "shifts": ids.split()}


@each(
    ("text", "people"),
    [
        ("1 o jag tar med mig en till", 2),
        ("1 and I'll bring one more", 2),
        ("ettan med min man och två kompisar", 4),
    ],
)
def test_one_more_and_all_those_named_are_counted(text: str, people: int) -> None:
    assert told(text, CLAIM) == {"intent": "claim", "shifts": ["A1"], "people": people}


@each(
    "text",
    [
        "Jag har fyra ungar hemma så det går inte den här veckan",
        "har tre hundar att ta hand om, går ej",
        "I've got four kids at home so no can do",
    ],
)
def test_a_number_of_something_else_is_no_shift(text: str) -> None:
    assert answer(text, CLAIM).intent == "decline"


@each("text", ["mina föräldrar kan ta lördag", "min son kan ta lördag", "my son will take 3"])
def test_kin_who_take_a_shift_are_not_the_writer(text: str) -> None:
    assert answer(text, CLAIM).intent == "claim_for_other"


@each(
    "text", ["Tar gärna ett pass", "ett av passen i skärholmen", "nåt av helgpassen", "onsdag kväll", "lördag, går ej"]
)
def test_what_leaves_the_shift_open_is_asked_about(text: str) -> None:
    assert answer(text, CLAIM).intent == "ask_again"


@each(
    ("text", "expected"),
    [
        ("number 1 for my brother", {"intent": "claim_for_other", "shifts": ["A1"]}),
        ("tvåan åt min bror", {"intent": "claim_for_other", "shifts": ["A2"]}),
        ("boka lördag för Lena", {"intent": "claim_for_other", "shifts": ["A3"]}),
        ("söndag åt mig och min bror", {"intent": "claim", "shifts": ["A4"], "people": 2}),
        ("lördag för min del", {"intent": "claim", "shifts": ["A3"]}),
        ("tidigast onsdag", {"intent": "ask_again"}),
        ("från och med onsdag", {"intent": "ask_again"}),
        ("from wednesday onwards", {"intent": "ask_again"}),
        ("onsdag tidigast kl 8", {"intent": "claim", "shifts": ["A2"]}),
        ("onsdag från 8", {"intent": "claim", "shifts": ["A2"]}),
        ("1+3", {"intent": "claim", "shifts": ["A1", "A3"]}),
        ("lördag +1", {"intent": "claim", "shifts": ["A3"], "people": 2}),
        ("första lördagspasset", {"intent": "claim", "shifts": ["A3"]}),
        ("skärholmstorget", {"intent": "ask_again"}),
    ],
)
def test_who_and_from_when_and_which_of_a_day(text: str, expected: dict[str, Any]) -> None:
    assert fits(expected, told(text, CLAIM))
