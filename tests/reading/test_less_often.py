"""Less than STOPP in its details: hours refused or asked for, how long a pause lasts, which channel, which topic."""

from datetime import datetime
from typing import Any

from flows.reading import Question, is_opt_out
from flows.reading.lexicon import lexicon
from flows.reading.narrower import about, clauses_of
from flows.reading.normal import normalise
from tests.reading.asked import MONDAY, REMINDER, answer, told
from tests.rows import each


@each(
    ("text", "hours"),
    [
        ("inga sms före 9", {"not_before": "09:00"}),
        ("inte före 9", {"not_before": "09:00"}),
        ("please not before 10", {"not_before": "10:00"}),
        ("inga sms efter 21", {"not_after": "21:00"}),
        ("no texts after 9pm", {"not_after": "21:00"}),
        ("bara sms efter 18", {"not_before": "18:00"}),
        ("only text me after 6pm", {"not_before": "18:00"}),
        ("sms bara före 12", {"not_after": "12:00"}),
        ("stop texting so early", {"part": "morning"}),
        ("sluta smsa så tidigt", {"part": "morning"}),
        ("sluta smsa så sent", {"part": "evening"}),
        ("inga sms på nätterna", {"part": "evening"}),
        ("inga sms tidigt eller sent", {}),
        ("skicka bara på morgonen", {}),
    ],
)
def test_hours_refused_and_hours_asked_for_are_told_apart(text: str, hours: dict[str, str]) -> None:
    assert told(text) == {"intent": "quiet_hours", **hours}
    assert not is_opt_out(text)


@each(
    ("text", "until"),
    [
        ("pausa", None),
        ("pausa några veckor", None),
        ("stopp ett tag", None),
        ("pausa till igår", None),
        ("pausa till idag", None),
        ("pausa i en dag", "2026-08-25"),
        ("pausa i 3 dagar", "2026-08-27"),
        ("pausa en vecka", "2026-08-31"),
        ("pausa två veckor", "2026-09-07"),
        ("stop texting me for a couple of weeks", "2026-09-07"),
        ("pausa en månad", "2026-09-24"),
        ("pausa i 2 månader", "2026-10-24"),
        ("pausa i två år", "2028-08-24"),
        ("pause for a year", "2027-08-24"),
        ("pausa till fredag", "2026-08-28"),
        ("pausa till 1 september", "2026-09-01"),
        ("pausa till nästa vecka", "2026-08-31"),
        ("pausa över sommaren", "2026-09-01"),
        ("pausa tills valet", "2026-09-13"),
        ("pausa till nyår", "2027-01-01"),
        ("inga sms på en månad", "2026-09-24"),
        ("inga sms i två veckor före 9", "2026-09-07"),
    ],
)
def test_a_pause_lasts_as_long_as_is_said(text: str, until: str | None) -> None:
    assert told(text) == {"intent": "pause", **({"until": until} if until else {})}
    assert not is_opt_out(text)


@each(
    ("text", "month", "day", "until"),
    [
        ("pausa en månad", 1, 31, "2026-02-28"),
        ("pausa en månad", 12, 31, "2027-01-31"),
        ("pausa i 6 månader", 8, 31, "2027-02-28"),
        ("pausa till jul", 12, 23, "2026-12-24"),
        ("pausa till jul", 12, 24, "2027-12-24"),
        ("pausa tills valet", 9, 12, "2026-09-13"),
        ("pausa tills efter valet", 9, 13, "2026-09-14"),
        ("pausa tills efter valet", 9, 14, "2030-09-09"),
    ],
)
def test_a_pause_ends_on_a_day_that_is_and_that_is_to_come(text: str, month: int, day: int, until: str) -> None:
    now: datetime = MONDAY.replace(month=month, day=day)
    assert told(text, now=now)["until"] == until


def test_stopping_a_while_beside_a_question_is_the_question() -> None:
    assert answer("stopp ett tag, är det fredag?").intent == "question"


@each(
    ("text", "channel", "texts_end"),
    [
        ("please use telegram instead", "telegram", False),
        ("bara mejl", "email", False),
        ("sms istället", "sms", False),
        ("smsa hellre än ringa", "sms", False),
        ("mejla hellre", "email", True),
        ("email me instead", "email", True),
        ("telegram istället", "telegram", True),
        ("inga sms, telegram istället", "telegram", True),
        ("no sms, email is fine", "email", True),
    ],
)
def test_the_channel_asked_for_and_whether_texts_end(text: str, channel: str, texts_end: bool) -> None:
    only = {"also": [{"intent": "opt_out", "scope": "sms"}]} if texts_end else {}
    assert told(text) == {"intent": "channel_preference", "channel": channel, **only}
    assert not is_opt_out(text)


@each("text", ["inga sms, ring", "inga sms bara ring", "inga sms men mejl går bra", "inga fler sms. mejl funkar"])
def test_texts_end_alone_where_another_channel_may_go_on(text: str) -> None:
    assert told(text) == {"intent": "opt_out", "scope": "sms"}


@each(
    ("text", "topic", "kind"),
    [
        ("no more surveys", "surveys", "survey"),
        ("inga fler enkäter", "enkäter", "survey"),
        ("sluta skicka nyhetsbrev", "nyhetsbrev", "news"),
        ("sluta med nyheterna, resten är bra", "nyheterna", "news"),
        ("inga utskick om affischering", "affischering", "posters"),
        ("vill inte ha sms om medlemsmöten", "medlemsmöten", "meeting"),
        ("inga fler sms om telefonbanken, övrigt ok", "telefonbanken", "phone"),
        ("stop sending me the door knocking ones", "door knocking", "doors"),
        ("stop the fundraising, rest is fine", "fundraising", "fundraising"),
        ("only stop the survey, keep the rest", "survey", "survey"),
        ("stop sending the long boring ones about something odd, the rest is fine", "long boring something odd", None),
        ("sluta skicka sms om vapen", "vapen", None),
        ("inga fler påminnelser", "påminnelser", "reminder"),
        ("sluta påminna mig", "sluta påminna mig", "reminder"),
        ("stop reminding me", "stop reminding me", "reminder"),
    ],
)
def test_a_topic_is_kept_in_the_writers_words_and_named_where_it_is_known(
    text: str, topic: str, kind: str | None
) -> None:
    known: dict[str, Any] = {"about": kind} if kind else {}
    assert told(text) == {"intent": "opt_out", "scope": "topic", "topic": topic, **known}
    assert not is_opt_out(text)


def test_at_a_reminder_no_more_reminding_means_this_shift() -> None:
    assert answer("sluta påminna mig", REMINDER).intent == "mute"
    assert answer("sluta påminna mig", Question()).intent == "opt_out"


@each(
    ("topic", "kind"),
    [
        ("dörrknackning", "doors"),
        ("knacka dörr", "doors"),
        ("köra bil", "drive"),
        ("ringa", "phone"),
        ("leaflets", "flyers"),
        ("påminnelser", "reminder"),
        ("medlemsmöte", "meeting"),
        ("sv", None),
        ("vapen", None),
        ("", None),
    ],
)
def test_a_topic_has_the_name_of_its_kin(topic: str, kind: str | None) -> None:
    assert about(normalise(topic).plain, lexicon("sv")) == kind


@each("text", ["får samma sms två gånger, sluta", "sluta skicka dubbletter"])
def test_who_gets_everything_twice_is_helped_by_a_person(text: str) -> None:
    assert told(text) == {"intent": "handoff", "topic": "duplicates"}


def test_pieces_between_marks_are_clauses() -> None:
    assert clauses_of("hej , du . ja ! , nej") == ["hej", "du", "ja", "nej"]
