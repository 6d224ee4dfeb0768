"""Rows as people: names, numbers and words are understood, or the row is refused in plain words."""

from storage.importing.columns import guess
from storage.importing.judging import missing
from storage.importing.people_file import Candidate, usable
from storage.importing.reasons import BadFile, Refused
from storage.importing.sheet import Sheet, read_sheet
from storage.importing.texts import reason_text
from tests.rows import each
from tests.storage.importing.helpers import only_person, only_refusal, people_in, sheet_of
from tests.storage.importing.workbooks import workbook


def phones(cell: str) -> tuple[str, ...]:
    return only_person(f'Namn;Mobil\nAnna Ek;"{cell}"').phones


@each(
    "cell",
    ["070-174 06 05", "0701740605", "701740605", "46701740605", "+46 (0)70 174 06 05", "0046701740605", "46701740605.0",
     "tel: 0701740605", "\u202a0701740605\u202c", "0701740605 / 0701740605", "'0701740605", "'+46701740605",
     "O701740605", "070\u2011174\u201106\u201105", "070.174.06.05", "070/1740605", "0046 70 174 06 05"],
)  # fmt: skip
def test_a_number_in_any_spelling_is_the_same_number(cell: str) -> None:
    assert phones(cell) == ("+46701740605",)


def test_two_numbers_in_a_cell_are_two_and_a_landline_beside_a_mobile_is_noted() -> None:
    assert phones("0701740605 / 0701740606") == ("+46701740605", "+46701740606")
    person = only_person("Namn;Mobil;Hemtelefon\nAnna Ek;0701740605;08-465 004 00")
    assert (person.phones, [note.key for note in person.notes]) == (("+46701740605",), ["phone_not_mobile"])


@each(
    ("cell", "reason"),
    [
        ("4,67E+10", "kalkylprogrammet har kortat numret till 4,67E+10 och de sista siffrorna är borta"),
        ("4.6701740605E10", "kalkylprogrammet har kortat numret till 4.6701740605E10"),
        ("08-465 004 10", "numret 08-465 004 10 är en fast telefon; vi behöver ett mobilnummer"),
        ("+14155552671", "numret +14155552671 hör till ett land som vi inte skickar sms till"),
        ("hemligt nr", "”hemligt nr” är inget telefonnummer"),
        ("07017406O5", "numret 07017406O5 finns inte; kontrollera siffrorna"),
        ("070-174 06 0", "numret 070-174 06 0 finns inte; kontrollera siffrorna"),
        ("070174O605", "numret 070174O605 finns inte; kontrollera siffrorna"),
        ("07O-174 06 05", "”07O-174 06 05” är inget telefonnummer"),
        ("46700000000", "numret 46700000000 slutar på många nollor, som när kalkylprogrammet har kortat det"),
        ("2022-09-01T00:00:00", "kalkylprogrammet har gjort numret till datumet 2022-09-01;"),
        ("20220901", "numret 20220901 är en fast telefon"),
        ("44805", "numret 44805 finns inte"),
        ("1/9/22", "numret 1/9/22 finns inte"),
        ("070-174 06 05 (mamma)", "”070-174 06 05 (mamma)” är inget telefonnummer"),
        ("#SAKNAS!", "mobilnummer saknas"),
    ],
)
def test_a_row_whose_only_number_is_bad_is_refused_in_plain_words(cell: str, reason: str) -> None:
    assert refused_at_last(f"Namn;Mobil\nAnna Ek;{cell}").startswith(reason)


def refused_at_last(text: str) -> str:
    """Why nobody comes of the only row: it cannot be read, or lacks a number."""
    (found,) = people_in(sheet_of(text))
    reason = found.reason if isinstance(found, Refused) else missing(found)
    assert reason is not None, found
    return reason_text(reason, "sv")


@each("error", ["#N/A", "#SAKNAS!", "#REF!", "#NAMN?", "#DIVISION/0!", "#VÄRDEFEL!"])
def test_what_a_failed_formula_has_left_is_nothing(error: str) -> None:
    assert only_person(f"Namn;Mobil;Ort\nAnna Ek;0701740605;{error}").town is None


def test_a_cell_that_swallowed_its_neighbours_refuses_the_row() -> None:
    assert only_refusal(f"Namn;Mobil\n{'Anna ' * 61};0701740605") == (
        "namn: texten är längre än 300 tecken; kontrollera att inget citattecken saknas på raden"
    )
    many = ",".join(f"t{n}" for n in range(21))
    assert only_refusal(f'Namn;Mobil;Taggar\nAnna;0701740605;"{many}"', "en") == (
        "tags: the row has more than 20; remove those that are not needed"
    )


