"""Importing: who is created, updated and left alone, and what no file can undo."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select

from storage import addresses, suppression
from storage.importing.people import import_people
from storage.importing.people_file import Candidate
from storage.tables import address, person, person_address
from tests.storage.importing.conftest import DISTRICT, ELSEWHERE, NOW, SOLNA, SUNDBYBERG
from tests.storage.importing.helpers import counts, everybody, notes, reasons, take

LIST = """Medlemsnummer;Förnamn;Efternamn;Mobil;E-post;Ort;Språk;Taggar;Roll
17;Åsa;Öberg;070-174 06 05;asa@exempel.invalid;Solna;svenska;styrelse;kandidat
18;Olle;Öberg;070-174 06 05;;Solna;;;
19;Selam;Ek;0701740606 / 0701740607;;;somaliska;valstuga, styrelse;
"""


def test_new_people_are_created_with_all_that_the_file_says(db: Connection) -> None:
    result = take(db, LIST)
    assert counts(result) == (3, 0, 0, 0)
    assa, olle, selam = everybody(db)
    assert (assa["first_name"], assa["folded_name"], assa["town"]) == ("Åsa", "åsa öberg", "Solna")
    assert (assa["relation"], assa["basis"], assa["basis_source"]) == ("member", "member", "lista.csv")
    assert (assa["tags"], assa["roles"], assa["phones"]) == (["styrelse"], ["kandidat"], ["+46701740605"])
    assert (olle["email"], olle["language"]) == (None, "sv")
    assert (selam["phones"], selam["language"]) == (["+46701740606", "+46701740607"], "so")


def test_one_number_is_one_address_and_a_household(db: Connection) -> None:
    assert take(db, LIST).households == 1
    assert db.scalar(select(func.count()).select_from(address)) == 3
    assert db.scalar(select(func.count()).select_from(person_address)) == 4


def test_the_same_file_twice_changes_nothing(db: Connection) -> None:
    take(db, LIST)
    before = everybody(db)
    again = take(db, LIST, days=3)
    assert (counts(again), again.households) == ((0, 0, 3, 0), 1)
    assert everybody(db) == before


def test_a_dry_run_says_the_same_and_writes_nothing(db: Connection) -> None:
    dry = take(db, LIST, dry_run=True)
    assert everybody(db) == []
    assert take(db, LIST) == dry


def test_a_file_fills_and_replaces_only_what_it_names(db: Connection) -> None:
    take(db, LIST)
    result = take(db, "Medlemsnummer;Ort;Efternamn;E-post\n17;Sundbyberg;Åkesson;\n18;Solna;Öberg;\n", days=1)
    assert counts(result) == (0, 1, 1, 0)
    assa, olle, _ = everybody(db)
    assert (assa["town"], assa["folded_name"], assa["email"]) == ("Sundbyberg", "åsa åkesson", "asa@exempel.invalid")
    assert (assa["updated_at"], olle["updated_at"]) == (NOW + timedelta(days=1), NOW)
    assert assa["basis_at"] == NOW


def test_a_file_adds_numbers_tags_and_roles_and_takes_none_away(db: Connection) -> None:
    take(db, LIST)
    take(db, "Medlemsnummer;Mobil;Tagg\n17;0701740608;dörrknackning\n")
    assa = everybody(db)[0]
    assert (assa["phones"], assa["tags"]) == (["+46701740605", "+46701740608"], ["dörrknackning", "styrelse"])


def test_without_a_number_phone_and_name_together_tell_who_it_is(db: Connection) -> None:
    take(db, LIST)
    result = take(db, "Namn;Mobil;Ort\nÖBERG, olle;0701740605;Kista\nLo Öberg;0701740605;\nÅsa Öberg;0701740609;\n")
    assert counts(result) == (2, 1, 0, 0)
    assert everybody(db)[1]["town"] == "Kista"


def test_father_and_son_with_one_name_and_one_phone_are_two_when_their_numbers_differ(db: Connection) -> None:
    two = "Medlemsnummer;Namn;Mobil\n1;Ulf Ek;0701740605\n2;Ulf Ek;0701740605\n"
    assert (counts(take(db, two)), counts(take(db, two))) == ((2, 0, 0, 0), (0, 0, 2, 0))


def test_a_member_number_met_under_another_name_and_phone_is_refused_not_overwritten(db: Connection) -> None:
    take(db, LIST)
    result = take(db, "Medlemsnummer;Namn;Mobil\n17;Maja Lind;0701740610\n")
    assert reasons(result) == {2: "number_taken"}
    assert everybody(db)[0]["first_name"] == "Åsa"


def test_a_bad_row_never_stops_the_good_ones(db: Connection) -> None:
    result = take(db, "Namn;Mobil\nÅsa Ek;0701740605\nBo Ek;08-465 004 00\nSumma;\n;0701740606\nCia Ek;0701740607\n")
    assert counts(result) == (2, 0, 0, 3)
    assert reasons(result) == {3: "phone_not_mobile", 4: "no_phone", 5: "no_name"}
    refused = result.to_json("sv")["refused"]
    assert refused[0] == {"row": 3, "reason": "numret 08-465 004 00 är en fast telefon; vi behöver ett mobilnummer"}


def test_two_rows_about_one_person_are_one_person_and_the_first_is_believed(db: Connection) -> None:
    twice = "Namn;Mobil;Ort;Tagg\nÅsa Ek;0701740605;Solna;a\nÅsa Ek;0701740605;Kista;b\nÅsa Ek;0701740605;;\n"
    assert counts(take(db, twice)) == (1, 1, 1, 0)
    (assa,) = everybody(db)
    assert (assa["town"], assa["tags"]) == ("Solna", ["a", "b"])
    assert counts(take(db, twice)) == (0, 0, 3, 0)


def test_a_row_without_a_phone_may_be_about_somebody_further_down(db: Connection) -> None:
    rows = "Medlemsnummer;Namn;Mobil;Ort\n1;Åsa Öberg;;Kista\n1;Åsa Ek;0701740605;\n"
    assert counts(take(db, rows)) == (1, 1, 0, 0)
    assert [(who["last_name"], who["town"]) for who in everybody(db)] == [("Ek", "Kista")]
    assert counts(take(db, rows)) == (0, 0, 2, 0)


def test_the_association_puts_people_where_they_belong(db: Connection) -> None:
    rows = "Namn;Mobil;Förening\nÅsa Ek;0701740605;solna\nBo Ek;0701740606;Annorstädes\nCia Ek;0701740607;\n"
    result = take(db, rows, organization=DISTRICT)
    assert [who["organization_id"] for who in everybody(db)] == [SOLNA, DISTRICT]
    assert reasons(result) == {3: "unknown_association"}


def test_a_file_of_the_district_moves_somebody_to_another_association(db: Connection) -> None:
    take(db, "Namn;Mobil\nÅsa Ek;0701740605\n", organization=SOLNA)
    moved = "Namn;Mobil;Förening\nÅsa Ek;0701740605;Sundbyberg\n"
    assert counts(take(db, moved, organization=DISTRICT)) == (0, 1, 0, 0)
    assert [who["organization_id"] for who in everybody(db)] == [SUNDBYBERG]
    assert counts(take(db, moved, organization=DISTRICT)) == (0, 0, 1, 0)


def test_associations_number_their_members_alike(db: Connection) -> None:
    rows = "Medlemsnummer;Namn;Mobil;Förening\n1;Åsa Ek;0701740605;Solna\n1;Bo Ek;0701740606;Sundbyberg\n"
    assert counts(take(db, rows, organization=DISTRICT)) == (2, 0, 0, 0)
    assert counts(take(db, rows, organization=DISTRICT)) == (0, 0, 2, 0)


def test_people_of_an_association_beside_ours_are_neither_found_nor_counted(db: Connection) -> None:
    take(db, LIST, organization=ELSEWHERE)
    result = take(db, "Medlemsnummer;Namn;Mobil\n19;Selam Ek;0701740606\n", organization=SOLNA)
    assert (counts(result), result.households) == ((1, 0, 0, 0), 0)


@pytest.mark.parametrize(
    ("relation", "grounds", "basis", "expected"),
    [
        ("", "", None, ("member", "member")),
        ("", "", "consent", ("sympathizer", "consent")),
        ("", "", "contact", ("regular_contact", "contact")),
        ("f.d. medlem", "", None, ("former_member", "member")),
        ("kontakt", "", None, ("regular_contact", "contact")),
        ("sympatisör", "samtycke", None, ("sympathizer", "consent")),
        ("medlem", "", "consent", ("member", "consent")),
    ],
)
def test_relation_and_basis_follow_from_each_other(
    db: Connection, relation: str, grounds: str, basis: str | None, expected: tuple[str, str]
) -> None:
    take(db, f"Namn;Mobil;Relation;Rättslig grund\nÅsa Ek;0701740605;{relation};{grounds}\n", basis=basis)
    assert [(who["relation"], who["basis"]) for who in everybody(db)] == [expected]


def test_a_sympathizer_needs_a_basis_new_or_known(db: Connection) -> None:
    assert reasons(take(db, "Namn;Mobil;Relation\nÅsa Ek;0701740605;sympatisör\n")) == {2: "no_basis"}
    take(db, "Namn;Mobil\nÅsa Ek;0701740605\n")
    assert reasons(take(db, "Namn;Mobil;Relation\nÅsa Ek;0701740605;sympatisör\n")) == {2: "no_basis"}
    assert everybody(db)[0]["relation"] == "member"


def test_a_new_basis_gets_its_source_and_date(db: Connection) -> None:
    take(db, "Namn;Mobil\nÅsa Ek;0701740605\n")
    take(db, "Namn;Mobil;Rättslig grund\nÅsa Ek;0701740605;samtycke\n", days=2)
    assert [(who["basis"], who["basis_at"]) for who in everybody(db)] == [("consent", NOW + timedelta(days=2))]


def stop(db: Connection, number: str) -> None:
    suppression.suppress(db, [addresses.hash_of(db, "sms", number)], source="sms", now=NOW)


def test_a_number_that_said_stop_is_counted_and_stays_silent_also_after_erasure(db: Connection) -> None:
    stop(db, "+46701740605")
    result = take(db, LIST)
    assert (counts(result), result.suppressed) == ((3, 0, 0, 0), 1)
    hashed = addresses.hash_of(db, "sms", "+46701740605")
    assert suppression.is_silenced(db, hashed, NOW)
    assert db.scalar(select(address.c.hash).where(address.c.address == "+46701740605")) == hashed


def test_who_said_stop_gets_no_new_number_by_a_file(db: Connection) -> None:
    take(db, "Medlemsnummer;Namn;Mobil\n1;Åsa Ek;0701740605\n")
    stop(db, "+46701740605")
    for _ in range(2):
        result = take(db, "Medlemsnummer;Namn;Mobil\n1;Åsa Ek;0701740606\n")
        assert (counts(result), notes(result)) == ((0, 0, 1, 0), {2: ["said_stop"]})
    assert everybody(db)[0]["phones"] == ["+46701740605"]


def test_an_address_that_is_there_already_is_used_as_it_is(db: Connection) -> None:
    known = addresses.find_or_make(db, "sms", "+46701740605", NOW)
    addresses.set_state(db, known.id, "invalid")
    addresses.heard_from(db, known.id, "+46701740699", NOW)
    take(db, LIST)
    assert [(row.id, row.state) for row in addresses.of_person(db, 1)] == [(known.id, "invalid")]


@pytest.mark.long
def test_a_file_longer_than_a_slice_is_matched_across_slices(db: Connection) -> None:
    rows = [Candidate(n, f"Namn{n}", "Ek", phones=(f"+467017406{n % 95 + 5:02}",)) for n in range(1, 2501)]
    arguments = {"organization_id": SOLNA, "basis": None, "source": "s", "now": NOW, "dry_run": False}
    first = import_people(db, [*rows, *rows[:1]], **arguments)
    assert (counts(first), first.households) == ((2500, 0, 1, 0), 95)
    assert counts(import_people(db, rows, **arguments)) == (0, 0, 2500, 0)


ALWAYS = {
    "row": st.just(2),
    "first_name": st.sampled_from(["Åsa", "Bo"]),
    "last_name": st.sampled_from(["Ek", "Öberg"]),
    "phones": st.sampled_from([("+46701740605",), ("+46701740606",)]),
    "relation": st.sampled_from(["member", "sympathizer", None]),
    "basis": st.sampled_from(["consent", None]),
    "town": st.sampled_from(["Solna", "Kista", None]),
    "tags": st.sampled_from([(), ("a",), ("a", "b")]),
}
LOCAL = {**ALWAYS, "association": st.sampled_from(["Solna", "Sundbyberg"])}
FILES = st.lists(st.builds(Candidate, **ALWAYS), max_size=6) | st.lists(st.builds(Candidate, **LOCAL), max_size=6)


@pytest.mark.long
@settings(derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, FILES, st.booleans())
def test_a_file_whose_rows_were_all_taken_changes_nothing_when_it_comes_again(
    db: Connection, earlier: list[Candidate], rows: list[Candidate], is_silent: bool
) -> None:
    arguments = {"organization_id": DISTRICT, "basis": None, "source": "s", "now": NOW, "dry_run": False}
    with db.begin_nested() as savepoint:
        if is_silent:
            stop(db, "+46701740605")
        import_people(db, earlier, **arguments)
        first = import_people(db, rows, **arguments)
        assert sum(counts(first)) == len(rows)
        assume(not first.refused)
        before = everybody(db)
        again = import_people(db, rows, **arguments)
        assert (again.created, again.updated) == (0, 0)
        assert everybody(db) == before
        savepoint.rollback()


def test_people_who_are_in_the_list_by_other_roads_are_found(db: Connection) -> None:
    name = {"first_name": "Åsa", "last_name": "Ek", "folded_name": "åsa ek", "language": "en"}
    legal = {"relation": "member", "basis": "member", "basis_source": "sms", "basis_at": NOW}
    db.execute(insert(person).values(organization_id=SOLNA, created_at=NOW, updated_at=NOW, **name, **legal))
    addresses.tie(db, 1, addresses.find_or_make(db, "sms", "+46701740605", NOW).id)
    assert counts(take(db, "Namn;Mobil\nÅsa Ek;0701740605\n")) == (0, 0, 1, 0)
