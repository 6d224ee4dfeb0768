"""What hostile people type is only text: asked of every route the panel has and every parameter it knows."""

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, cycle
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

import admin
from admin.app import PAGES
from tests.admin.attacks import ALL, IDS, NUMBERS, TOO_LARGE
from tests.admin.conftest import Panel
from tests.admin.members import join
from tests.admin.plain import read
from tests.admin.test_the_tree import WORDS, theirs

A_WORD = "hemlig"  # somebody is found by it
LONG = 500
NUL = "a\x00b"
Words = dict[str, Any]  # what to put into a path, by the names that paths have for it
World = tuple[Panel, Words]
QUERY = re.compile(r"query(?:_params)?\.get\(\"(\w+)\"|\"(\w+)\" in query")
FORM = re.compile(r"form\.(?:text|texts|number|on|ids)\(\s*\"(\w+)\"")
SENT_AWAY = ("sign-out", "/end", "erase", "discard", "cancel", "remove", "halt", "left")


@dataclass(frozen=True)
class Asked:
    """A route to be asked. texts and numbers: the names of its parameters; where: the module that answers."""

    method: str
    path: str
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    where: Any


def routes() -> Iterator[Asked]:
    """Every route of the panel."""
    for route in chain.from_iterable(router.routes for router in PAGES):
        numbers = [each.name for each in route.dependant.query_params if "int" in str(each.field_info.annotation)]
        names = [each.name for each in route.dependant.query_params]
        texts = tuple(name for name in names if name not in numbers)
        path = re.sub(r":\w+}", "}", route.path)
        for method in route.methods:
            yield Asked(method, path, texts, tuple(numbers), inspect.getmodule(route.endpoint))


ROUTES = sorted(routes(), key=lambda asked: (asked.path, asked.method))
PAGES_SHOWN = [asked for asked in ROUTES if asked.method == "GET"]
FORMS_SENT = sorted(
    (asked for asked in ROUTES if asked.method == "POST"),
    key=lambda asked: any(word in asked.path for word in SENT_AWAY),
)
# What pages read of their address without saying so in their signature.
UNSAID = tuple(
    sorted({name for file in Path(admin.__file__).parent.glob("*.py") for pair in QUERY.findall(file.read_text("utf-8"))
            for name in pair if name})
)  # fmt: skip


@pytest.fixture
def world(clock: Any, sqlite_panel: Panel) -> Iterator[World]:
    """An administrator of Solna, where there is something of every kind; nothing is done because time goes by."""
    with quiet_client(sqlite_panel) as client:
        yield replace(sqlite_panel, client=client), planted(sqlite_panel)


def quiet_client(panel: Panel) -> TestClient:
    """A client to which what fails is a page with status 500."""
    return TestClient(panel.client.app, cookies=panel.client.cookies, raise_server_exceptions=False)


def planted(panel: Panel) -> Words:
    """What to put into a path, by the names that paths have for it."""
    ids = panel.database.change(lambda db: theirs(db, panel.ids["Solna"]))
    return {**WORDS, "token": "x", "session_id": 987_654, "code": "x", "organization_id": panel.ids["Solna"], **ids}


def filled(path: str, words: Words) -> str:
    return re.sub(r"{(\w+)}", lambda found: str(words[found[1]]), path)


