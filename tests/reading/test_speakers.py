"""What is written about speakers of one's own accord: busy then, free after all, who is free, book one."""

from datetime import datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from flows.reading.speakers import KINDS, LONGEST, mentions_off, named_time, speaker_wish, topic_of
from tests.reading.asked import MONDAY, STOCKHOLM
from tests.reading.test_any_text import ANY, MOMENTS, SPOKEN
from tests.rows import each

WORDS = st.sampled_from(
    ("upptagen", "ledig", "inte", "vem", "vilka", "talare", "boka", "kan", "är", "jag", "busy", "free", "who", "book")
)
ABOUT_SPEAKERS = st.tuples(st.lists(WORDS, max_size=4).map(" ".join), ANY | SPOKEN).map(" ".join)


def told(text: str, language: str = "sv", now: datetime = MONDAY) -> str:
    """`busy_mark tor 27/8 17-23`; empty when it is about no speaker. Monday is the 24th of August."""
    found = speaker_wish(text, now=now, language=language)
    return " ".join((found.intent, *map(_span, found.get("windows") or ()))) if found is not None else ""


def _span(span: tuple[datetime, datetime]) -> str:
    start, end = span
    hours = f"{start:%H.%M}-{end:%H.%M}" if end - start < timedelta(hours=23) else ""
    return f"{start.day}/{start.month} {hours}".strip()


@each(
    ("language", "text", "meant"),
    [
        ("sv", "upptagen tors", "busy_mark 27/8"),
        ("sv", "Upptagen torsdag kväll!", "busy_mark 27/8 17.00-23.00"),
        ("sv", "jag är upptagen 29/8 13-15", "busy_mark 29/8 13.00-15.00"),
        ("sv", "e upptagen imorgon", "busy_mark 25/8"),
        ("sv", "upptagen efter 17 på fredag", "busy_mark 28/8 17.00-00.00"),
        ("sv", "upptagen till 15 på lördag", "busy_mark 29/8 00.00-15.00"),
        ("sv", "upptagen mån och ons", "busy_mark 31/8 26/8"),
        ("sv", "upptagen fre-sön", "busy_mark 28/8 29/8 30/8"),
        ("sv", "upptagen v 36", "busy_mark 31/8 1/9 2/9 3/9 4/9 5/9 6/9"),
        ("sv", "upptagen nästa vecka", "busy_mark 31/8 1/9 2/9 3/9 4/9 5/9 6/9"),
        ("en", "busy thursday", "busy_mark 27/8"),
        ("en", "I'm busy thursday evening", "busy_mark 27/8 17.00-23.00"),
        ("en", "busy 29 aug 1-3pm", "busy_mark 29/8 13.00-15.00"),
    ],
)
def test_busy_then(language: str, text: str, meant: str) -> None:
    assert told(text, language) == meant


@each(
    ("language", "text", "meant"),
    [
        ("sv", "inte upptagen tors", "not_busy 27/8"),
        ("sv", "är inte längre upptagen tors kväll", "not_busy 27/8 17.00-23.00"),
        ("sv", "är ledig torsdag ändå", "not_busy 27/8"),
        ("en", "not busy thursday", "not_busy 27/8"),
        ("en", "I'm no longer busy thursday", "not_busy 27/8"),
    ],
)
def test_free_after_all(language: str, text: str, meant: str) -> None:
    assert told(text, language) == meant


@each(
    ("language", "text", "meant"),
    [
        ("sv", "vem kan torsdag kväll?", "who_free 27/8 17.00-23.00"),
        ("sv", "vem är ledig på torsdag kväll", "who_free 27/8 17.00-23.00"),
        ("sv", "vilka talare är lediga lör 29/8 13-15", "who_free 29/8 13.00-15.00"),
        ("sv", "vilka kandidater är lediga lördag", "who_free 29/8"),
        ("sv", "lediga talare lördag?", "who_free 29/8"),
        ("en", "who is free thursday evening?", "who_free 27/8 17.00-23.00"),
        ("en", "who can speak on saturday?", "who_free 29/8"),
    ],
)
def test_who_is_free_then(language: str, text: str, meant: str) -> None:
    assert told(text, language) == meant


@each(
    ("language", "text"),
    [
        ("sv", "boka talare"),
        ("sv", "BOKA EN TALARE"),
        ("sv", "vi vill boka en kandidat"),
        ("sv", "talare"),
        ("en", "book a speaker"),
        ("en", "book speaker"),
        ("en", "I want to book a speaker"),
        ("en", "speaker"),
    ],
)
def test_booking_a_speaker(language: str, text: str) -> None:
    assert told(text, language) == "speaker_request"


