"""A talk that a person has taken over: the bot is quiet there until it is released, or for a day."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Row, delete, select

from bot.due import fire
from flows.all import FLOWS
from storage import addresses, handover, inbox, inbox_answer, organizers, shifts, timers
from storage.inbox_answer import Answer
from storage.session import Database
from storage.tables import conversation, organizer, outbox
from tests.deeds import do
from tests.scene import Play, prepare
from tests.ticking import tick
from tests.transcript import read
from tests.world import HOUSE

HEADER = """now: 2026-11-25 12:00
person: Karin Ek, sv, +46701740605
person: Ali Ek, sv, +46701740606
shift: Valstuga, Solna centrum, 2026-11-28 11:00-14:00, 2-4
survey: inventory.yaml
on call: Ali

"""
HOUSEHOLD = HEADER.replace("+46701740606", "+46701740605").replace("on call: Ali\n", "")
STAY = {name for name, flow in FLOWS.items() if flow.stays}


@pytest.fixture
def play(database: Database) -> Play:
    """Karin, and Ali who is on call."""
    return prepare(read(HEADER), database, "sms")


def place(db: Connection, play: Play, who: str = "Karin") -> Row[Any]:
    """Where somebody writes from in this play."""
    return addresses.find_or_make(db, play.home, play.world.people[who].address(play.home), play.now)


def take(play: Play) -> None:
    """Anna of the association takes over the talk with Karin."""

    def unit(db: Connection) -> None:
        anna = organizers.add(db, "anna@example.org", play.now, name="Anna")
        handover.take(db, place(db, play).id, anna, play.now, stays=STAY)

    play.database.change(unit)


def release(play: Play) -> bool:
    return play.database.change(lambda db: handover.release(db, place(db, play).id))


def sent(play: Play, who: str = "Karin") -> list[Row[Any]]:
    """What somebody has been sent, or is to be."""

    def unit(db: Connection) -> list[Row[Any]]:
        wanted = select(outbox).where(outbox.c.address_id == place(db, play, who).id)
        return list(db.execute(wanted.order_by(outbox.c.id)))

    return play.database.change(unit)


def said(play: Play, who: str = "Karin") -> list[str]:
    return [row.body for row in sent(play, who)]


def wanted(play: Play) -> list[tuple[str, str]]:
    """What waits for a person, and why."""
    return [(row.body, row.asks_for) for row in play.database.read(inbox.asking)]


def test_what_they_write_waits_for_a_person_and_no_flow_answers(play: Play) -> None:
    take(play)
    for line in ("> pass", "> ja tack gärna", "> meny"):
        do(play, line)
    assert said(play) == []
    assert wanted(play) == [("pass", "taken_over"), ("ja tack gärna", "taken_over"), ("meny", "taken_over")]
    whose = {row.person_id for row in play.database.read(inbox.asking)}
    assert whose == {play.world.people["Karin"].id}


def test_others_are_answered_as_ever(play: Play) -> None:
    take(play)
    do(play, "Ali> meny")
    assert len(said(play, "Ali")) == 1


def test_stop_start_and_help_work_all_the_same(play: Play) -> None:
    take(play)
    for line in ("> hjälp", "> stopp", "> start"):
        do(play, line)
    assert [body.partition(" ")[0] for body in said(play)] == ["Det", "Du", "Välkommen"]
    assert wanted(play) == []


def test_danger_calls_whoever_is_on_call(play: Play) -> None:
    take(play)
    do(play, "> hjälp, det är en man här som slår folk")
    assert "ring 112" in said(play)[0]
    assert [body.startswith("BRÅTTOM") for body in said(play, "Ali")] == [True]
    assert [reason for _, reason in wanted(play)] == ["safety"]


def test_released_the_bot_answers_again(play: Play) -> None:
    take(play)
    assert release(play)
    do(play, "> meny")
    assert len(said(play)) == 1
    assert not release(play), "it was released already"


def test_after_a_day_it_is_over_by_itself_unless_it_was_taken_again(play: Play) -> None:
    take(play)
    do(play, "@ +23h")
    take(play)
    do(play, "@ +23h")
    do(play, "> meny")
    assert said(play) == []
    do(play, "@ +2h")
    do(play, "> meny")
    assert len(said(play)) == 1


def test_a_yes_to_a_person_is_no_answer_to_what_the_bot_asked_before(play: Play) -> None:
    do(play, "* ask Karin")
    asked = said(play)
    take(play)
    do(play, "> ja")
    assert said(play) == asked
    assert wanted(play) == [("ja", "taken_over")]
    release(play)
    for line in ("> pass", "> 1"):
        do(play, line)
    assert "Tillbaka till frågan" in said(play)[-1], "the survey is asked on where it stood"


def test_nobody_is_nudged_meanwhile(play: Play) -> None:
    do(play, "* ask Karin")
    take(play)
    later = play.now + timedelta(days=2, hours=1)
    for timer_id in play.database.read(lambda db: timers.due(db, later, 50)):
        play.database.change(lambda db, timer_id=timer_id: fire(db, timer_id, later, HOUSE))  # type: ignore[misc]
    assert len(said(play)) == 1


def test_a_menu_is_not_worth_asking_again(play: Play) -> None:
    do(play, "> meny")
    take(play)
    assert play.database.read(lambda db: db.execute(select(conversation.c.status)).scalars().all()) == ["ended"]


def test_taps_and_pictures_wait_for_a_person_too(database: Database) -> None:
    play = prepare(read(HEADER), database, "telegram")
    do(play, "> pass")
    take(play)
    before = said(play)
    for line in ("> 1", "> [picture]", "> /start"):
        do(play, line)
    assert said(play) == before
    assert [reason for _, reason in wanted(play)] == ["taken_over"] * 3
    assert not database.read(lambda db: shifts.claims_of_person(db, play.world.people["Karin"].id))


def test_of_a_household_nobody_is_asked_whose_it_is(database: Database) -> None:
    play = prepare(read(HOUSEHOLD), database, "sms")
    take(play)
    do(play, "> vi kommer båda två")
    assert said(play) == []
    assert wanted(play) == [("vi kommer båda två", "taken_over")]


def test_when_whoever_took_it_has_no_account_any_more_the_bot_speaks_again(play: Play) -> None:
    take(play)
    play.database.change(lambda db: db.execute(delete(organizer)))
    do(play, "> meny")
    assert len(said(play)) == 1


def test_what_a_person_answers_goes_at_once_within_a_quarter_of_an_hour_else_when_it_is_day(play: Play) -> None:
    do(play, "@ 2026-11-25 22:00")
    do(play, "> människa")
    do(play, "@ +10m")
    answer(play, "Hej, jag ringer dig.")
    do(play, "@ +20m")
    answer(play, "Du svarade inte?")
    assert [row.state for row in sent(play)[-2:]] == ["accepted", "queued"]
    do(play, "@ 2026-11-26 09:30")
    assert sent(play)[-1].state == "accepted"


def answer(play: Play, words: str) -> None:
    """A person answers Karin as the association."""
    what = Answer(words, once="form", organization_id=play.world.organization.id)
    made = play.database.change(lambda db: inbox_answer.answer(db, place(db, play), what, play.now))
    assert isinstance(made, int)
    tick(play.world, play.now)
