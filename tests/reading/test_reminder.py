"""Still coming? Yes, no, late, only till one, with friends, by thumb, by tapback, by a machine."""

from tests.reading.asked import REMINDER, answer, told
from tests.rows import each


@each("text", ["ja", "✅", "kmr", "jo de e klart", "jag ar dar", "är på väg", "Nej jag har inte glömt 😊", "c"])
def test_a_yes_confirms(text: str) -> None:
    assert told(text, REMINDER) == {"intent": "confirm", "shifts": ["A3"]}


@each("text", ["nej", "kan inte", "kommer ej", "fått förhinder", "👎", "x", "cant make it anymore"])
def test_a_no_cancels(text: str) -> None:
    assert told(text, REMINDER) == {"intent": "cancel", "shifts": ["A3"]}


def test_late_with_a_question_is_kept_whole() -> None:
    reading = answer("ja men blir 20 min sen, ska de va flaggor me?", REMINDER)
    assert reading.intent == "confirm"
    assert [also.to_json() for also in reading.also] == [
        {"intent": "late", "minutes": 20},
        {"intent": "question", "topic": "ska de va flaggor me"},
    ]


def test_times_inside_the_shift_are_arrival_and_leaving() -> None:
    assert told("kommer vid halv 12", REMINDER)["also"] == [{"intent": "late", "arrive": "11:30"}]
    assert told("kan bara till ett", REMINDER)["also"] == [{"intent": "change_time", "to": "13:00"}]
    assert told("ja fast jag måste gå 13", REMINDER)["also"] == [{"intent": "change_time", "to": "13:00"}]
    assert told("blir en kvart sen", REMINDER) == {"intent": "late", "minutes": 15}


def test_a_no_to_a_time_is_not_a_no_to_the_shift() -> None:
    for text in ("hinner inte till 11", "kan inte första timmen"):
        assert answer(text, REMINDER)["candidates"] == ["cancel", "change_time"]


def test_company_is_counted() -> None:
    assert answer("Yes!! and bringing 2 friends", REMINDER, language="en")["people"] == 3
    assert answer("ja tar med en kompis", REMINDER)["people"] == 2


@each(
    ("verb", "intent"),
    [
        ("Gillade", "confirm"),
        ("Loved", "confirm"),
        ("Ogillade", "cancel"),
        ("Disliked", "cancel"),
        ("Skrattade åt", "ask_again"),
    ],
)
def test_a_tapback_is_read_by_its_verb_and_never_by_what_it_quotes(verb: str, intent: str) -> None:
    assert answer(f"{verb} ”{REMINDER.text}”", REMINDER).intent == intent


@each("text", ["❤️", "😢", "kanske", "vet inte", "Ja om det inte regnar"])
def test_what_is_unclear_is_asked_again(text: str) -> None:
    assert answer(text, REMINDER).intent == "ask_again"


@each(
    ("text", "intent"),
    [
        ("Jag kör bil just nu och ser ditt meddelande när jag är framme.", "auto_reply"),
        ("I'm driving with Do Not Disturb While Driving turned on. I'll see your message later.", "auto_reply"),
        ("Jag är på semester till 1 sept, vid brådskande ring växeln", "auto_reply"),
        ("skickar min bror istället", "substitute"),
        ("kan nån ta mitt pass", "stand_in"),
        ("har redan sagt ja", "already_done"),
        ("sluta påminna mig", "mute"),
        ("tack för påminnelsen", "thanks"),
        ("finns det parkering?", "question"),
    ],
)
def test_other_texts_neither_confirm_nor_cancel(text: str, intent: str) -> None:
    assert answer(text, REMINDER).intent == intent


def test_who_is_nagged_but_comes_confirms_and_mutes() -> None:
    reading = answer("kan ni sluta påminna om lördagen, jag KOMMER ju", REMINDER)
    assert (reading.intent, reading.also[0].intent) == ("confirm", "mute")


