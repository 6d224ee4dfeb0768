"""A survey tried out: the whole talk played from its replies, on a desk of dictionaries, so that nothing is stored."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from flows import core
from flows.core import Result, Talk, Turn
from flows.parts import count
from flows.reading import command, is_opt_out, read
from flows.reading.reading import Reading
from flows.shown import for_sms
from flows.survey import SURVEY
from flows.surveys import Survey
from flows.text import spoken, text

MOST = 80  # replies that are played

End = Literal["", "done", "declined", "stopped", "person", "elsewhere"]


@dataclass(frozen=True)
class Line:
    """One text of the talk; parts: how many SMS it is, for one of ours."""

    text: str
    is_ours: bool
    parts: int = 0


@dataclass(frozen=True)
class Trial:
    """How it went. end: why it is over, empty while a question is open; kept: the answers there would be."""

    lines: tuple[Line, ...]
    end: End
    kept: Mapping[str, Any]


@dataclass
class Desk:
    """What the flow is given: one survey, one person."""

    tried: Survey
    kept: dict[str, Any] = field(default_factory=dict)
    before: list[tuple[str, Any]] = field(default_factory=list)
    finished: str = ""
    language: str = ""

    def survey(self, version: int) -> Survey | None:
        return self.tried

    def answers(self, version: int) -> Mapping[str, Any]:
        return self.kept

    def answered_since(self, version: int, since: str) -> Set[str]:
        return set()

    def shown_by_deeds(self, version: int) -> Mapping[str, Any]:
        return {}

    def save_answer(self, version: int, question: str, value: Any, condition: str = "") -> None:
        self.before.append((question, self.kept.get(question)))
        self.kept[question] = value

    def skip_answer(self, version: int, question: str) -> None:
        self.kept.pop(question, None)

    def finish_survey(self, version: int, state: str) -> None:
        self.finished = state

    def speak(self, language: str) -> None:
        self.language = spoken(language)


@dataclass
class Play:
    """A talk being played."""

    turn: Turn
    desk: Desk
    talk: Talk | None = None
    end: End = ""
    lines: list[Line] = field(default_factory=list)

    def say(self, said: str) -> None:
        """We write something; what is open is asked below it."""
        body = for_sms(said, self.talk.question, self.turn.language) if self.talk else said
        self.lines.append(Line(body, True, count(body).parts))

    def settle(self, result: Result) -> None:
        """Where the talk stands after a reply."""
        self.turn = replace(self.turn, language=self.desk.language or self.turn.language)
        self.talk = result.talk
        if result.lost:
            self.talk, self.end = None, "person"
        elif result.talk is None:
            self.end = "declined" if self.desk.finished == "declined" else "done"
        if result.says:
            self.say("\n".join(result.says))


def played(
    survey: Survey, replies: Sequence[str], *, language: str, name: str, organization: str, now: datetime
) -> Trial:  # fmt: skip
    """The talk with somebody of that name who replies so. now: aware, in the organization's zone."""
    desk = Desk(survey)
    play = Play(Turn(None, desk, spoken(language), now, name, organization), desk)
    if survey.questions:
        play.settle(core.begin(SURVEY, {"version": 1}, play.turn))
    for reply in replies[:MOST]:
        if play.talk is None:
            break
        play.lines.append(Line(reply, False))
        _reply(play, play.talk, reply)
    return Trial(tuple(play.lines), play.end, desk.kept)


def _reply(play: Play, talk: Talk, reply: str) -> None:
    """As `bot.handle` does it: words that win over every question first, then the open question."""
    word = command(reply, talk.question)
    if is_opt_out(reply, talk.question) or word == "stop":
        play.talk, play.end = None, "stopped"
        play.say(play.turn.text("stopped", organization=play.turn.organization))
    elif word == "help":
        play.talk, open_talk = None, play.talk
        play.say(play.turn.text("help"))
        play.talk = open_talk
    elif word == "undo":
        _undo(play)
    elif word and word.startswith("language:"):
        play.desk.speak(word.partition(":")[2])
        play.turn = replace(play.turn, language=play.desk.language)
        play.settle(core.repeat(SURVEY, talk, play.turn, say=play.turn.text("language_set")))
    elif word and word not in ("back", "skip"):
        play.talk, play.end = None, "elsewhere"
    else:
        play.settle(core.go_on(SURVEY, talk, play.turn, _reading(play, talk, reply, word)))


def _reading(play: Play, talk: Talk, reply: str, word: str | None) -> Reading:
    return Reading(word) if word else read(reply, talk.question, now=play.turn.now, language=play.turn.language)


def _undo(play: Play) -> None:
    """The last answer is taken back and asked for again."""
    if not play.desk.before:
        return play.say(play.turn.text("nothing_to_undo"))
    question, value = play.desk.before.pop()
    play.desk.skip_answer(1, question)
    if value is not None:
        play.desk.kept[question] = value
    begun = core.begin(SURVEY, {"version": 1, "question": question}, play.turn)
    return play.settle(replace(begun, says=(text(play.turn.language, "undone_answer"), *begun.says)))
