"""What people wish of our texts without our words for it; incidents, wrong names and what they ask about us."""

from flows.reading import danger, is_opt_out
from tests.reading.asked import CLAIM, MEETING, REMINDER, TASKS, WHEN, YES_NO, Question, answer, told
from tests.reading.test_danger import lines
from tests.rows import each

WISHES = """
kan jag slippa de här smsen framöver?|går det att slippa era sms?|får jag slippa dessa meddelanden
är det möjligt att bli borttagen ur ert register?|skulle vilja bli struken från listan
jag skulle uppskatta om ni slutade skicka|vore snällt om ni slutade smsa mig|Sluta smsa mig era töntar
tre sms i veckan är för mycket. Nu vill jag inte ha några alls.|kontakta mig inte igen på något sätt
Jag blockerar er om ni inte slutar smsa|nu får det vara slut på smsen|behöver inga fler sms från er
could I be left out of your texts?|is there any way to stop getting these texts?|would you mind not texting me anymore
I'd appreciate it if you stopped texting me|do not contact me again by any means|any chance you could stop texting me
Too many texts. I don't want any more of them|Stop texting me you muppets
"""
ELLIPTIC = "går det att slippa?|kan man få slippa|jag vill inte ha några|could I be left out of these?|I don't want any"
NO_WISHES = """
kan jag slippa ringa?|kan jag slippa passet på lördag?|could I be left out of the canvassing?
tråkigt om ni slutar skicka
bra att ni inte skickar sms varje dag|vi har slut på flyers|please take me off the list for saturday
vi vill inte ha nato
skönt att ni slutade med enkäterna, men skicka gärna annat|We don't need another war|I'd love it if you came on Saturday
"""
AGAIN = """
det var min son som lekte. fortsätt skicka|råkade skriva stopp, vill fortfarande ha sms|ångrar mig, skicka gärna igen
tog bort mig av misstag, lägg till mig igen|my kid sent that. keep the texts coming|please put me back on the list
"""
OVER = """
blev hotad förra veckan|hörde att någon hotat er|några hade sprejat ner stugan när vi kom imorse
affischerna var nerrivna i morse|det var en gubbe som spottade på mig i lördags
I got threatened last Saturday at the stall
the stall had been vandalised overnight|someone smashed the office window last night
"""
NOT_OVER = """
han hotade mig igår och står här igen|jag blev misshandlad igår, ligger på sjukhus|blev hotad nyss
he followed me home last night|I was beaten up last night|valstugan är vandaliserad
"""


@each("question", [Question(), YES_NO, TASKS])
@each("text", lines(WISHES))
def test_a_polite_question_about_our_texts_is_an_opt_out(text: str, question: Question) -> None:
    assert is_opt_out(text, question)


@each("text", lines(ELLIPTIC))
def test_a_wish_that_names_nothing_is_about_our_texts_only_when_nothing_was_asked(text: str) -> None:
    assert is_opt_out(text)
    assert not any(is_opt_out(text, question) for question in (YES_NO, TASKS, CLAIM, REMINDER))


@each("text", lines(NO_WISHES))
def test_what_is_about_something_else_is_no_opt_out(text: str) -> None:
    assert not is_opt_out(text)


@each("text", lines(AGAIN))
def test_who_asks_us_to_go_on_sending_opts_in(text: str) -> None:
    assert answer(text).intent == "opt_in"


def test_going_on_sending_beside_an_answer_is_no_answer() -> None:
    assert answer("stryk mig ur passet, men fortsätt skicka!", REMINDER).intent == "cancel"


@each(
    ("text", "intent"),
    [
        ("lägg mig på is till nyår", "pause"),
        ("put me on hold until January", "pause"),
        ("frys mitt nummer till hösten", "pause"),
        ("bara info om möten, inget annat", "mute"),
        ("only texts about meetings please", "mute"),
        ("email is better for me", "channel_preference"),
        ("Kan du förklara, jag är inte så van vid det här", "help"),
        ("can you explain please, not used to this", "help"),
        ("Vem e Birgitta? Ja heter Kennet", "wrong_person"),
        ("du har kommit till fel Mohammed tror jag", "wrong_person"),
        ("det är nog nån annan ni söker", "wrong_person"),
        ("my name's Tom, not Peter", "wrong_person"),
        ("Skicka detta till 10 vänner annars får du otur", "spam"),
        ("42 knocked, 17 opened, 9 positive", "canvass_report"),
    ],
)
def test_a_wish_or_a_person_is_known_by_its_construction(text: str, intent: str) -> None:
    assert answer(text).intent == intent


@each(
    ("text", "topic"),
    [
        ("är du en riktig människa eller en dator", "robot"),
        ("is this automated", "robot"),
        ("drar det pengar från mitt kontantkort att svara er", "cost"),
        ("do i get charged for these texts", "cost"),
    ],
)
def test_what_we_are_often_asked_has_a_topic(text: str, topic: str) -> None:
    assert told(text) == {"intent": "question", "topic": topic}


def test_who_wants_a_person_is_not_asking_what_we_are() -> None:
    assert answer("får jag prata med en riktig människa")["topic"] == "wants a human"


@each("text", lines(OVER))
def test_violence_that_is_over_goes_to_a_person_and_calls_nobody(text: str) -> None:
    assert danger(text) is None
    assert answer(text)["kind"] == "incident"


@each("text", lines(NOT_OVER))
def test_danger_that_goes_on_or_hurt_somebody_is_safety(text: str) -> None:
    assert danger(text) == "safety"


@each(
    "text",
    ["ska komma dit och slå sönder er skitstuga", "vi ska elda upp er valstuga", "I'm coming to burn it down"],
)
def test_who_will_come_and_destroy_threatens(text: str) -> None:
    assert danger(text) == "threat"


def test_a_meeting_is_left_and_an_interjection_corrects() -> None:
    assert told("avanmäl mig från mötet på torsdag", MEETING) == {"intent": "rsvp", "value": "no"}
    assert answer("Avsluta kriget NU. kommer på torsdag", MEETING)["value"] == "yes"
    assert told("Stopp stopp, jag skrev måndag men det ska va torsdag", WHEN)["windows"] == [{"days": ["thu"]}]


def test_a_new_address_is_kept_as_it_was_written() -> None:
    changed = {"intent": "update_profile", "field": "email", "value": "lisa.berg@example.se"}
    assert told("ny mejl: lisa.berg@example.se") == changed
    assert told("bytt mejladress till lisa.berg@example.se.") == changed
