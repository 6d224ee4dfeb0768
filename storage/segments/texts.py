"""What is said of an expression that cannot be used, in Swedish and in English."""

from storage.segments.errors import SegmentError

TEXTS = {
    "sv": {
        "empty": "Urvalet är tomt. Skriv till exempel: town = Solna",
        "too_long": "Urvalet är för långt: högst {limit} tecken.",
        "too_deep": "Urvalet har för många parenteser i varandra: högst {limit}.",
        "too_many": "Urvalet har för många villkor: högst {limit}.",
        "bad_character": "Här står ett osynligt tecken som inte kan läsas. Ta bort det.",
        "open_quote": "Ett citattecken öppnas men stängs inte.",
        "unfinished": "Urvalet slutar mitt i.",
        "unexpected": "Jag förstår inte ”{word}” just här.",
        "unknown_word": "Jag känner inte till ordet ”{word}”.",
        "two_words": "Här står flera ord i rad: ”{word}”. Hör de ihop? Sätt dem inom citattecken. "
        "Är det två villkor? Skriv and eller or emellan.",
        "bad_whole": "”{word}” ska vara ett heltal mellan {low} och {high}.",
        "bad_day": "”{word}” är inget datum. Skriv till exempel 2026-09-13.",
        "bad_hours": "”{word}” är inga klockslag. Skriv till exempel 10:00-14:00, det tidigare först.",
        "bad_number": "”{word}” är inget tal.",
        "unknown_organization": "Här finns ingen organisation som heter ”{word}”.",
        "unknown_activity": "Det finns ingen aktivitet som heter ”{word}”.",
        "unknown_survey": "Det finns ingen inventering som heter ”{word}”.",
        "unknown_question": "Det finns ingen fråga som heter ”{word}”.",
        "unknown_option": "Frågan har inget svar som heter ”{word}”. Det finns: {choices}.",
        "unknown_relation": "”{word}” är ingen relation.",
        "unknown_language": "”{word}” är inget språk som jag känner till.",
        "unknown_segment": "Det finns inget sparat urval som heter ”{word}”.",
        "ambiguous_question": "Flera inventeringar har frågan ”{word}”. Skriv vilken: {choices}.",
        "no_options": "Frågan ”{word}” har inga svar att välja bland, så has går inte.",
        "not_a_number": "Svaren på ”{word}” är inga tal: använd = eller !=.",
        "ask_free": "Svaren på ”{word}” är dagar. Skriv till exempel: free on 2026-09-13 10:00-14:00",
        "broken_segment": "Det sparade urvalet ”{word}” går inte att använda:",
        "segment_cycle": "Det sparade urvalet ”{word}” hänvisar till sig självt.",
        "segment_depth": "Sparade urval hänvisar till varandra i för många led: högst {limit}.",
        "bad_segment_name": "Ett urval behöver ett namn på en rad, högst {limit} tecken.",
        "segment_name_taken": "Det finns redan ett sparat urval som heter ”{word}”. Välj ett annat namn.",
        "political": "Opinionsbildning får bara väljas ut efter organisation och ort, inte efter ”{word}”.",
        "too_varied": "Svaren på när folk kan är för olika för att jämföras på en gång. Välj en mindre organisation.",
        "near": "Menade du {near}?",
        "expected": "Här kan stå: {expected}.",
        "place": "Tecken {place}: {shown}",
    },
    "en": {
        "empty": "The segment is empty. Write for example: town = Solna",
        "too_long": "The segment is too long: at most {limit} characters.",
        "too_deep": "The segment has too many parentheses inside each other: at most {limit}.",
        "too_many": "The segment has too many conditions: at most {limit}.",
        "bad_character": "There is an invisible character here that cannot be read. Take it away.",
        "open_quote": "A quotation mark opens but does not close.",
        "unfinished": "The segment ends too early.",
        "unexpected": "I do not understand “{word}” just here.",
        "unknown_word": "I do not know the word “{word}”.",
        "two_words": "There are several words in a row here: “{word}”. Do they belong together? "
        "Put them in quotation marks. Are they two conditions? Write and or or between them.",
        "bad_whole": "“{word}” should be a whole number between {low} and {high}.",
        "bad_day": "“{word}” is not a date. Write for example 2026-09-13.",
        "bad_hours": "“{word}” are not times of day. Write for example 10:00-14:00, the earlier one first.",
        "bad_number": "“{word}” is not a number.",
        "unknown_organization": "There is no organization called “{word}” here.",
        "unknown_activity": "There is no activity called “{word}”.",
        "unknown_survey": "There is no survey called “{word}”.",
        "unknown_question": "There is no question called “{word}”.",
        "unknown_option": "The question has no answer called “{word}”. There are: {choices}.",
        "unknown_relation": "“{word}” is not a relation.",
        "unknown_language": "“{word}” is not a language that I know.",
        "unknown_segment": "There is no saved segment called “{word}”.",
        "ambiguous_question": "Several surveys have the question “{word}”. Write which one: {choices}.",
        "no_options": "The question “{word}” has no answers to choose from, so has cannot be used.",
        "not_a_number": "The answers to “{word}” are not numbers: use = or !=.",
        "ask_free": "The answers to “{word}” are days. Write for example: free on 2026-09-13 10:00-14:00",
        "broken_segment": "The saved segment “{word}” cannot be used:",
        "segment_cycle": "The saved segment “{word}” refers to itself.",
        "segment_depth": "Saved segments refer to each other in too many steps: at most {limit}.",
        "bad_segment_name": "A segment needs a name on one line, of at most {limit} characters.",
        "segment_name_taken": "There is already a saved segment called “{word}”. Choose another name.",
        "political": "Political messages may only be aimed by organization and town, not by “{word}”.",
        "too_varied": "The answers to when people can are too varied to be compared all at once. "
        "Choose a smaller organization.",
        "near": "Did you mean {near}?",
        "expected": "Here may stand: {expected}.",
        "place": "Character {place}: {shown}",
    },
}
HERE = "→"
AROUND = 30
LONGEST_WORD = 60


def error_text(error: SegmentError, language: str) -> str:
    """One line for a person: what is wrong, the near word, and the place with an arrow before it.

    Of a saved segment that cannot be used it says what is wrong in there. A language without texts gets Swedish.
    """
    texts = TEXTS.get(language, TEXTS["sv"])
    values = {name: _on_one_line(value, LONGEST_WORD) for name, value in error.values.items()}
    if error.inside:
        return f"{texts[error.reason].format_map(values)} {error_text(error.inside, language)}"
    hint = next((name for name in ("near", "expected") if name in values), None)
    said = [texts[error.reason], texts[hint] if hint else "", texts["place"] if error.text else ""]
    values |= {"place": str(error.position + 1), "shown": _shown(error)}
    return " ".join(filter(None, said)).format_map(values)


def _shown(error: SegmentError) -> str:
    before, after = error.text[: error.position], error.text[error.position :]
    start = "…" + before[-AROUND:] if len(before) > AROUND else before
    return _on_one_line(start, 2 * AROUND) + HERE + _on_one_line(after, AROUND)


def _on_one_line(text: str, longest: int) -> str:
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return line[: longest - 1] + "…" if len(line) > longest else line
