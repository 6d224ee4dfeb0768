"""The catalog of what an import says to the volunteer who made it."""

from storage.importing.reasons import Reason

FIELDS = {
    "sv": {
        "first_name": "förnamn", "last_name": "efternamn", "relation": "relation", "basis": "rättslig grund",
        "language": "språk", "town": "ort", "email": "e-post", "member_number": "medlemsnummer",
        "protected": "skyddad identitet",
        "name": "namn", "phone": "telefon", "association": "förening", "tags": "taggar", "role": "roll",
        "activity": "aktivitet", "venue": "plats", "start": "start", "end": "slut", "minimum": "minst",
        "maximum": "högst",
    },
    "en": {
        "first_name": "first name", "last_name": "last name", "relation": "relation", "basis": "legal basis",
        "language": "language", "town": "town", "email": "email", "member_number": "member number",
        "protected": "protected identity",
        "name": "name", "phone": "phone", "association": "association", "tags": "tags", "role": "role",
        "activity": "activity", "venue": "venue", "start": "start", "end": "end", "minimum": "minimum",
        "maximum": "maximum",
    },
}  # fmt: skip

SV = {
    # The file
    "too_large": "Filen är större än {limit} MB. Dela upp den, eller spara bara bladet med listan.",
    "too_many_rows": "Filen har fler än {limit} rader. Dela upp den i flera.",
    "too_many_columns": "Filen har fler än {limit} kolumner. Ta bort dem som inte behövs.",
    "too_many_cells": "Filen har fler än {limit} ifyllda celler. Ta bort kolumner som inte behövs, eller dela upp den.",
    "too_much_inside": "Arbetsboken är för stor att öppna. Spara bladet med listan som CSV och försök igen.",
    "cell_too_long": "Rad {row}: en cell är för lång. Kontrollera att inget citattecken saknas på raden.",
    "quotes": "Rad {row}: citattecknen går inte ihop. Rätta raden, eller spara filen på nytt från kalkylprogrammet.",
    "charset": "Rad {row}: vi kan inte läsa bokstäverna i filen. Spara den som ”CSV UTF-8” och försök igen.",
    "not_text": "Filen är varken en arbetsbok (.xlsx) eller en textfil med en lista (.csv). Det syns på rad {row}.",
    "old_workbook": "Filen är i ett äldre Excelformat eller har ett lösenord. Spara den som .xlsx utan lösenord.",
    "password": "Arbetsboken har ett lösenord. Spara den utan och försök igen.",
    "not_a_workbook": "Filen är packad men ingen arbetsbok (.xlsx). Spara listan som .xlsx eller .csv.",
    "damaged": "Arbetsboken är skadad. Öppna den i kalkylprogrammet, spara den på nytt och försök igen.",
    "empty": "Filen är tom.",
    "unread": "Bara det första bladet lästes. Inte läst: {sheets}.",
    "no_report": "Rapporten kan inte skrivas där. Välj en annan fil.",
    "interrupted": "Importen avbröts innan något hade lagts in. Kör den en gång till.",
    "no_people_columns": "Vi hittar ingen kolumn med telefonnummer eller medlemsnummer. Översta raden ska "
    "ha rubriker, "
    "till exempel Förnamn, Efternamn, Mobil. Nu står där: {headings}.",
    "no_headings": "Översta raden ska ha rubriker, till exempel Förnamn, Efternamn, Mobil. Nu står där ”{cell}”, som "
    "hör till någon. Skriv rubriker ovanför listan.",
    "unknown_field": "Vi känner inte till ”{word}”. Så här kan en kolumn kallas: {columns}.",
    "unknown_column": "Det finns ingen kolumn ”{word}”. Rubrikerna är: {headings}.",
    "no_shift_columns": "Kolumner saknas: {columns}. Översta raden ska ha rubrikerna aktivitet, plats, "
    "start, slut, minst, "
    "högst och ansvarig.",
    # A row of people
    "row_too_wide": "raden har {cells} celler men bara {headings} rubriker; ett skiljetecken för mycket "
    "flyttar allt "
    "som kommer efter",
    "formula": "cellen ”{cell}” är en formel; skriv in värdet i stället",
    "wants_no_texts": "i raden står ”{cell}”; vi lägger inte in någon som inte vill ha sms",
    "no_phone": "mobilnummer saknas; utan det kan vi inte skriva till personen",
    "no_name": "namn saknas; ett nummer kan delas av flera, så vi behöver veta vem det är",
    "number_taken": "medlemsnummer {number} hör redan till någon med ett annat namn och en annan telefon",
    "no_basis": "en sympatisör behöver ett samtycke eller vara en kontakt; fyll i kolumnen ”rättslig grund”",
    "phone_empty": "”{number}” är inget telefonnummer",
    "phone_not_a_number": "”{number}” är inget telefonnummer",
    "phone_scientific": "kalkylprogrammet har kortat numret till {number} och de sista siffrorna är borta; "
    "gör om cellen "
    "till text och skriv in numret igen",
    "phone_several": "”{number}” är flera nummer som vi inte kan skilja åt; skriv ett i varje cell",
    "phone_date": "kalkylprogrammet har gjort numret till datumet {number}; gör om cellen till text och skriv in "
    "numret igen",
    "phone_rounded": "numret {number} slutar på många nollor, som när kalkylprogrammet har kortat det; kontrollera "
    "det och skriv in det igen",
    "phone_country": "numret {number} hör till ett land som vi inte skickar sms till",
    "phone_invalid": "numret {number} finns inte; kontrollera siffrorna",
    "phone_not_mobile": "numret {number} är en fast telefon; vi behöver ett mobilnummer",
    "unknown_relation": "vi känner inte igen relationen ”{word}”; skriv medlem, tidigare medlem, kontakt "
    "eller sympatisör",
    "unknown_basis": "vi känner inte igen den rättsliga grunden ”{word}”; skriv medlem, samtycke eller kontakt",
    "unknown_protected": "vi förstår inte ”{word}” i kolumnen för skyddad identitet; skriv ja eller nej",
    "unknown_association": "föreningen ”{association}” finns inte här; lägg till den, eller rätta namnet",
    "said_too_long": "{field}: texten är längre än {limit} tecken; kontrollera att inget citattecken saknas på raden",
    "too_many": "{field}: raden har fler än {limit}; ta bort dem som inte behövs",
    "erased": "personen har bett att bli raderad den {date} och läggs inte in igen",
    # What was left out of a row that was taken
    "unknown_language": "vi känner inte igen språket ”{word}”; personen får föreningens språk",
    "lost_letters": "i ”{cell}” har bokstäver blivit frågetecken; rätta namnet",
    "said_stop": "personen har sagt stopp, så det nya numret {number} lades inte in; bara personen kan häva "
    "det med STARTA",
    "kept": "{field} är rättat för hand och ändrades inte",
    # A row of shifts
    "cell_missing": "{field} saknas",
    "time_bad": "{field} ”{cell}” är ingen tid; skriv som 2026-09-01 18:00",
    "zones_differ": "start och slut ska båda ha tidszon eller ingen av dem",
    "end_before_start": "slutet {end} kommer inte efter starten {start}; går passet över midnatt, skriv "
    "även slutets datum",
    "places_bad": "{field} ”{cell}” är inget antal",
    "places_none": "högst måste vara minst 1",
    "places_crossed": "minst {minimum} är mer än högst {maximum}",
    "shift_twice": "samma pass står redan på rad {other}",
}

