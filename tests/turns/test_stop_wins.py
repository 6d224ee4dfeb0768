"""STOP wins in every state of every flow, in whatever way it is written, on every channel."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from flows.all import FLOWS
from storage.session import Database
from storage.tables import conversation, outbox, suppression
from tests.deeds import do
from tests.scene import Play, prepare
from tests.transcript import read
from tests.world import clear

HEADER = """now: 2026-11-25 12:00
person: Karin Ek, sv, +46701740605
{more}person: Lisa Berg, sv, +46701740611
person: Dina Ek, sv, +46701740612
candidate: Karin, bostad
candidate: Lisa, bostad
candidate: Dina, bostad
shift: Valstuga, Solna centrum, 2026-11-28 11:00-14:00, 2-4
place: Karin, 1
shift: Flygblad, Solna station, 2026-12-02 07:00-08:30, 2-4
survey: inventory.yaml"""
HOUSEHOLD = "person: Olle Ek, sv, +46701740605\n"
ANSWERS = ("> nej", "> svenska", "> 1", "> 4", "> lördagar", "> hagalund")

ASKED = "* book torgmöte, Kista, 2026-12-05 13:00-14:00, Karin, Lisa"
ALSO_ASKED = "* book debatt, Rinkeby, 2026-12-06 18:00-19:00, Karin, Lisa"
ASKS = "* book torgmöte, Kista, 2026-12-05 13:00-14:00, Lisa, Karin"
WANTED = ("> torgmöte", "> lör 5/12 13-14", "> Kista", "> Lisa")

# What leads to each state: flow, step and the question that is open there.
ROADS = {
    ("menu", "choose", "one"): ("> meny",),
    ("shift_claim", "choose", "claim"): ("> pass",),
    ("my_shifts", "choose", "cancel"): ("> mina pass",),
    ("language", "choose", "one"): ("> meny", "> 3"),
    ("handoff", "offer", "yesno"): ("> pass", "> xyz", "> zyx", "> xzy"),
    ("reminder", "coming", "reminder"): ("@ 2026-11-27 18:00",),
    ("whose", "ask", "one"): ("> pass",),
    ("rights", "ask", "yesno"): ("> vad vet ni om mig?",),
    ("rights", "ask", "number"): ("> radera mig",),
    ("booking", "request", "booking"): (ASKED, "> bravo"),
    ("booking_off", "sure", "yesno"): (ASKED, "> ja bravo", "> avboka bravo"),
    ("booking_which", "which", "one"): (ASKED, ALSO_ASKED, "> ja det går bra"),
    ("booking_host", "proposal", "yesno"): (ASKS, "Lisa> halv 3?", "> bravo"),
    ("booking_other", "others", "one"): (ASKS, "Lisa> nej, kan inte", "> bravo"),
    **{
        ("booking_request", step, "yesno" if step == "check" else "text"): ("> boka talare", *WANTED[:count])
        for count, step in enumerate(("what", "when", "where", "whom", "check"))
    },
    **{
        ("survey", "question", kind): ("* ask Karin", *ANSWERS[:count])
        for count, kind in enumerate(("yesno", "language", "many", "number", "when", "one", "text"))
    },
}
EXAMPLES = 1 if settings().max_examples <= 50 else 2  # of each state, in a short run and in a long one
ASKS_NOTHING = {("who_comes", "tell")}

words = st.sampled_from(["STOPP", "Stop", "stopp tack", "Avsluta", "sluta skicka sms", "S T O P P", "avregistrera mig"])
writings = st.builds(
    lambda word, case, before, after: before + case(word) + after,
    words,
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(["", "  ", "\n"]),
    st.sampled_from(["", "!", ".", " ", "!!!"]),
)


def test_there_is_a_road_to_every_step_that_asks() -> None:
    steps = {(flow.name, step) for flow in FLOWS.values() for step in flow.steps}
    assert {state[:2] for state in ROADS} == steps - ASKS_NOTHING


@pytest.mark.parametrize("state", ROADS, ids="-".join)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writing=writings, channel=st.sampled_from(["sms", "telegram"]))
def test_stop_wins(state: tuple[str, str, str], writing: str, channel: str, sqlite_stage: Database) -> None:
    in_household = state[0] == "whose"
    play = at(state, sqlite_stage, "sms" if in_household else channel, HOUSEHOLD if in_household else "")
    do(play, f"> [python {writing!r}]")
    assert silenced(sqlite_stage), "the address is silenced"
    assert open_talks(sqlite_stage) == [], "and nothing is asked any more"
    assert receipts(sqlite_stage) == 1

    do(play, f"> [python {writing!r}]")
    do(play, "> pass")
    assert receipts(sqlite_stage) == 1, "said once, and then silence"
    assert open_talks(sqlite_stage) == []


def at(state: tuple[str, str, str], stage: Database, channel: str, more: str) -> Play:
    """Somebody who has come to this state."""
    stage.change(clear)
    play = prepare(read(HEADER.format(more=more) + "\n\n"), stage, channel)
    for line in ROADS[state]:
        do(play, line)
    assert open_talks(stage) == [state]
    return play


def open_talks(stage: Database) -> list[tuple[str, str, str]]:
    rows = stage.read(lambda db: db.execute(select(conversation).where(conversation.c.status == "open")).all())
    return [(row.flow, row.step, row.question["kind"]) for row in rows]


def silenced(stage: Database) -> bool:
    return bool(stage.read(lambda db: db.execute(select(suppression)).all()))


def receipts(stage: Database) -> int:
    """How often they were told that they opted out."""
    return len(stage.read(lambda db: db.execute(select(outbox).where(outbox.c.flow == "stop")).all()))
