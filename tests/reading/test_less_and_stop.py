"""Stopping in the words of the language: whole wishes, slogans that only sound like one, pauses, topics, channels."""

from flows.reading import is_opt_out
from tests.reading.asked import MONDAY, answer, told
from tests.rows import each

STOPS = """
sluta smsa mig|sluta för fan spamma mig|ge fan i å skriv te mej|va snäll o plocka bort mej ur erat register
kan ni sluta skicka de här smsen|skicka inga fler sms till mig|skriv aldrig hit igen|jag vill inte bli kontaktad
vill ej ha mer sms från er|undanber mig vidare utskick|stryk mig från er smslista|ta mig från listan
jag har bytt parti så ni kan sluta skicka sms|Era sms vill jag inte ha|låt bli att smsa mig|nä nu får ni sluta skicka
STOPP jag är inte medlem längre|Stopp. Jag bor i Norge nu|ta bort mig från sms-listan|avsluta mina sms
Nej. Och smsa mig inte fler gånger.|Jag röstar på ett annat parti numera så ni behöver inte höra av er nåt mer
stop texting me|don't text me again|I don't want to get these texts|could ye stop texting me|please delete my number
Take me off this list would ye|I moved in the spring so could you take my number off your list? Thanks
I'd rather not receive these messages|would you mind taking me off this list|STOP I live in Canada now
I'd like to be taken off the list|no more messages thanks|quit sending me this crap|i dont want to hear from you anymore
"""
NO_STOPS = """
sluta aldrig kämpa|stoppa högern nu!|vi kan inte sluta skicka kärlek|sluta inte skicka sms|jag vill inte sluta få sms
Stopp! Det här får inte fortsätta, Sverige behöver oss|jag ska sluta röka och skicka sms till min chef
sluta skicka vapen till kriget|ta bort affischen vid torget|Nej stopp vänta jag kan visst|när slutar mötet?
stop the war|non stop fun|I'll stop by later|don't take me off the list|dont stop now, ur doing great!!
I want to quit my job and stop texting all day
"""


def lines(table: str) -> list[str]:
    return [text for line in table.strip().splitlines() for text in line.split("|")]


@each("text", lines(STOPS))
def test_a_whole_wish_to_stop_is_one_however_it_is_put(text: str) -> None:
    assert is_opt_out(text)
    assert (answer(text).intent, answer(text)["scope"]) == ("opt_out", "all")


@each("text", lines(NO_STOPS))
def test_slogans_negations_and_other_senders_stop_nothing(text: str) -> None:
    assert not is_opt_out(text)
    assert answer(text).intent not in ("opt_out", "pause")


@each(
    ("text", "about"),
    [
        ("inga fler påminnelser tack", "reminder"),
        ("sluta skicka enkäter", "survey"),
        ("no more survey texts", "survey"),
        ("sluta skicka inbjudningar till möten", "meeting"),
        ("jag vill inte ha nyhetsbrevet", "news"),
        ("unsubscribe me from the newsletter", "news"),
        ("inga fler sms om affischering", "posters"),
        ("sluta tjata om dörrknackning", "doors"),
        ("Stop sending me the door knocking ones, my knees are gone. Rest is fine", "doors"),
        ("räcker med årsmötesutskick nu, övrigt vill jag ha kvar", "meeting"),
    ],
)
def test_a_topic_that_is_to_stop_has_its_canonical_name(text: str, about: str) -> None:
    reading = answer(text)
    assert (reading.intent, reading["scope"], reading["about"]) == ("opt_out", "topic", about)
    assert reading["topic"]


@each(
    "text",
    [
        "inga sms, mejla hellre",
        "Inga fler sms, men mejl går jättebra",
        "no more texts, email me instead",
        "Stop the sms, I'm in the Signal group anyway",
    ],
)
def test_another_channel_that_may_go_on_ends_only_the_texts(text: str) -> None:
    beside = {also.get("scope") for also in answer(text).also}
    assert not is_opt_out(text)
    assert "sms" in {answer(text).get("scope"), *beside}


@each(("year", "until"), [(2026, "2026-09-14"), (2027, "2030-09-09"), (2029, "2030-09-09"), (2031, "2034-09-11")])
def test_the_election_is_the_second_sunday_of_september_every_fourth_year(year: int, until: str) -> None:
    assert told("pausa tills efter valet", now=MONDAY.replace(year=year))["until"] == until


def test_a_date_named_elsewhere_ends_the_pause() -> None:
    text = "Im on maternity leave till 1 March, can u stop these until then"
    assert told(text, language="en") == {"intent": "pause", "until": "2027-03-01"}


@each(
    ("text", "intent"),
    [
        ("inget mer före valet tack", "pause"),
        ("hold the texts till January", "pause"),
        ("snälla inte efter åtta på kvällen, barnen sover", "quiet_hours"),
        ("nothing before half 9 thanks, baby's asleep til then", "quiet_hours"),
        ("bara mail fr o m nu", "channel_preference"),
        ("happy to get meeting info but no more fundraising texts pls", "opt_out"),
        ("We won't stop until we win", "no_action"),
    ],
)
def test_less_is_asked_for_in_few_words(text: str, intent: str) -> None:
    assert answer(text).intent in (intent, "thanks" if intent == "no_action" else intent)
    assert not is_opt_out(text)
