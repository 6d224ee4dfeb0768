"""What tests of broadcasts share: a draft made on its pages, a worker that plans it, and what came of it."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select, update
from starlette.testclient import TestClient

from admin.visit import COOKIE
from bot import broadcasting
from bot.turn import House
from storage import addresses, broadcasts, organizers, sessions, suppression
from storage.broadcasts import Draft
from storage.suppression import Silence
from storage.tables import broadcast, outbox
from tests.admin.conftest import Panel, signed_in
from tests.admin.members import join
from tests.admin.plain import Browser, Form, read

HOUSE = House()
MINE = "+46701740690"
TEXT = "Hej {förnamn}! Kan du stå i valstugan på lördag?"


def crowd(panel: Panel, count: int = 3, at: str = "Solna") -> list[int]:
    """So many members; their ids."""
    return [join(panel, f"Kim{n} Ek", f"+46701740{605 + n}", at, town="Solna") for n in range(count)]


def beside(panel: Panel, role: str, at: str = "Solna", email: str = "bo@example.org", name: str = "Bo Lind") -> Panel:
    """Somebody else, signed in at the same panel."""
    token = signed_in(panel.database, panel.ids[at], role, email)
    client = TestClient(panel.client.app, base_url="http://testserver", cookies={COOKIE: token})
    session = panel.database.read(lambda db: sessions.find(db, token, datetime.now(UTC)))
    panel.database.change(lambda db: organizers.change(db, session.organizer_id, name=name))
    return Panel(client, panel.database, panel.ids, session.csrf)


def begun(panel: Panel, key: str = "k", at: str = "Solna") -> int:
    """A new draft; its id."""
    answer = panel.post("/broadcasts/new", at, key=key)
    found = re.search(r"/broadcasts/(\d+)/whom$", answer.headers["location"])
    assert found is not None, answer.headers
    return int(found[1])


def drafted(panel: Panel, text: str = TEXT, segment: str | None = None, **more: Any) -> int:
    """A draft of Anna's to these people that says this, ready to be sent; its id."""

    def make(db: Any) -> int:
        author = f"organizer:{organizers.by_email(db, 'anna@example.org').id}"  # type: ignore[union-attr]
        draft, now = Draft({"sv": text}, segment, **more), datetime.now(UTC)
        return broadcasts.make(db, panel.ids["Solna"], draft, key=f"{text}{segment}", by=author, now=now)[0]

    return int(panel.database.change(make))


def confirm(panel: Panel, broadcast_id: int, count: int | str, **more: str) -> Any:
    """The last button, with this number typed; more: other fields than as they stand on the page."""
    version = str(row_of(panel, broadcast_id).version)
    given = {"count": str(count), "version": version, "shown": str(count), "when": "now", **more}
    return panel.post(f"/broadcasts/{broadcast_id}/confirm", **given)


def deed(panel: Panel, broadcast_id: int, name: str, at: str = "Solna") -> Any:
    """One of the buttons of its ledger."""
    return panel.post(f"/broadcasts/{broadcast_id}/deed/{name}", at)


def opened(panel: Panel, path: str) -> Browser:
    """A browser without JavaScript, at a page of Solna's."""
    return Browser(panel.client).go(f"/o/{panel.ids['Solna']}{path}")


def row_of(panel: Panel, broadcast_id: int) -> Row[Any]:
    row = panel.database.read(lambda db: broadcasts.get(db, broadcast_id))
    assert row is not None
    return row


def state_of(panel: Panel, broadcast_id: int) -> str:
    return str(row_of(panel, broadcast_id).state)


def how_many(panel: Panel) -> int:
    """How many broadcasts there are."""
    return len(panel.database.read(lambda db: db.execute(select(broadcast.c.id)).all()))


def work(panel: Panel, broadcast_id: int) -> None:
    """The worker plans it, begins it if it is time, and tidies up."""
    broadcasting.plan(panel.database, HOUSE, broadcast_id, "a worker")
    broadcasting.begin(panel.database)
    broadcasting.end(panel.database, row_of(panel, broadcast_id))


def letters(panel: Panel, broadcast_id: int | None = None) -> list[Row[Any]]:
    """What stands in the outbox of a broadcast; of none: what was sent besides."""
    mine = select(outbox).where(outbox.c.broadcast_id == broadcast_id).order_by(outbox.c.id)
    return list(panel.database.read(lambda db: db.execute(mine).all()))


def became(panel: Panel, message_id: int, state: str) -> None:
    """A message came so far, now."""
    now = datetime.now(UTC)
    done = update(outbox).where(outbox.c.id == message_id).values(state=state, accepted_at=now, final_at=now)
    panel.database.change(lambda db: db.execute(done))


def my_number(panel: Panel, number: str = MINE) -> int:
    """Whoever is signed in has this number; the id of its address."""
    now = datetime.now(UTC)

    def put(db: Any) -> int:
        found = addresses.find_or_make(db, "sms", number, now)
        organizers.change(db, organizers.by_email(db, "anna@example.org").id, address_id=found.id)  # type: ignore[union-attr]
        return int(found.id)

    return int(panel.database.change(put))


def sentence(page: str) -> list[str]:
    """What a page says aloud: why something was not done."""
    said = re.findall(r'role="alert"[^>]*>(.*?)</(?:p|div)>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in said]


def follow(panel: Panel, answer: Any) -> str:
    """The page that an answer leads to."""
    assert answer.status_code == 303, answer.text
    return str(panel.client.get(answer.headers["location"]).text)


def silence(panel: Panel, number: str, what: Silence = suppression.ALL) -> str:
    """A number wants nothing more; its hash."""

    def unit(db: Any) -> str:
        found = addresses.find_or_make(db, "sms", number, datetime.now(UTC))
        suppression.suppress(db, [found.hash], what, source="text", now=datetime.now(UTC))
        return str(found.hash)

    return str(panel.database.change(unit))


def last_form(page: str) -> Form:
    """The form that sends it."""
    return next(form for form in read(page).forms if form.action.endswith("/confirm"))


def send(browser: Browser, count: str) -> Browser:
    """The last button, with this number typed."""
    return browser.press("Skicka", "/confirm", count=count)


def expression(page: str) -> str:
    """What stands in the field in which a segment is written."""
    return next(form.fields["segment"] for form in read(page).forms if form.method == "get" and form.fields)
