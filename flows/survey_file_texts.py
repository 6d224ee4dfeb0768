"""The problems of a survey file in words, for the organizer who wrote it."""

from collections.abc import Mapping
from typing import Final

from flows.survey_nodes import Problem

# By reason: what is wrong, without the line and without the word that was probably meant.
_SV: Final = {
    "too_long": "filen är för lång; en inventering får ha högst {most} tecken",
    "unprintable": "här står ett tecken som inte syns och inte går att skicka",
    "empty": "filen är tom",
    "not_yaml": "härifrån går filen inte att läsa; se efter indragen, och sätt text med ? : , {{ }} inom citattecken",
    "tab": "här står en tabb; använd mellanslag för indrag",
    "colon": "ett kolon för mycket; en text med kolon i måste stå inom citattecken",
    "alias": "& och * har en egen betydelse i YAML; sätt texten inom citattecken",
    "too_deep": "här är för många nivåer inuti varandra",
    "not_fields": "{place} ska bestå av fält, som 'key: ...'",
    "unknown_field": "{place} har ett okänt fält '{field}'",
    "field_twice": "{place} har fältet '{field}' två gånger",
    "field_missing": "{place} saknar fältet '{field}'",
    "not_a_list": "{place}: '{field}' ska vara en lista med minst en rad",
    "no_text": "{place}: '{field}' är tomt eller ingen text",
    "not_by_language": "{place}: '{field}' ska ges per språk, som {{sv: ..., en: ...}}",
    "not_a_language": "{place}: '{field}' är inget språk; skriv en kod som sv eller en",
    "bad_name": "namnet '{value}' får bara ha bokstäver, siffror, _ och -, högst 60",
    "bad_key": "{place}: nyckeln '{value}' får bara ha a-z, 0-9 och _, högst 40",
    "unknown_kind": "{place} har en okänd sort '{kind}'",
    "question_twice": "{place} finns redan; varje fråga behöver en egen nyckel",
    "options_missing": "{place} är av sorten {kind} och behöver alternativ ('options')",
    "options_unwanted": "{place} är av sorten {kind} och kan inte ha alternativ",
    "too_many_options": "{place} har för många alternativ; {most} får plats",
    "option_twice": "{place} har två alternativ med nyckeln '{option}'",
    "label_missing": "{place}: alternativet '{option}' saknar text, som 'sv: ...'",
    "name_twice": "{place} har två alternativ som heter '{name}'",
    "name_unclear": "{place}: svaret '{name}' går inte säkert att läsa som {option}; ge det ett annat namn",
    "name_is_number": "{place}: '{name}' är alternativ {number}, så den som svarar '{name}' får fel alternativ",
    "provider_word": "{place}: '{name}' kan inte vara ett svar, för det stoppar eller startar sms hos operatören",
    "bound_unwanted": "{place} är av sorten {kind} och kan inte ha '{field}'; det har bara number",
    "not_a_number": "{place}: '{field}' ska vara ett tal, inte '{value}'",
    "bounds_crossed": "{place}: 'min' ({low}) är större än 'max' ({high})",
    "not_true_or_false": "{place}: '{field}' ska vara true eller false, inte '{value}'",
    "required_unwanted": "{place} är av sorten {kind} och går alltid att hoppa över",
    "only_if_unknown": "{place} hänger på frågan '{other}', som inte finns",
    "only_if_later": "{place} hänger på frågan {other}, som kommer senare; flytta upp den",
    "only_if_keyless": "{place} kan inte hänga på frågan {other}, som är av sorten {kind} och saknar alternativ",
    "only_if_option": "{place}: frågan {other} har inget alternativ '{option}'",
    "too_many_parts": "{place} blir {parts} sms-delar ({language}) med alternativen; högst {most} får det bli",
}

