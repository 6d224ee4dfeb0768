"""How a question is shown: as numbers on a phone, as buttons where there are any; and what a tap means."""

from dataclasses import dataclass

from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.text import text


@dataclass(frozen=True)
class Button:
    """A button: what it says, and the value that a tap on it carries."""

    label: str
    value: str


# What a yes and a no mean: to a request, and to whether one still comes.
BOOKING = ({"yes": "booking_accept", "no": "booking_decline"}, {"yes": "confirm", "no": "booking_cancel"})
YES_NO = ("yesno", "reminder", "booking")


def numbered(question: Question) -> list[tuple[int, str]]:
    """The lines of a question's options, as number and label."""
    return [(choice.number, choice.label) for choice in question.choices]


def for_sms(said: str, question: Question, language: str) -> str:
    """The whole text where there are no buttons: the options numbered below, or how to answer."""
    lines = [] if question.named else [f"{number} {label}" for number, label in numbered(question)]
    if question.kind in YES_NO and not question.choices:
        return f"{said} {text(language, 'yes_or_no')}"
    return "\n".join([said, *lines])


def for_buttons(said: str, question: Question, language: str) -> tuple[str, tuple[Button, ...]]:
    """The text and the buttons. Where several may be chosen they are numbered in the text, to be answered in words."""
    if question.kind == "many":
        return for_sms(said, question, language), ()
    return said, buttons(question, language)


def buttons(question: Question, language: str) -> tuple[Button, ...]:
    if question.kind in YES_NO and not question.choices:
        return (Button(text(language, "yes"), "yes"), Button(text(language, "no"), "no"))
    return tuple(Button(label, str(number)) for number, label in numbered(question))


def read_tap(value: str, question: Question) -> Reading | None:
    """What a tap means for the question that it belongs to; None when it has no such button."""
    if question.kind in YES_NO and not question.choices:
        return _yes_no(value, question) if value in ("yes", "no") else None
    key = next((choice.key for choice in question.choices if str(choice.number) == value), None)
    return None if key is None else _chosen(key, question)


def _yes_no(value: str, question: Question) -> Reading:
    if question.kind == "reminder":
        return reading("confirm") if value == "yes" else reading("cancel", shifts=[s.id for s in question.shifts])
    if question.kind == "booking":
        return reading(BOOKING[question.settled][value], booking=question.shifts[0].id if question.shifts else "")
    return reading("answer", value=value)


def _chosen(key: str, question: Question) -> Reading:
    if question.kind == "claim":
        return reading("claim", shifts=[key])
    if question.kind == "cancel":
        return reading("cancel", shifts=[key])
    return reading("answer", values=[key]) if question.kind == "many" else reading("answer", value=key)
