"""Whether the options of a survey can be told apart by the very reading that will read the replies to them."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flows.reading import is_opt_out, read
from flows.reading.question import Question
from flows.survey import shown
from flows.surveys import SurveyOption, SurveyQuestion

_SOME_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)  # what an option means does not hang on the day


def misread(question: SurveyQuestion, option: SurveyOption) -> Iterator[tuple[str, bool]]:
    """Names of an option that would not be read as it, each with whether it would be read as an opt-out."""
    for language, name in option.labels.items():
        asked = shown(question, language)
        for said in dict.fromkeys((name, *option.words)):
            if is_opt_out(said, asked) or read_as(said, asked, language) != option.key:
                yield said, is_opt_out(said, asked)


def read_as(name: str, asked: Question, language: str) -> str:
    """The key of the option that a name is read as; "" when it is none, or several."""
    found = read(name, asked, now=_SOME_DAY, language=language)
    if found.intent not in ("answer", "answers"):
        return ""
    values = found.get("values") or [found.get("value")]
    return str(values[0]) if len(values) == 1 else ""
