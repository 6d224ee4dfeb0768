"""A candidate's own calendar is read politely, and says when they are busy; what is booked stays as it is."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.feed_fetch import Manners, Seen, as_https, fetch, is_public
from bot.feeds import next_time, read_feeds
from storage import booking_pages, feeds
from storage.feeds import merged
from storage.session import Database
from storage.tables import booking, booking_event, busy, candidate
from tests.bot.feed_server import FeedServer, calendar, serving
from tests.world import World, found, join

LOCAL = Manners(seconds=5, loopback=True)
TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with serving() as made:
        yield made


@pytest.fixture
def world(database: Database) -> World:
    """An association with one candidate, Amina."""
    return village(database)


@pytest.fixture
def sqlite_world(sqlite_database: Database) -> World:
    """The same, on SQLite alone: for what is not about storage."""
    return village(sqlite_database)


def village(database: Database) -> World:
    made = found(database, "Solna", TODAY)
    join(made, "Amina Warsame", "+46701740605", "sv", TODAY)
    return made


def follow(world: World, url: str) -> None:
    world.database.change(lambda db: booking_pages.set_feed(db, world.people["Amina"].id, url, TODAY - DAY))


def read(world: World, *, again: bool = False, manners: Manners = LOCAL) -> Any:
    """Read what is due, or read it once more; the candidate as they stand then."""
    if again:
        world.database.change(lambda db: db.execute(update(candidate).values(feed_next_at=TODAY - DAY)))
    asyncio.run(read_feeds(world.database, manners))
    return world.database.read(lambda db: db.execute(select(candidate)).one())


def busy_of(world: World) -> list[tuple[datetime, datetime]]:
    wanted = select(busy.c.starts_at, busy.c.ends_at).where(busy.c.source == "feed").order_by(busy.c.starts_at)
    return [tuple(row) for row in world.database.read(lambda db: db.execute(wanted).all())]


def at(moment: datetime, hours: int = 2, *lines: str) -> str:
    ends = moment + timedelta(hours=hours)
    times = f"DTSTART:{moment:%Y%m%dT%H%M%SZ}\nDTEND:{ends:%Y%m%dT%H%M%SZ}\nSUMMARY:Tandläkaren"
    return "\n".join((times, *lines))


def book(world: World, start: datetime, state: str = "accepted") -> int:
    """A booking of Amina; its id."""
    times = {"starts_at": start, "ends_at": start + 2 * HOUR, "zone": "Europe/Stockholm"}
    walls = {"wall_start": start.replace(tzinfo=None), "wall_end": (start + 2 * HOUR).replace(tzinfo=None)}
    said = {"title": "Valmöte", "venue": "Aulan", "state": state, "created_at": TODAY, "updated_at": TODAY}
    whose = {"organization_id": world.organization.id, "candidate_id": world.people["Amina"].id}

    def make(db: Connection) -> int:
        made = insert(booking).values(**times, **walls, **said, **whose).returning(booking.c.id)
        return int(db.execute(made).scalar_one())

    return world.database.change(make)


def collisions(world: World) -> list[int]:
    wanted = select(booking_event.c.booking_id).where(booking_event.c.kind == "collides")
    return list(world.database.read(lambda db: db.execute(wanted).scalars().all()))


def test_she_is_busy_when_her_calendar_says_so_and_nobody_learns_why(world: World, server: FeedServer) -> None:
    server.content = calendar(at(TODAY + DAY), at(TODAY + DAY + HOUR), at(TODAY + 3 * DAY))
    follow(world, server.url)
    row = read(world)
    assert busy_of(world) == [
        (TODAY + DAY, TODAY + DAY + 3 * HOUR),
        (TODAY + 3 * DAY, TODAY + 3 * DAY + 2 * HOUR),
    ]
    assert (row.feed_fault, row.feed_failures) == (None, 0)
    assert timedelta(minutes=50) < row.feed_next_at - datetime.now(UTC) < timedelta(minutes=70)
    assert "Budkavle" in server.asked[0]["user-agent"]
    assert server.asked[0]["accept-encoding"] == "identity"
    text = str(world.database.read(lambda db: [db.execute(select(busy)).all(), db.execute(select(candidate)).all()]))
    assert "Tandläkaren" not in text


def test_what_has_not_changed_is_not_sent_again_and_changes_nothing(world: World, server: FeedServer) -> None:
    server.content, server.headers = calendar(at(TODAY + DAY)), {"ETag": '"one"', "Last-Modified": "yesterday"}
    follow(world, server.url)
    before = read(world)
    ids = world.database.read(lambda db: db.execute(select(busy.c.id)).scalars().all())
    after = read(world, again=True)
    assert (server.asked[1]["if-none-match"], server.asked[1]["if-modified-since"]) == ('"one"', "yesterday")
    assert after.feed_hash == before.feed_hash
    server.headers = {}  # sent again, but the same
    read(world, again=True)
    assert world.database.read(lambda db: db.execute(select(busy.c.id)).scalars().all()) == ids


def test_once_a_day_it_is_read_whole_for_the_day_that_has_come_into_sight(world: World, server: FeedServer) -> None:
    server.content, server.headers = calendar(at(TODAY + DAY)), {"ETag": '"one"'}
    follow(world, server.url)
    before = read(world)
    yesterday = update(candidate).values(feed_read_at=TODAY - DAY, feed_hash="yesterday's")
    world.database.change(lambda db: db.execute(yesterday))
    assert read(world, again=True).feed_hash == before.feed_hash
    assert "if-none-match" not in server.asked[1]


def test_a_new_calendar_takes_the_place_of_the_old_and_none_leaves_nothing(world: World, server: FeedServer) -> None:
    server.content = calendar(at(TODAY + DAY))
    follow(world, server.url)
    read(world)
    server.content = calendar(at(TODAY + 5 * DAY))
    read(world, again=True)
    assert [start for start, _ in busy_of(world)] == [TODAY + 5 * DAY]
    world.database.change(lambda db: booking_pages.set_feed(db, world.people["Amina"].id, None, TODAY))
    assert busy_of(world) == []
    read(world)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"status": 404}, "unreachable"),
        ({"status": 500}, "unreachable"),
        ({"content": b"<html>Sign in</html>"}, "not_a_calendar"),
        ({"headers": {"Content-Encoding": "gzip"}}, "not_a_calendar"),
        ({"content": b"x" * 3000}, "too_large"),
        ({"seconds": 0.6}, "unreachable"),
        ({"status": 302, "headers": {"Location": "http://10.0.0.1/calendar.ics"}}, "not_allowed"),
        ({"status": 301, "headers": {"Location": "http://169.254.169.254/latest"}}, "not_allowed"),
        ({"status": 302, "headers": {"Location": "file:///etc/passwd"}}, "not_allowed"),
        ({"status": 302, "headers": {"Location": "/again.ics"}}, "unreachable"),
    ],
)
def test_a_calendar_that_cannot_be_had_says_why_and_what_it_said_before_stays(
    sqlite_world: World, server: FeedServer, change: dict[str, Any], fault: str
) -> None:
    server.content = calendar(at(TODAY + DAY))
    follow(sqlite_world, server.url)
    read(sqlite_world)
    for name, value in change.items():
        setattr(server, name, value)
    row = read(sqlite_world, again=True, manners=Manners(seconds=0.3, largest=2000, loopback=True))
    assert (row.feed_fault, row.feed_failures) == (fault, 1)
    assert [start for start, _ in busy_of(sqlite_world)] == [TODAY + DAY]
    assert len(server.asked) <= 1 + 4 + 1, "and three redirects at most are followed"


def test_a_redirect_is_followed(sqlite_world: World, server: FeedServer) -> None:
    with serving() as other:
        other.content = calendar(at(TODAY + DAY))
        server.status, server.headers = 302, {"Location": other.url}
        follow(sqlite_world, server.url)
        read(sqlite_world)
        assert other.asked[0]["host"] in other.url
    assert len(busy_of(sqlite_world)) == 1


def test_it_is_asked_for_less_and_less_often_but_once_a_day() -> None:
    waits = [next_time(TODAY, failures) - TODAY for failures in (0, 1, 2, 3, 4, 5, 400)]
    for wait, hours in zip(waits, (1, 2, 4, 8, 16, 24, 24), strict=True):
        assert 0.89 * hours * HOUR < wait < 1.11 * hours * HOUR


def test_a_server_of_our_own_network_is_not_asked(sqlite_world: World, server: FeedServer) -> None:
    for url in (server.url, server.url.replace("http", "https"), "https://localhost/", "https://[::1]/", "ftp://x/"):
        follow(sqlite_world, url)
        assert read(sqlite_world, manners=Manners()).feed_fault == "not_allowed", url
    assert server.asked == []


@pytest.mark.parametrize("url", ["https://", "https://a..b/", "https://exa mple/", "https://[::1", "no address"])
def test_what_is_no_address_is_not_allowed_or_not_reached(url: str) -> None:
    assert asyncio.run(fetch(url, Seen(), Manners(seconds=1))) in ("unreachable", "not_allowed")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
     "2001:0:4136:e378:8000:63bf:f5ff:fffe", "ff02::1"],
)  # fmt: skip
def test_addresses_within_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_outside_are_public(address: str) -> None:
    assert is_public(address)


def test_the_address_of_a_subscription_is_read_by_https() -> None:
    assert as_https("webcal://example.org/a.ics ") == "https://example.org/a.ics"
    assert as_https("https://example.org/a.ics") == "https://example.org/a.ics"


def test_what_is_booked_stays_booked_and_the_collision_is_seen_once(world: World, server: FeedServer) -> None:
    hit, _, asked = book(world, TODAY + DAY), book(world, TODAY + 2 * DAY), book(world, TODAY + DAY, "asked")
    server.content = calendar(at(TODAY + DAY + HOUR), at(TODAY + 2 * DAY))  # the second is the booking itself
    follow(world, server.url)
    before = world.database.read(lambda db: db.execute(select(booking).order_by(booking.c.id)).all())
    read(world)
    server.content = calendar(at(TODAY + DAY + HOUR, 3))
    read(world, again=True)
    assert collisions(world) == [hit]
    assert asked not in collisions(world)
    assert world.database.read(lambda db: db.execute(select(booking).order_by(booking.c.id)).all()) == before


def test_who_writes_a_booking_into_her_own_calendar_is_not_busy_because_of_it(world: World, server: FeedServer) -> None:
    book(world, TODAY + DAY)
    server.content = calendar(at(TODAY + DAY))
    follow(world, server.url)
    read(world)
    assert busy_of(world) == []


def test_two_workers_at_once_read_it_once(world: World, server: FeedServer) -> None:
    server.content = calendar(at(TODAY + DAY))
    follow(world, server.url)

    async def both() -> list[int]:
        return await asyncio.gather(*(read_feeds(world.database, LOCAL) for _ in range(2)))

    assert sum(asyncio.run(both())) == 1
    assert len(server.asked) == 1
    assert len(busy_of(world)) == 1


def test_what_was_read_of_an_address_that_has_been_changed_since_is_not_kept(world: World) -> None:
    follow(world, "https://example.org/old.ics")
    now = datetime.now(UTC)
    [row] = world.database.read(lambda db: feeds.due(db, now, 10))
    assert world.database.change(lambda db: feeds.take(db, row, now))
    follow(world, "https://example.org/new.ics")
    said = feeds.Said("hash")
    times = [(TODAY + DAY, TODAY + DAY + HOUR)]
    assert world.database.change(lambda db: feeds.replace(db, row, now, times, said, now, now)) == []
    assert not world.database.change(lambda db: feeds.unchanged(db, row, now, now, now))
    assert busy_of(world) == []


def test_times_that_touch_are_one() -> None:
    hours = [TODAY + number * HOUR for number in range(6)]
    assert merged([(hours[4], hours[5]), (hours[0], hours[3]), (hours[1], hours[2]), (hours[3], hours[3])]) == [
        (hours[0], hours[3]),
        (hours[4], hours[5]),
    ]
