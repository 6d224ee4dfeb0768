"""Whether the options of a survey can be told apart by the very reading that will read the replies to them."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flows.reading import is_opt_out, read
from flows.reading.question import Question
from flows.survey import shown
from flows.surveys import SurveyOption, SurveyQuestion

_SOME_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)  # what an option means does not hang on the day


def misread(question: SurveyQuestion, option: SurveyOption) -> Iterator[tuple[str, str]]:
    """Names of an option that would not be read as it, each with what it would be read as.

    That is the key of another option, "stop" for an opt-out, or "" where it could not be told what was meant.
    """
    for language, name in option.labels.items():
        asked = shown(question, language)
        for said in dict.fromkeys((name, *option.words)):
            other = read_as(said, asked, language)
            if other != option.key:
                yield said, other


def read_as(name: str, asked: Question, language: str) -> str:
    """The key of the option that a name is read as; "stop" for an opt-out, "" for no single one."""
    if is_opt_out(name, asked):
        return "stop"
    found = read(name, asked, now=_SOME_DAY, language=language)
    if found.intent not in ("answer", "answers"):
        return ""
    values = found.get("values") or [found.get("value")]
    return str(values[0]) if len(values) == 1 else ""
