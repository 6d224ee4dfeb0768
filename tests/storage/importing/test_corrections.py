"""What somebody corrected by hand is not changed back by a file, and the row says so."""

from storage.importing.entry import Entry
from storage.importing.people_file import Candidate
from storage.importing.stored import Stored

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