EN = {
    "too_large": "The file is larger than {limit} MB. Split it, or save only the sheet with the list.",
    "too_many_rows": "The file has more than {limit} rows. Split it into several.",
    "too_many_columns": "The file has more than {limit} columns. Remove those that are not needed.",
    "too_many_cells": "The file has more than {limit} filled cells. Remove columns that are not needed, or split it.",
    "too_much_inside": "The workbook is too big to open. Save the sheet with the list as CSV and try again.",
    "cell_too_long": "Row {row}: a cell is too long. Check that no quotation mark is missing in the row.",
    "quotes": "Row {row}: the quotation marks do not match. Correct the row, or save the file again from "
    "the spreadsheet.",
    "charset": "Row {row}: we cannot read the letters in the file. Save it as “CSV UTF-8” and try again.",
    "not_text": "The file is neither a workbook (.xlsx) nor a text file with a list (.csv). Row {row} shows it.",
    "old_workbook": "The file is in an older Excel format or has a password. Save it as .xlsx without a password.",
    "password": "The workbook has a password. Save it without one and try again.",
    "not_a_workbook": "The file is packed but is no workbook (.xlsx). Save the list as .xlsx or .csv.",
    "damaged": "The workbook is damaged. Open it in the spreadsheet, save it again and try again.",
    "empty": "The file is empty.",
    "unread": "Only the first sheet was read. Not read: {sheets}.",
    "no_report": "The report cannot be written there. Choose another file.",
    "interrupted": "The import was interrupted before anything was taken in. Run it once more.",
    "no_people_columns": "We find no column with phone numbers or member numbers. The top row must have "
    "headings, "
    "for example First name, Last name, Mobile. Now it says: {headings}.",
    "no_headings": "The top row must have headings, for example First name, Last name, Mobile. Now “{cell}” stands "
    "there, which is somebody's. Write headings above the list.",
    "unknown_field": "We do not know “{word}”. A column can be called: {columns}.",
    "unknown_column": "There is no column “{word}”. The headings are: {headings}.",
    "no_shift_columns": "Columns are missing: {columns}. The top row must have the headings activity, "
    "venue, start, end, "
    "minimum, maximum and responsible.",
    "row_too_wide": "the row has {cells} cells but there are only {headings} headings; one separator too "
    "many moves all "
    "that comes after it",
    "formula": "the cell “{cell}” is a formula; write its value instead",
    "wants_no_texts": "the row says “{cell}”; we do not add anybody who does not want texts",
    "no_phone": "there is no mobile number; without one we cannot write to the person",
    "no_name": "there is no name; several people may share a number, so we need to know who it is",
    "number_taken": "member number {number} already belongs to somebody with another name and another phone",
    "no_basis": "a sympathizer needs to have consented or to be a contact; fill in the column “legal basis”",
    "phone_empty": "“{number}” is no phone number",
    "phone_not_a_number": "“{number}” is no phone number",
    "phone_scientific": "the spreadsheet has shortened the number to {number} and its last digits are gone; "
    "turn the cell "
    "into text and write the number again",
    "phone_several": "“{number}” is several numbers that we cannot tell apart; write one in each cell",
    "phone_date": "the spreadsheet has turned the number into the date {number}; turn the cell into text and write "
    "the number again",
    "phone_rounded": "the number {number} ends in many zeros, as when the spreadsheet has shortened it; check it and "
    "write it again",
    "phone_country": "the number {number} belongs to a country that we do not send texts to",
    "phone_invalid": "the number {number} does not exist; check the digits",
    "phone_not_mobile": "the number {number} is a landline; we need a mobile number",
    "unknown_relation": "we do not know the relation “{word}”; write member, former member, contact or sympathizer",
    "unknown_basis": "we do not know the legal basis “{word}”; write member, consent or contact",
    "unknown_protected": "we do not understand “{word}” in the column for protected identity; write yes or no",
    "unknown_association": "there is no association “{association}” here; add it, or correct the name",
    "said_too_long": "{field}: the text has more than {limit} characters; check that no quotation mark is missing",
    "too_many": "{field}: the row has more than {limit}; remove those that are not needed",
    "erased": "the person has asked to be erased on {date} and is not added again",
    "unknown_language": "we do not know the language “{word}”; the person gets that of the association",
    "lost_letters": "letters in “{cell}” have become question marks; correct the name",
    "said_stop": "the person has said stop, so the new number {number} was left out; only the person can "
    "lift it, by START",
    "kept": "{field} was corrected by hand and was not changed",
    "cell_missing": "{field} is missing",
    "time_bad": "{field} “{cell}” is no time; write it like 2026-09-01 18:00",
    "zones_differ": "start and end must both have a time zone, or neither",
    "end_before_start": "the end {end} does not come after the start {start}; for a shift past midnight, "
    "write the date of "
    "the end too",
    "places_bad": "{field} “{cell}” is no number of people",
    "places_none": "maximum must be at least 1",
    "places_crossed": "minimum {minimum} is more than maximum {maximum}",
    "shift_twice": "the same shift already stands in row {other}",
}

CATALOGS = {"sv": SV, "en": EN}

# What an import is doing, in this order.
STEPS = {
    "sv": {"reading": "Läser", "checking": "Kontrollerar", "staging": "Förbereder", "storing": "Lägger in"},
    "en": {"reading": "Reading", "checking": "Checking", "staging": "Preparing", "storing": "Storing"},
}


def step_text(step: str, language: str) -> str:
    """What an import is doing, in a word or two; languages that we do not have get Swedish."""
    return STEPS.get(language, STEPS["sv"])[step]


def reason_text(reason: Reason, language: str) -> str:
    """A reason as a sentence in `sv` or `en`; other languages get Swedish. About a row: without its number."""
    language = language if language in CATALOGS else "sv"
    names = FIELDS[language]
    values = {key: _named(key, value, names) for key, value in reason.values.items()}
    return CATALOGS[language][reason.key].format(**values)


def _named(key: str, value: str | int, names: dict[str, str]) -> str | int:
    if key == "field":
        return names[str(value)]
    if key == "columns":
        return ", ".join(names[name] for name in str(value).split(", "))
    return value
