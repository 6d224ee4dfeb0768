"""The columns are guessed from headings and cells, and can be corrected."""

from itertools import permutations

from storage.importing.columns import guess, guesses_of
from tests.rows import each
from tests.storage.importing.helpers import sheet_of

HEADINGS = [
    ("Förnamn", "Efternamn", "Mobil", "E-post", "Ort"),
    ("First name", "Surname", "Cell phone", "E-mail", "Town"),
    ("förnamn*", "EFTERNAMN", "Mobilnr.", "Mejladress", "Postort"),
    ("Fornamn", "Efternam", "Telefon (mobil)", "Epost", "Kommun"),
]
FIELDS = ("first_name", "last_name", "phone", "email", "town")
CELLS = ("Anna", "Ek", "070-174 06 05", "anna@exempel.invalid", "Solna")


@each("headings", HEADINGS)
@each("order", list(permutations(range(5)))[::17])
def test_any_order_and_either_language(headings: tuple[str, ...], order: tuple[int, ...]) -> None:
    rows = [";".join(row[index] for index in order) for row in (headings, CELLS)]
    assert guess(sheet_of("\n".join(rows))) == {field: (order.index(n),) for n, field in enumerate(FIELDS)}


def test_a_phone_is_known_by_its_cells_whatever_the_heading() -> None:
    assert guess(sheet_of("Vem;Kontakt 1\nAnna;070-174 06 05\nBo;0701740606"))["phone"] == (1,)


def test_several_phone_columns_are_all_read_the_surest_first() -> None:
    sheet = sheet_of("Kontaktväg;Mobil;Hemtelefon\n070-174 06 05;0701740606;08-465 004 00")
    assert guess(sheet)["phone"] == (1, 2, 0)


def test_a_personal_identity_number_is_never_a_phone() -> None:
    sheet = sheet_of("Namn;Personnummer;Födelsedatum\nAnna;010203-1234;20010203\nBo;020304-1234;20020304")
    assert guess(sheet) == {"name": (0,)}


def test_vague_headings_need_cells_that_agree() -> None:
    numbered = sheet_of("Nr;Medlem;Status;Mobil\n17;Anna Ek;medlem;0701740605")
    assert guess(numbered) == {"member_number": (0,), "name": (1,), "relation": (2,), "phone": (3,)}
    assert "relation" not in guess(sheet_of("Namn;Status;Mobil\nAnna;betald;0701740605"))


def test_a_name_beside_a_surname_is_a_first_name() -> None:
    assert guess(sheet_of("Namn;Efternamn;Mobil\nAnna;Ek;0701740605"))["first_name"] == (0,)


def test_a_guess_has_a_score_and_can_be_corrected() -> None:
    sheet = sheet_of("Namn;Mobil;Mobl nummer;Förening\nAnna;0701740605;0701740606;Solna")
    assert {found.index: found.score for found in guesses_of(sheet)} == {0: 100, 1: 100, 2: 90, 3: 100}
    assert guess(sheet, {"phone": (2,), "association": (), "town": (3,)}) == {"name": (0,), "phone": (2,), "town": (3,)}