def test_a_zero_kept_by_quotation_marks_is_no_formula_and_other_formulas_are_refused() -> None:
    assert phones('=""0701740605""') == ("+46701740605",)
    assert only_refusal("Namn;Mobil\n=HYPERLINK(1);0701740605") == (
        "cellen ”=HYPERLINK(1)” är en formel; skriv in värdet i stället"
    )


@each(
    ("name", "first", "last"),
    [
        ("Ek, Selam", "Selam", "Ek"),
        ("Selam Ek", "Selam", "Ek"),
        ("Anna-Karin  Al-Hassan", "Anna-Karin", "Al-Hassan"),
        ("Åsa von Essen", "Åsa", "von Essen"),
        ("von Essen, Åsa", "Åsa", "von Essen"),
        ("Selam", "Selam", None),
    ],
)
def test_a_name_is_split_in_two(name: str, first: str, last: str | None) -> None:
    person = only_person(f"Namn;Mobil\n{name};0701740605")
    assert (person.first_name, person.last_name) == (first, last)


@each(("word", "code"), [("svenska", "sv"), ("sv", "sv"), ("Somali", "so"), ("ENGLISH", "en"), ("", None)])
def test_a_language_is_a_code(word: str, code: str | None) -> None:
    assert only_person(f"Namn;Mobil;Språk\nAnna Ek;0701740605;{word}").language == code


def test_an_unknown_language_is_noted_and_the_person_taken() -> None:
    person = only_person("Namn;Mobil;Språk\nAnna Ek;0701740605;klingonska")
    assert (person.language, [reason_text(note, "en") for note in person.notes]) == (
        None,
        ["we do not know the language “klingonska”; the person gets that of the association"],
    )


@each(
    ("word", "relation"),
    [
        ("Medlem", "member"),
        ("f.d. medlem", "former_member"),
        ("regular contact", "regular_contact"),
        ("Sympatisör", "sympathizer"),
    ],
)
def test_a_relation_is_known_in_both_languages(word: str, relation: str) -> None:
    assert only_person(f"Namn;Mobil;Relation\nAnna Ek;0701740605;{word}").relation == relation


def test_an_unknown_relation_or_basis_refuses_the_row_because_the_law_hangs_on_it() -> None:
    assert "hedersgäst" in only_refusal("Namn;Mobil;Relation\nAnna;0701740605;hedersgäst")
    assert "kanske" in only_refusal("Namn;Mobil;Rättslig grund\nAnna;0701740605;kanske")


def test_tags_and_roles_are_divided_and_folded() -> None:
    person = only_person('Namn;Mobil;Taggar;Roll\nAnna Ek;0701740605;"Styrelse, valstuga;styrelse";Kandidat')
    assert (person.tags, person.roles) == (("styrelse", "valstuga"), ("kandidat",))


@each("note", ["vill inte ha sms", "INGA SMS!", "Do not text", "please, no texts"])
def test_who_wants_no_texts_is_not_taken(note: str) -> None:
    assert note in only_refusal(f"Namn;Mobil;Anm.\nAnna Ek;0701740605;{note}")


@each("note", ["ring inte, sms går bra", "vill inte bli uppringd men gärna sms", "betalar ej"])
def test_other_notes_do_no_harm(note: str) -> None:
    assert only_person(f"Namn;Mobil;Anm.\nAnna Ek;0701740605;{note}").phones


def test_a_separator_too_many_refuses_the_row_instead_of_moving_its_cells() -> None:
    refusal = only_refusal("Namn,Ort,Mobil,E-post\nEk, Anna,Solna,0701740605,a@exempel.invalid")
    assert "5 celler men bara 4 rubriker" in refusal


def test_letters_lost_to_question_marks_are_noted() -> None:
    assert [note.key for note in only_person("Namn;Mobil\nEmma Ça?lar;0701740605").notes] == ["lost_letters"]


def test_the_row_is_numbered_as_the_spreadsheet_shows_it() -> None:
    sheet = read_sheet(workbook(("Medlemmar",), (), ("Namn", "Mobil"), ("Anna", 701740605), ("Bo", 4.67e-10)), "x.xlsx")
    assert isinstance(sheet, Sheet)
    kinds = [(row.row, type(row)) for row in people_in(sheet)]
    assert kinds == [(4, Candidate), (5, Refused)]


def test_a_file_without_a_way_to_know_people_is_refused_as_a_whole() -> None:
    sheet = sheet_of("Ort;Adress\nSolna;Storgatan")
    found = usable(sheet, guess(sheet))
    assert isinstance(found, BadFile)
    assert reason_text(found.reason, "sv").endswith("Nu står där: Ort, Adress.")
    assert usable(sheet_of("Namn;Mobil\nAnna;0701740605"), {"phone": (1,)}) is None
