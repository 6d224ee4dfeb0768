"""Who does not want to be written to is not, whoever asks for it, whatever happens to the list (D42, D45, D47, D48)."""

from dataclasses import replace

import pytest

from storage import organizations
from tests.cases.office import SOLNA, Office
from tests.roads.road import Road, until

SUNDBYBERG = "Solidaritet Sundbyberg"

SURVEY = """
name: bil
title: {sv: Bilar, en: Cars}
questions:
  - {key: car, kind: yesno, ask: {sv: "Kan du köra bil åt oss?", en: "Could you drive for us?"}}
"""
RECEIPT = "Du får inga fler meddelanden"


def asks_everybody(office: Office) -> dict[str, int]:
    """A survey to the whole list; who was left out, by reason."""
    office.does("survey", "load", office.file("bil.yaml", SURVEY), "--org", SOLNA)
    return dict(office.knows("survey", "start", "bil", "--org", SOLNA, "--yes")["left_out"])


async def test_d42_a_stranger_who_said_stop_comes_in_opted_out_when_a_list_names_them(office: Office) -> None:
    road = office.road
    stranger, other = road.stranger(), road.stranger()
    await road.text(stranger, "Stopp!")
    await road.settled()
    assert [RECEIPT in body for body in road.sent(stranger)] == [True]
    assert office.imports("d42.csv", f"Eva Ny;{stranger}", f"Bo Ny;{other}")["suppressed"] == 1
    assert office.knows("people", "show", stranger)["suppressed"] is True
    assert asks_everybody(office)["suppressed"] == 1
    await until(lambda: road.sent(other))
    await road.settled()
    assert len(road.sent(stranger)) == 1


@pytest.mark.parametrize("words", ["STOPP ALLT", "stopp"])
async def test_d45_on_a_shared_sender_a_stop_silences_every_organization(office: Office, words: str) -> None:
    road, both = office.road, office.road.stranger()
    office.run("org", "add", SUNDBYBERG)
    office.imports("solna.csv", f"Åsa Ek;{both}")
    office.imports("sundbyberg.csv", f"Åsa Ek;{both}", org=SUNDBYBERG)
    assert len(road.people_at(both)) == 2
    await road.text(both, words)
    await road.settled()
    for person_id in road.people_at(both):
        assert office.knows("people", "show", str(person_id))["suppressed"] is True
        road.queue(both, f"{words} {person_id}", person_id=person_id)
    await road.settled()
    assert [RECEIPT in body for body in road.sent(both)] == [True]


def from_sundbyberg(office: Office) -> Road:
    """The same road, for messages in the name of another organization."""
    office.run("org", "add", SUNDBYBERG)
    found = office.road.database.read(lambda db: organizations.find(db, SUNDBYBERG))
    assert found is not None
    return replace(office.road, organization_id=found.id)


@pytest.mark.parametrize("words", ["inte Sundbyberg", "Inga fler sms från Sundbyberg tack", "no texts from Sundbyberg"])
async def test_d45_who_names_an_organization_is_silent_to_that_one_until_start(office: Office, words: str) -> None:
    solna, sundbyberg, both = office.road, from_sundbyberg(office), office.road.stranger()
    office.imports("solna.csv", f"Åsa Ek;{both}")
    office.imports("sundbyberg.csv", f"Åsa Ek;{both}", org=SUNDBYBERG)
    for _ in range(2):
        await solna.text(both, words)
    await solna.settled()
    assert [SUNDBYBERG in body and "START" in body for body in solna.sent(both)] == [True], "said once"
    sundbyberg.queue(both, f"of Sundbyberg, {words}")
    solna.queue(both, f"of Solna, {words}")
    await solna.settled()
    assert solna.sent(both)[1:] == [f"of Solna, {words}"]
    shown = [office.knows("people", "show", str(person_id)) for person_id in solna.people_at(both)]
    assert {one["person"]["organization"]: one["suppressed"] for one in shown} == {SOLNA: False, SUNDBYBERG: True}
    await solna.text(both, "START")
    await solna.settled()
    sundbyberg.queue(both, f"again, {words}")
    await solna.settled()
    assert [SUNDBYBERG in body or "again" in body for body in solna.sent(both)[2:]] == [True, True]


@pytest.mark.parametrize("word", ["START", "Starta"])
async def test_d47_only_start_lifts_an_opt_out_and_says_so_once(office: Office, word: str) -> None:
    road, member = office.road, office.road.member()
    await road.text(member, "STOPP")
    for yes in ("JA", "Yes", "ja tack", "ok", "1", "ångra", "UNDO", "kör"):
        await road.text(member, yes)
    await road.settled()
    assert office.knows("people", "show", member)["suppressed"] is True
    assert len(road.sent(member)) == 1, "the receipt of the stop"
    await road.text(member, word)
    await road.settled()
    assert office.knows("people", "show", member)["suppressed"] is False
    assert [body.startswith("Välkommen tillbaka!") for body in road.sent(member)[1:]] == [True]


async def test_d48_who_is_erased_stays_silent_and_out_of_the_list_however_often_it_comes(office: Office) -> None:
    road, member = office.road, office.road.stranger()
    rows = (f"Åsa Lind;{member}",)
    office.imports("d48.csv", *rows)
    await road.text(member, "STOPP")
    await road.settled()
    office.does("people", "erase", member, "--yes")
    (refused,) = office.imports("d48.csv", *rows)["refused"]
    assert refused["row"] == 2
    assert road.people_at(member) == []
    assert office.imports("d48.csv", f"Bo Lind;{member}")["suppressed"] == 1, "somebody else, and the number is silent"
    road.queue(member, "after all", person_id=road.people_at(member)[0])
    await road.settled()
    assert len(road.sent(member)) == 1, "the receipt of the stop"