@each(
    ("text", "beside"),
    [
        ("kommer 11.20", {"intent": "late", "arrive": "11:20"}),
        ("är där kvart över", {"intent": "late", "arrive": "11:15"}),
        ("ja men kan inte förrän 12", {"intent": "late", "arrive": "12:00"}),
        ("Jobbar tyvärr till 11 så jag är där tjugo över", {"intent": "late", "arrive": "11:20"}),
        ("ja men kommer en timme senare", {"intent": "late", "minutes": 60}),
        ("ja men jag måste gå kl 13", {"intent": "change_time", "to": "13:00"}),
        ("ja men kan bara första timmen", {"intent": "change_time", "to": "12:00"}),
        ("yes but gotta go at 13:30", {"intent": "change_time", "to": "13:30"}),
        ("yes but can't stay past 1", {"intent": "change_time", "to": "13:00"}),
    ],
)
def test_who_comes_with_a_time_confirms_and_tells_it(text: str, beside: dict[str, object]) -> None:
    reading = answer(text, REMINDER)
    assert reading.intent == "confirm"
    assert [also.to_json() for also in reading.also] == [beside]


@each(
    ("text", "reading"),
    [
        ("måste gå kl 13", {"intent": "change_time", "to": "13:00"}),
        ("hinner inte till 11 men 11.30", {"intent": "late", "arrive": "11:30"}),
        ("half an hour late", {"intent": "late", "minutes": 30}),
    ],
)
def test_a_time_alone_is_told_alone(text: str, reading: dict[str, object]) -> None:
    assert told(text, REMINDER) == reading


@each(
    ("text", "intent"),
    [
        ("I'll be there", "confirm"),
        ("missar det inte för allt i världen", "confirm"),
        ("nej ska inte avboka", "confirm"),
        ("inte sjuk längre", "confirm"),
        ("barnen är magsjuka", "cancel"),
        ("my son is ill, I can't", "cancel"),
        ("jag har aldrig anmält mig till det", "handoff"),
        ("what shift? I never signed up", "handoff"),
        ("ja om jag mår bättre", "ask_again"),
        ("kan inte lova", "ask_again"),
    ],
)
def test_what_only_looks_like_the_other_is_read_as_it_is(text: str, intent: str) -> None:
    assert answer(text, REMINDER).intent == intent


@each("text", ["vi kommer båda två", "ja, jag och Tom", "ja tar med mamma", "Tom and I will be there"])
def test_two_are_two_however_they_are_named(text: str) -> None:
    assert answer(text, REMINDER)["people"] == 2


@each(
    "text",
    [
        "ja om bussen går",
        "jag kommer om tågen går",
        "ja, om jag får skjuts",
        "yes if the bus runs",
        "ja om inget händer",
    ],
)
def test_an_if_that_others_must_know_goes_with_the_yes(text: str) -> None:
    reading = answer(text, REMINDER)
    assert reading.intent == "confirm"
    assert reading["condition"]


@each("text", ["ja om jag hinner", "kommer om jag mår bättre", "if I make it", "ja om jag orkar"])
def test_an_open_if_is_asked_about(text: str) -> None:
    assert answer(text, REMINDER).intent == "ask_again"


@each("text", ["nej nej jag kommer!", "nejdå, jag är på gång", "no no I'm coming!", "nej, självklart kommer jag!"])
def test_a_no_that_answers_a_doubt_confirms(text: str) -> None:
    assert told(text, REMINDER) == {"intent": "confirm", "shifts": ["A3"]}


def test_a_maybe_about_the_minutes_is_no_maybe_about_coming() -> None:
    reading = answer("blir kanske 10 min sen men kommer", REMINDER)
    assert (reading.intent, reading.also[0]["minutes"]) == ("confirm", 10)


@each(
    ("text", "intents"),
    [
        ("kommer inte jag så kommer Lena", {"ask_again"}),
        ("det är nog nån annan ni söker, jag har inget pass", {"wrong_person"}),
        ("har inget pass", {"handoff"}),
        ("I don't have a shift", {"handoff"}),
        ("inte en chans att jag missar det", {"confirm"}),
        ("ingen risk att jag glömmer", {"confirm"}),
        ("no way I'm missing this", {"confirm"}),
        ("inte en chans att jag kommer", {"cancel"}),
        ("running a temperature, doubt I'll make it", {"ask_again"}),
        ("tvivlar på att jag hinner", {"ask_again"}),
        ("på väg till akuten, hinner inte", {"cancel"}),
        ("can I move to sunday", {"swap"}),
    ],
)
def test_no_chance_of_missing_it_and_other_turns(text: str, intents: set[str]) -> None:
    assert told(text, REMINDER)["intent"] in intents