@contextmanager
def watched(panel: Panel) -> Iterator[list[tuple[str, str]]]:
    """The statements that are made meanwhile, each with its values."""
    made: list[tuple[str, str]] = []

    def note(connection: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        made.append((statement, repr(values)))

    engines = panel.database.engine, panel.database.reader
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield made
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@dataclass(frozen=True)
class Answer:
    """What came back: its page, where it leads, and what was asked of the database for it."""

    status: int
    page: str
    to: str
    made: list[tuple[str, str]]

    @property
    def has_nul(self) -> bool:
        """PostgreSQL keeps no NUL in a text: a statement with one fails there."""
        return any("\\x00" in values or "\\u0000" in values for _, values in self.made)


def asked_for(panel: Panel, method: str, url: str, **sent: Any) -> Answer:
    with watched(panel) as made:
        said = panel.client.request(method, url, follow_redirects=False, **sent)
    to = [value for name, value in said.headers.items() if name.startswith(("location", "set-cookie", "hx-"))]
    return Answer(said.status_code, said.text, " ".join(to), made)


def faults(plain: Answer, found: Answer, attack: str, most: int) -> Iterator[str]:
    """What an attack did that a word would not have done."""
    if found.status not in (plain.status, 404, 422):
        yield f"status {found.status}, without it {plain.status}"
    if found.has_nul:
        yield "a NUL comes to the database"
    if len(attack) > 3 and any(attack in statement for statement, _ in found.made):
        yield "it stands in a statement"
    if len(found.made) > most:
        yield f"{len(found.made)} statements, at most {most} without it"
    if "<" in attack and attack in found.page:
        yield "it stands in the page as it is"
    if re.search(r"(^| )(//|\\|https?:|stolen)", found.to):
        yield f"it leads away: {found.to}"


def tried(panel: Panel, words: Words, asked: Asked, attacks: Sequence[str]) -> Iterator[str]:
    """Each attack in all texts of a route at once, beside one that is turned by one place."""
    url, every = filled(asked.path, words), (*asked.texts, *UNSAID)
    plain, word = (asked_for(panel, "GET", url, params=given) for given in ({}, dict.fromkeys(every, A_WORD)))
    most = max(len(plain.made), len(word.made))
    for attack in attacks:
        names = every if len(attack) < LONG else asked.texts  # an address is at most 64 kB long
        found = asked_for(panel, "GET", url, params=dict.fromkeys(names, attack))
        yield from (f"{asked.path} {attack[:40]!r}: {fault}" for fault in faults(plain, found, attack, most))


def some_of(attacks: Sequence[str], share: int, place: int) -> Sequence[str]:
    """One in `share` of them, other ones for each place."""
    return attacks[place % share :: share]


SOME = pytest.mark.parametrize("share", [24, pytest.param(1, marks=pytest.mark.long)])


def test_there_are_sixty_attacks_and_every_page_is_asked() -> None:
    assert len(set(ALL)) == len(ALL) >= 60
    assert {"said", "segment", "add"} <= set(UNSAID)
    assert sum(len(asked.texts) for asked in PAGES_SHOWN) > 20


@SOME
def test_no_text_in_an_address_does_more_than_a_word(world: World, share: int) -> None:
    panel, words = world
    found: set[str] = set()
    for place, asked in enumerate(asked for asked in PAGES_SHOWN if asked.texts or share == 1):
        found.update(tried(panel, words, asked, (NUL, *some_of(ALL, share, place))))
    assert found == set()


@SOME
def test_where_a_number_belongs_nothing_else_is_taken(world: World, share: int) -> None:
    panel, words = world
    found = set()
    for place, asked in enumerate(asked for asked in PAGES_SHOWN if asked.numbers):
        for number in (*TOO_LARGE, *some_of(NUMBERS, share, place)):
            said = panel.client.get(filled(asked.path, words), params=dict.fromkeys(asked.numbers, number))
            if said.status_code not in (200, 404, 422):
                found.add(f"{asked.path} {number!r}: {said.status_code}")
    assert found == set()


@SOME
def test_what_is_no_number_of_a_thing_is_not_there(world: World, share: int) -> None:
    panel, words = world
    found = set()
    for place, asked in enumerate(PAGES_SHOWN):
        for name in re.findall(r"{(\w+)}", asked.path):
            for number in some_of(IDS, share, place) if name.endswith("_id") else ():
                said = panel.client.get(filled(asked.path, {**words, name: number}), follow_redirects=False)
                if said.status_code != 404:
                    found.add(f"{asked.path} {name} {number}: {said.status_code}")
    assert found == set()


@pytest.mark.parametrize("typed", ["%00", "%00Anna", "An%00na", "An%%0000na"])
def test_a_sign_that_no_database_keeps_is_not_there(panel: Panel, typed: str) -> None:
    join(panel, "Anna Berg", "+46701740631")
    join(panel, "Bo Ek", "+46701740632")
    shown = panel.get(f"/people?q={typed}")
    assert shown.status_code == 200
    assert "\x00" not in shown.text
    assert ("Bo Ek" in shown.text) == (typed == "%00"), "nothing is asked for: everybody"


def test_a_lone_half_of_a_letter_does_no_harm(panel: Panel) -> None:
    half = panel.client.post(
        f"/o/{panel.ids['Solna']}/shifts/new",
        content=b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n%s\r\n'
        b'--x\r\nContent-Disposition: form-data; name="responsible"\r\n\r\nA+2AA-\r\n--x--\r\n' % panel.csrf.encode(),
        headers={"Content-Type": "multipart/form-data; boundary=x; charset=utf-7"},
    )
    assert half.status_code == 422


# Forms


def fields_of(panel: Panel, words: Words) -> dict[str, dict[str, str]]:
    """The fields of every form that some page shows, as they stand there, by where the form goes."""
    found: dict[str, dict[str, str]] = {}
    for asked in PAGES_SHOWN:
        page = panel.client.get(filled(asked.path, words))
        if page.headers.get("content-type", "").startswith("text/html"):
            for form in read(page.text).forms:
                for action in (form.action, *(button[3] for button in form.buttons)):
                    found.setdefault(urlsplit(urljoin(str(page.url), action)).path, {}).update(form.fields)
    return found


def fields_read(asked: Asked) -> list[str]:
    """The names of the fields that the module of a route reads."""
    return FORM.findall(inspect.getsource(asked.where))


def rubbish(fields: Iterable[str], attacks: Iterator[str], share: int, place: int) -> Iterator[dict[str, str]]:
    """One field after the other that is wrong, and all of them."""
    for name in list(fields)[place % share :: share]:
        yield {name: next(attacks)}
    yield {name: next(attacks) for name in fields}
    yield dict.fromkeys(fields, NUL)


@pytest.mark.parametrize("share", [10, pytest.param(1, marks=pytest.mark.long)])
def test_no_form_fails_for_what_stands_in_it(world: World, share: int) -> None:
    panel, words = world
    shown, attacks, found = fields_of(panel, words), cycle(ALL), set()
    for place, asked in enumerate(FORMS_SENT):
        url = filled(asked.path, words)
        fields = dict.fromkeys(fields_read(asked), "") | shown.get(url, {})
        for typed in rubbish(fields, attacks, share, place):
            answer = asked_for(panel, "POST", url, data={**fields, **typed, "csrf": panel.csrf})
            if answer.status >= 500 or answer.has_nul:
                found.add(f"{asked.path} {typed}: {answer.status}")
    assert found == set()
