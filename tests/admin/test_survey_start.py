"""Starting a survey: who is asked and who not, a number to type, and a worker that puts it in people's lines."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot import asking
from storage import addresses, organizations, suppression, survey_rounds, survey_waiting, surveys
from storage.suppression import Silence
from storage.survey_rounds import Wanted
from storage.tables import conversation, survey_asked
from tests.admin.conftest import Panel, make_panel
from tests.admin.survey_steps import NOW, asked, people, survey


def work(panel: Panel) -> int:
    """The worker does what is due."""
    row = panel.database.read(survey_rounds.due)
    return asking.work(panel.database, row, "test", ("sms", "telegram")) if row is not None else 0


def in_line(panel: Panel) -> list[Any]:
    wanted = select(conversation.c.person_id).where(conversation.c.status == "waiting", conversation.c.flow == "survey")
    return list(panel.database.read(lambda db: db.execute(wanted.order_by(conversation.c.person_id)).scalars().all()))


def silence(panel: Panel, person_id: int) -> None:
    def unit(db: Any) -> None:
        hashes = [row.hash for row in addresses.of_person(db, person_id)]
        suppression.suppress(db, hashes, Silence("all"), source="text", now=NOW)

    panel.database.change(unit)


def test_it_is_chosen_checked_confirmed_and_asked(panel: Panel) -> None:
    survey_id, ids = survey(panel), people(panel, 4)
    silence(panel, ids[0])
    asked(panel, survey_id, ids[1:2])
    assert ">2</span>" in panel.get(f"/surveys/{survey_id}/start").text
    on = panel.post(f"/surveys/{survey_id}/start", segment="relation = member")
    assert on.headers["location"].endswith("/start/check?segment=relation+%3D+member")
    check = panel.client.get(on.headers["location"]).text
    assert "Har sagt STOPP" in check
    assert "Har redan fått frågorna" in check
    assert "Vad vill du göra?\n1 Stå i valstuga" in check
    done = panel.post(f"/surveys/{survey_id}/start/confirm", segment="relation = member", count="2", key="k")
    assert done.headers["location"].endswith("said=survey_started")
    assert in_line(panel) == []
    assert work(panel) == 1
    assert in_line(panel) == ids[2:]
    assert work(panel) == 0
    assert "2 väntar på sin tur" in panel.get(f"/surveys/{survey_id}").text


def test_the_number_must_be_right_and_a_second_tap_asks_nobody_twice(sqlite_panel: Panel) -> None:
    survey_id, ids = survey(sqlite_panel), people(sqlite_panel, 3)
    wrong = sqlite_panel.post(f"/surveys/{survey_id}/start/confirm", segment="", count="2", key="k")
    assert wrong.status_code == 422
    assert "Det skulle stå 3. Ingen har frågats." in wrong.text
    for _ in range(2):
        assert sqlite_panel.post(f"/surveys/{survey_id}/start/confirm", count="3", key="k").status_code == 303
    assert len(sqlite_panel.database.read(lambda db: survey_rounds.listed(db, survey_id))) == 1
    work(sqlite_panel)
    assert in_line(sqlite_panel) == ids


def test_nobody_to_ask_is_said(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    answer = sqlite_panel.post(f"/surveys/{survey_id}/start", segment="relation = member")
    assert answer.status_code == 422
    assert "Ingen av dem kan få frågorna nu" in answer.text
    assert sqlite_panel.post(f"/surveys/{survey_id}/start", segment="relation =").status_code == 422


def test_those_who_answered_long_ago_are_asked_again(panel: Panel) -> None:
    survey_id, ids = survey(panel), people(panel, 2)
    asked(panel, survey_id, ids, state="answered", car="yes")
    long_ago(panel, ids[0])
    check = panel.get(f"/surveys/{survey_id}/start/check?again=90").text
    assert '<span class="big">1</span>' in check
    panel.post(f"/surveys/{survey_id}/start/confirm", again="90", count="1", key="k")
    work(panel)
    assert in_line(panel) == ids[:1]
    stands = panel.database.read(lambda db: surveys.answers_of(db, survey_id, ids[0]))
    assert stands == {"car": "yes"}


def long_ago(panel: Panel, person_id: int) -> None:
    then = NOW - timedelta(days=200)
    mine = update(survey_asked).where(survey_asked.c.person_id == person_id).values(asked_at=then, answered_at=then)
    panel.database.change(lambda db: db.execute(mine))


def test_whoever_waits_is_taken_back_as_if_never_asked(panel: Panel) -> None:
    survey_id, ids = survey(panel), people(panel, 3)
    panel.post(f"/surveys/{survey_id}/start/confirm", count="3", key="k")
    work(panel)
    round_id = panel.database.read(lambda db: survey_rounds.listed(db, survey_id))[0].id
    back = panel.post(f"/surveys/{survey_id}/round", do="take_back", round=str(round_id))
    assert back.headers["location"].endswith("said=survey_take_back")
    work(panel)
    assert in_line(panel) == []
    assert panel.database.read(lambda db: surveys.tally(db, survey_id)) == {}
    assert "3 togs tillbaka" in panel.get(f"/surveys/{survey_id}").text
    panel.post(f"/surveys/{survey_id}/start/confirm", count="3", key="k2")
    work(panel)
    assert in_line(panel) == ids


def test_over_the_limit_somebody_else_approves(sqlite_panel: Panel) -> None:
    mine, database = sqlite_panel, sqlite_panel.database
    survey_id = survey(mine)
    people(mine, 3)
    database.change(lambda db: organizations.change(db, mine.ids["Solna"], approval_limit=2))
    answer = mine.post(f"/surveys/{survey_id}/start/confirm", count="3", key="k")
    assert answer.headers["location"].endswith("said=survey_needs_approval")
    assert work(mine) == 0
    row = database.read(lambda db: survey_rounds.listed(db, survey_id))[0]
    assert (
        mine.post(f"/surveys/{survey_id}/round", do="approve", round=str(row.id))
        .headers["location"]
        .endswith("survey_too_late")
    )
    theirs = make_panel(database, email="bo@example.org")
    theirs.post(f"/surveys/{survey_id}/round", do="approve", round=str(row.id))
    assert work(mine) == 1
    assert len(in_line(mine)) == 3


def test_a_district_starts_an_associations_survey_in_its_own_name(sqlite_panel: Panel) -> None:
    district = make_panel(sqlite_panel.database, at="Stockholm", email="bo@example.org")
    survey_id = survey(district, "Solna")
    answer = district.get(f"/surveys/{survey_id}/start", "Stockholm", follow_redirects=False)
    assert answer.headers["location"] == f"/o/{district.ids['Solna']}/surveys/{survey_id}/start"


def test_only_those_who_send_may_start(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    panel = make_panel(sqlite_panel.database, "viewer", email="bo@example.org")
    assert panel.get(f"/surveys/{survey_id}/start").status_code == 403
    assert panel.post(f"/surveys/{survey_id}/start/confirm", count="0").status_code == 403


def test_a_worker_that_died_is_followed_by_one_that_goes_on(sqlite_panel: Panel, monkeypatch: Any) -> None:
    survey_id, ids = survey(sqlite_panel), people(sqlite_panel, 5)
    sqlite_panel.post(f"/surveys/{survey_id}/start/confirm", count="5", key="k")
    monkeypatch.setattr(asking, "SLICE", 2)
    slices = iter([False, True])
    row = sqlite_panel.database.read(survey_rounds.due)
    assert asking.work(sqlite_panel.database, row, "test", ("sms",), lambda: next(slices)) == 0
    assert in_line(sqlite_panel) == ids[:2]
    assert "2 av 5 har ställts i kö" in sqlite_panel.get(f"/surveys/{survey_id}/progress").text
    work(sqlite_panel)
    assert in_line(sqlite_panel) == ids
    assert sqlite_panel.database.read(lambda db: survey_rounds.listed(db, survey_id))[0].asked == 5


def test_who_wants_quiet_until_a_day_waits_in_line_until_then(sqlite_panel: Panel) -> None:
    survey_id, ids = survey(sqlite_panel), people(sqlite_panel, 1)

    def pause(db: Any) -> None:
        hashes = [row.hash for row in addresses.of_person(db, ids[0])]
        until = NOW + timedelta(days=3)
        suppression.suppress(db, hashes, Silence("all", until=until), source="text", now=NOW)

    sqlite_panel.database.change(pause)
    wanted = Wanted(survey_id, sqlite_panel.ids["Solna"])
    found = sqlite_panel.database.read(lambda db: survey_rounds.audience(db, wanted, NOW))
    assert (found.people, found.left_out) == (1, {})
    assert sqlite_panel.database.read(lambda db: survey_waiting.count(db, survey_id)) == 0