@each(
    ("language", "text"),
    [
        ("sv", "upptagen"),  # when?
        ("sv", "upptagen just nu"),
        ("sv", "upptagen, kan inte prata"),
        ("sv", "jag kan inte torsdag"),
        ("sv", "kan inte, är upptagen på torsdag"),
        ("sv", "är du upptagen torsdag?"),
        ("sv", "är upptagen med jobb på lördag så jag kan inte komma till valstugan som jag lovade i går"),
        ("sv", "vem är det här?"),
        ("sv", "vem kan jag ringa?"),
        ("sv", "lediga pass lördag?"),
        ("sv", "talare sökes"),
        ("sv", "bra talare i går"),
        ("sv", "upptagen den 31/2"),
        ("en", "I'm busy"),
        ("en", "who is this?"),
        ("en", "are you busy thursday?"),
        ("en", "great speaker yesterday"),
        ("sv", ""),
    ],
)
def test_nothing_else_is_about_speakers(language: str, text: str) -> None:
    assert told(text, language) == ""


@each(
    ("language", "text"),
    [
        ("sv", "vem kan köra mig på lördag?"),
        ("sv", "vem kan låsa upp på lördag?"),
        ("sv", "ledig på lördag, kan hjälpa till"),
        ("en", "who can drive me on saturday"),
        ("en", "I am free on saturday to help"),
        ("en", "free lunch on saturday?"),
    ],
)
def test_what_only_begins_alike_is_not_about_speakers(language: str, text: str) -> None:
    assert told(text, language) == ""


def test_free_speakers_are_asked_about() -> None:
    assert told("free speakers saturday", "en") == "who_free 29/8"


@each(
    ("text", "now", "meant"),
    [
        ("upptagen v 53", datetime(2025, 12, 20, 10, tzinfo=STOCKHOLM), ""),
        ("upptagen v 1", datetime(2026, 12, 20, 10, tzinfo=STOCKHOLM), "busy_mark 4/1 5/1 6/1 7/1 8/1 9/1 10/1"),
    ],
)
def test_a_week_is_the_next_of_that_number(text: str, now: datetime, meant: str) -> None:
    assert told(text, now=now) == meant


# Any text at all


@example("upptagen v 52", MONDAY, "sv")
@given(ANY | SPOKEN | ABOUT_SPEAKERS, MOMENTS, st.sampled_from(("sv", "en", "so")))
def test_any_text_is_read_and_every_time_ends_after_it_begins(text: str, now: datetime, language: str) -> None:
    found = speaker_wish(text, now=now, language=language)
    assert found is None or found.intent in KINDS
    for start, end in (found.get("windows") if found is not None else None) or ():
        assert start < end
        assert start.tzinfo is end.tzinfo is STOCKHOLM
    for span in filter(None, [named_time(text, now=now, language=language)]):
        assert span[0] < span[1]
    assert mentions_off(text, language) in (True, False)
    assert topic_of(text, language) == topic_of(text, language)


@given(ANY | SPOKEN | ABOUT_SPEAKERS)
def test_a_long_text_is_about_something_else(text: str) -> None:
    more = " ".join(f"ord{number}" for number in range(LONGEST))
    assert speaker_wish(f"{text} {more} slut", now=MONDAY, language="sv") is None


# One time, to ask for a speaker at


@each(
    ("text", "hours"),
    [
        ("lör 29/8 13-14", "29/8 13.00-14.00"),
        ("lör 14.30", "29/8 14.30-15.30"),
        ("tors 18-19.30", "27/8 18.00-19.30"),
        ("2026-09-01 18:00", "1/9 18.00-19.00"),
        ("kl 18 den 3 september", "3/9 18.00-19.00"),
        ("lördag", None),  # at what time?
        ("13-14", None),  # on which day?
        ("lör 13 eller sön 14", None),
        ("31/2 kl 10", None),
        ("", None),
    ],
)
def test_the_one_time_that_is_named(text: str, hours: str | None) -> None:
    found = named_time(text, now=MONDAY, language="sv")
    assert (_span(found) if found else None) == hours


# What is to be called off


@each(
    ("text", "off"),
    [
        ("måste avboka debatten", True),
        ("jag är sjuk, kan inte komma till debatten", True),
        ("vi måste ställa in torgmötet", True),
        ("har fått förhinder på lördag", True),
        ("nej", False),
        ("avboka", False),  # of what?
        ("vi ses på lördag", False),
        ("kommer gärna", False),
    ],
)
def test_what_is_called_off_is_said_so(text: str, off: bool) -> None:
    assert mentions_off(text, "sv") is off


@each(
    ("language", "wish", "topic"),
    [
        ("sv", "någon som kan bostad", "bostad"),
        ("sv", "nån som pratar om skolan", "skolan"),
        ("sv", "bostad och somaliska", "bostad och somaliska"),
        ("en", "anyone who knows housing", "housing"),
    ],
)
def test_a_topic_is_a_wish_without_its_introduction(language: str, wish: str, topic: str) -> None:
    assert topic_of(wish, language) == topic