_EN: Final = {
    "too_long": "the file is too long; a survey may have {most} characters",
    "unprintable": "there is a character here that cannot be seen and cannot be sent",
    "empty": "the file is empty",
    "not_yaml": "the file cannot be read from here; look at the indentation, and put text with ? : , {{ }} in quotes",
    "tab": "there is a tab here; indent with spaces",
    "colon": "one colon too many; a text with a colon in it must be in quotes",
    "alias": "& and * have a meaning of their own in YAML; put the text in quotes",
    "too_deep": "there are too many levels inside each other here",
    "not_fields": "{place} must be made of fields, like 'key: ...'",
    "unknown_field": "{place} has an unknown field '{field}'",
    "field_twice": "{place} has the field '{field}' twice",
    "field_missing": "{place} lacks the field '{field}'",
    "not_a_list": "{place}: '{field}' must be a list of at least one",
    "no_text": "{place}: '{field}' is empty or no text",
    "not_by_language": "{place}: '{field}' is given by language, like {{sv: ..., en: ...}}",
    "not_a_language": "{place}: '{field}' is no language; write a code like sv or en",
    "bad_name": "the name '{value}' may only have letters, digits, _ and -, at most 60",
    "bad_key": "{place}: the key '{value}' may only have a-z, 0-9 and _, at most 40",
    "unknown_kind": "{place} is of an unknown kind '{kind}'",
    "question_twice": "{place} is already there; every question needs a key of its own",
    "options_missing": "{place} is of kind {kind} and needs options",
    "options_unwanted": "{place} is of kind {kind} and cannot have options",
    "too_many_options": "{place} has too many options; there is room for {most}",
    "option_twice": "{place} has two options with the key '{option}'",
    "label_missing": "{place}: the option '{option}' has no text, like 'en: ...'",
    "name_twice": "{place} has two options called '{name}'",
    "name_unclear": "{place}: the reply '{name}' cannot surely be read as {option}; give it another name",
    "name_is_number": "{place}: '{name}' is option {number}, so who replies '{name}' gets the wrong option",
    "provider_word": "{place}: '{name}' cannot be an answer, because it stops or starts texts at the provider",
    "bound_unwanted": "{place} is of kind {kind} and cannot have '{field}'; only number has",
    "not_a_number": "{place}: '{field}' must be a number, not '{value}'",
    "bounds_crossed": "{place}: 'min' ({low}) is above 'max' ({high})",
    "not_true_or_false": "{place}: '{field}' must be true or false, not '{value}'",
    "required_unwanted": "{place} is of kind {kind} and can always be skipped",
    "only_if_unknown": "{place} hangs on the question '{other}', which is not there",
    "only_if_later": "{place} hangs on the question {other}, which comes later; move it up",
    "only_if_keyless": "{place} cannot hang on the question {other}, which is of kind {kind} and has no options",
    "only_if_option": "{place}: the question {other} has no option '{option}'",
    "too_many_parts": "{place} becomes {parts} SMS parts ({language}) with its options; {most} are allowed",
}

# By language: the line, the word that was probably meant, a question, the survey as a whole, and the reasons.
_FRAMES: Final = {
    "sv": ("rad {line}: {what}", "; menade du '{near}'?", "frågan {question}", "inventeringen"),
    "en": ("line {line}: {what}", "; did you mean '{near}'?", "question {question}", "the survey"),
}
REASONS: Final[Mapping[str, Mapping[str, str]]] = {"sv": _SV, "en": _EN}


def problem_text(problem: Problem, language: str) -> str:
    """`rad 7: frågan hours har ett okänt fält 'maks'; menade du 'max'?`; an unknown language reads Swedish."""
    language = language if language in _FRAMES else "sv"
    line, meant, question, survey = _FRAMES[language]
    values = problem.values
    place = question.format(**values) if "question" in values else survey
    what = REASONS[language][problem.reason_key].format(place=place, **values)
    return line.format(line=problem.line, what=what) + (meant.format(**values) if "near" in values else "")
