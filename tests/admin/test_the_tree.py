"""What is another organization's is not there, byte for byte: asked of every route the panel has."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from admin.app import PAGES
from storage import addresses, booking_moves, bookings, broadcasts, inbox, organizers, quotas, surveys
from storage.booking_record import Times, Wanted
from storage.session import Database
from storage.tables import activity, person, person_role, shift
from tests.admin.conftest import Panel, make_panel

NOBODYS = 987_654
NOW = datetime.now(UTC)
SECRET = "Hemligsson"
NUMBER = "+46701740655"


def routes() -> Iterator[tuple[str, str]]:
    """Every route within an organization: its method and path."""
    for router in PAGES:
        for route in router.routes:
            path = re.sub(r":\w+}", "}", str(getattr(route, "path", "")))
            if path.startswith("/o/{organization_id}"):
                for method in sorted(getattr(route, "methods", ())):
                    yield method, path


ROUTES = list(routes())
OF_THINGS = [(method, path) for method, path in ROUTES if path.count("{") > 1]


def theirs(db: Any, organization_id: int) -> dict[str, int]:
    """Something of every kind in an organization that we are nothing in: ids by the name that a path has for them."""
    somebody = db.execute(
        insert(person).values(
            organization_id=organization_id, first_name="Hemlig", last_name=SECRET, folded_name="hemlig hemligsson",
            relation="member", basis="member", basis_source="x", basis_at=NOW, language="sv", created_at=NOW,
            updated_at=NOW,
        ).returning(person.c.id)
    ).scalar_one()  # fmt: skip
    address = addresses.find_or_make(db, "sms", NUMBER, NOW)
    addresses.tie(db, somebody, address.id)
    message = inbox.store_once(db, {
        "provider": "x", "account": "x", "external_id": "x", "channel": "sms", "address": NUMBER, "kind": "text",
        "body": SECRET, "received_at": NOW,
    })  # fmt: skip
    inbox.belongs_to(db, message or 0, person_id=somebody, organization_id=organization_id)
    inbox.ask_for_person(db, message or 0, "asked")
    draft = broadcasts.Draft({"sv": SECRET})
    broadcast_id, _ = broadcasts.make(db, organization_id, draft, key="theirs", by="organizer:9", now=NOW)
    kind = db.execute(
        insert(activity).values(organization_id=organization_id, name=SECRET).returning(activity.c.id)
    ).scalar_one()
    wall = datetime(2030, 5, 1, 10)
    shift_id = db.execute(
        insert(shift).values(
            organization_id=organization_id, activity_id=kind, venue=SECRET, wall_start=wall,
            wall_end=wall + timedelta(hours=2), zone="Europe/Stockholm", starts_at=NOW, minimum=1, maximum=2,
            ends_at=NOW + timedelta(hours=2),
        ).returning(shift.c.id)
    ).scalar_one()  # fmt: skip
    surveys.load(db, organization_id, SECRET, {"name": SECRET, "title": [], "questions": []}, NOW)
    db.execute(insert(person_role).values(person_id=somebody, role="candidate"))
    start = NOW + timedelta(days=3)
    times = Times(wall, wall + timedelta(hours=2), "Europe/Stockholm", start, start + timedelta(hours=2))
    wanted = Wanted(organization_id, SECRET, SECRET, times, address.id)
    booking_id = booking_moves.request(db, wanted, NOW, by="host")
    booking_moves.ask(db, booking_id, somebody, NOW, by="organizer:9")
    organizer_id = organizers.add(db, "bo@example.org", NOW, name=SECRET)
    organizers.give_role(db, organizer_id, organization_id, "admin")
    return {
        "person_id": somebody, "address_id": int(address.id), "message_id": message or 0, "broadcast_id": broadcast_id,
        "shift_id": shift_id, "survey_id": surveys.find(db, organization_id, SECRET) or 0, "organizer_id": organizer_id,
        "booking_id": booking_id, "association_id": organization_id, "claim_id": NOBODYS, "upload_id": NOBODYS,
        "quota_id": quotas.make(db, quotas.Wanted(organization_id, SECRET, 1, date(2030, 5, 1), date(2030, 5, 9)), NOW),
    }  # fmt: skip


WORDS = {"deed": "pause", "kind": "shifts", "name": SECRET}


@pytest.fixture
def world(sqlite_panel: Panel) -> tuple[Panel, dict[str, int]]:
    """An administrator of Solna, and what Lund has."""
    panel = sqlite_panel
    return panel, panel.database.change(lambda db: theirs(db, panel.ids["Lund"]))


def answer(panel: Panel, method: str, path: str) -> tuple[int, str, bytes]:
    """What a route says, to somebody whose form has the right token."""
    if method == "POST":
        said = panel.client.post(path, data={"csrf": panel.csrf}, follow_redirects=False)
    else:
        said = panel.client.get(path, follow_redirects=False)
    return said.status_code, said.headers.get("location", ""), said.content


def filled(path: str, organization_id: int, ids: dict[str, int]) -> str:
    return re.sub(r"{(\w+)}", lambda m: str({"organization_id": organization_id, **WORDS, **ids}[m[1]]), path)


def test_every_kind_of_thing_that_a_path_names_is_asked_for() -> None:
    named = {name for _, path in ROUTES for name in re.findall(r"{(\w+)}", path)}
    known = {"organization_id", *WORDS, *PROBED}
    assert named <= known, "give it something of Lund's in `theirs`"


PROBED = (
    "person_id", "address_id", "message_id", "broadcast_id", "shift_id", "survey_id", "organizer_id", "claim_id",
    "upload_id", "booking_id", "association_id", "quota_id",
)  # fmt: skip


def test_another_organization_is_not_there(world: tuple[Panel, dict[str, int]]) -> None:
    panel, ids = world
    found = []
    for method, path in ROUTES:
        at_theirs = answer(panel, method, filled(path, panel.ids["Lund"], ids))
        at_nobodys = answer(panel, method, filled(path, NOBODYS, dict.fromkeys(ids, NOBODYS)))
        if at_theirs != at_nobodys or at_theirs[0] != 404:
            found.append(f"{method} {path}: {at_theirs[0]} and {at_nobodys[0]}")
    assert found == []


def test_another_organizations_things_are_not_in_ours(world: tuple[Panel, dict[str, int]]) -> None:
    panel, ids = world
    found = []
    for method, path in OF_THINGS:
        at_theirs = answer(panel, method, filled(path, panel.ids["Solna"], ids))
        at_nobodys = answer(panel, method, filled(path, panel.ids["Solna"], dict.fromkeys(ids, NOBODYS)))
        if at_theirs[:1] + at_theirs[2:] != at_nobodys[:1] + at_nobodys[2:] or SECRET.encode() in at_theirs[2]:
            found.append(f"{method} {path}: {at_theirs[0]} and {at_nobodys[0]}")
    assert found == []


def test_no_page_of_ours_shows_what_is_theirs(world: tuple[Panel, dict[str, int]]) -> None:
    panel, _ = world
    pages = [path for method, path in ROUTES if method == "GET" and path.count("{") == 1]
    showing = [
        path for path in pages if SECRET.encode() in answer(panel, "GET", filled(path, panel.ids["Solna"], {}))[2]
    ]
    assert showing == []


def test_nothing_of_theirs_was_changed_by_asking(world: tuple[Panel, dict[str, int]]) -> None:
    panel, ids = world
    before = panel.database.read(lambda db: state_of(db, ids))
    for method, path in OF_THINGS:
        if method == "POST":
            answer(panel, method, filled(path, panel.ids["Solna"], ids))
    after = panel.database.read(lambda db: state_of(db, ids))
    assert before == after


def state_of(db: Any, ids: dict[str, int]) -> tuple[Any, ...]:
    """What stands about some of the things."""
    rows = (
        broadcasts.get(db, ids["broadcast_id"]),
        inbox.get(db, ids["message_id"]),
        bookings.get(db, ids["booking_id"]),
        quotas.get(db, ids["quota_id"]),
    )
    return *rows, bookings.events(db, ids["booking_id"])


def test_a_district_sees_its_associations_and_they_not_it(database: Database) -> None:
    district = make_panel(database, at="Stockholm")
    assert district.get("", "Solna").status_code == 200
    association = make_panel(database, at="Solna", email="bo@example.org")
    assert association.get("", "Stockholm").status_code == 404
    assert association.get("", "Kista").status_code == 404
