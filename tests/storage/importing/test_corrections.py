"""What somebody corrected by hand is not changed back by a file, and the row says so."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from storage import people
from storage.importing.entry import Entry
from storage.importing.people_file import Candidate
from storage.importing.stored import Stored
from tests.storage.importing.conftest import NOW
from tests.storage.importing.helpers import counts, everybody, notes, take

ASSA = {
    "id": 1,
    "organization_id": 1,
    "first_name": "Åsa",
    "last_name": "Ek",
    "relation": "member",
    "basis": "member",
    "language": "en",
    "town": "Kista",
    "email": None,
    "member_number": "17",
}


def test_a_corrected_field_stays_and_the_others_are_replaced() -> None:
    stored = Stored(**ASSA, corrected=frozenset({"language", "email"}))
    entry = Entry(1, stored, Candidate(2, language="sv", town="Solna"))
    assert entry.changes() == {"town": "Solna"}
    assert entry.kept() == ["language"]


def test_nothing_is_kept_where_the_file_agrees_or_is_silent() -> None:
    stored = Stored(**ASSA, corrected=frozenset({"language", "town"}))
    assert Entry(1, stored, Candidate(2, language="en")).kept() == []


def test_what_is_corrected_by_hand_is_noted_and_no_file_changes_it_back(db: Connection) -> None:
    rows = "Medlemsnummer;Förnamn;Efternamn;Mobil;Ort\n1;Åsa;Ek;0701740605;Solna\n"
    take(db, rows)
    people.correct(db, 1, {"last_name": "Åkesson"}, NOW + timedelta(days=1))
    people.correct(db, 1, {"town": "Kista", "basis": "consent"}, NOW + timedelta(days=1))
    (corrected,) = everybody(db)
    assert (corrected["corrected"], corrected["folded_name"]) == (["basis", "last_name", "town"], "åsa åkesson")
    assert (corrected["basis_source"], corrected["basis_at"]) == ("by hand", NOW + timedelta(days=1))
    result = take(db, rows, days=2)
    assert (counts(result), notes(result)) == ((0, 0, 1, 0), {2: ["kept", "kept"]})
    assert everybody(db) == [corrected]


def test_what_a_person_is_not_described_by_is_not_corrected(db: Connection) -> None:
    take(db, "Namn;Mobil\nÅsa Ek;0701740605\n")
    with pytest.raises(ValueError, match="created_at"):
        people.correct(db, 1, {"created_at": NOW}, NOW)
