"""A person's whole story stands on one page; what is done there is done once, noted, and to nobody of others."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from storage import addresses, erased, rights, shifts, suppression, surveys
from storage.tables import conversation
from storage.tables import inbox as inbox_table
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import ASA, BO, CIA, audited, join, looks, person_of

NOW = datetime.now(UTC)


def silent(panel: Panel, number: str) -> bool:
    hashed = panel.database.read(lambda db: addresses.hash_of(db, "sms", number))
    return bool(panel.database.read(lambda db: suppression.is_silenced(db, hashed, NOW)))


def numbers_of(panel: Panel, person_id: int) -> list[str]:
    return [row.address for row in panel.database.read(lambda db: addresses.of_person(db, person_id))]


def text_from(panel: Panel, number: str, person_id: int, body: str) -> None:
    values = {
        "provider": "sandbox", "account": "", "external_id": body, "channel": "sms", "address": number, "kind": "text",
        "body": body, "received_at": NOW, "state": "done", "person_id": person_id,
        "organization_id": panel.ids["Solna"],
    }  # fmt: skip
    panel.database.change(lambda db: db.execute(insert(inbox_table).values(values)))


def give_shift(panel: Panel, person_id: int) -> int:
    """A place in a shift tomorrow; the shift's id."""
    solna, start = panel.ids["Solna"], NOW.replace(microsecond=0) + timedelta(days=1)
    wall = start.replace(tzinfo=None)
    values = {
        "organization_id": solna, "venue": "Torget", "zone": "Europe/Stockholm", "wall_start": wall,
        "wall_end": wall + timedelta(hours=2), "starts_at": start, "ends_at": start + timedelta(hours=2),
        "minimum": 1, "maximum": 2, "responsible_id": None,
    }  # fmt: skip

    def give(db: Any) -> int:
        activity = shifts.activity_id(db, solna, "Valstuga")
        shifts.put_shift(db, {**values, "activity_id": activity})
        shift_id = int(shifts.listed(db, [solna])[0].id)
        shifts.take_place(db, shift_id, 1, NOW)
        held = {"shift_id": shift_id, "person_id": person_id, "state": "confirmed", "people": 1}
        shifts.make_claim(db, {**held, "created_at": NOW, "updated_at": NOW})
        return shift_id

    return int(panel.database.change(give))


def answer_survey(panel: Panel, person_id: int) -> None:
    solna = panel.ids["Solna"]
    definition = {
        "name": "bil", "title": {"sv": "Bilar"},
        "questions": [{
            "key": "tasks", "kind": "many", "ask": {"sv": "Vad vill du göra?"},
            "options": [{"key": "drive", "sv": "Köra", "labels": {"sv": "Köra bil"}}],
        }],
    }  # fmt: skip

    def save(db: Any) -> None:
        surveys.load(db, solna, "bil", definition, NOW)
        version = surveys.newest_version(db, surveys.find(db, solna, "bil") or 0)
        assert version is not None
        surveys.ask(db, version, person_id, NOW)
        surveys.save_answer(db, version, person_id, "tasks", ["drive"], NOW, "om jag får låna en")

    panel.database.change(save)


def test_the_whole_story_stands_on_one_page_and_it_is_noted_who_read_it(panel: Panel) -> None:
    asa = join(panel, "Åsa Ek", ASA, tags=("styrelse",), town="Solna", email="asa@example.org")
    bo = join(panel, "Bo Ek", ASA)
    shift_id = give_shift(panel, asa)
    answer_survey(panel, asa)
    text_from(panel, ASA, asa, "Ska jag ta med kaffe?")
    html = panel.get(f"/people/{asa}").text
    for fact in (
        "Åsa Ek", "styrelse", "070-174 06 05", "Fungerar", "medlemsregistret", "Medlemskap", "asa@example.org",
        f"/shifts/{shift_id}", "Valstuga, Torget", "Anmäld", "Vad vill du göra?", "om jag får låna en",
        "Ska jag ta med kaffe?", "Anna Ek", "öppnade sidan",
    ):  # fmt: skip
        assert fact in html, fact
    assert f'Delas med <a href="/o/{panel.ids["Solna"]}/people/{bo}">Bo Ek</a>' in html
    assert [action for _, action in looks(panel, asa)] == ["panel person"]
    assert looks(panel, bo) == []


def test_a_person_of_others_is_nobody_to_the_byte(sqlite_panel: Panel) -> None:
    theirs = join(sqlite_panel, "Åsa Lund", ASA, at="Lund")
    nobody = 999_999
    for path in ("", "/correct", "/erase"):
        there, gone = sqlite_panel.get(f"/people/{theirs}{path}"), sqlite_panel.get(f"/people/{nobody}{path}")
        assert (there.status_code, there.content) == (gone.status_code, gone.content) == (404, gone.content)
    deeds = (
        "correct",
        "numbers",
        "numbers/1/remove",
        "silence",
        "left",
        "protected",
        "access",
        "erase",
        "hold",
        "release",
    )
    for deed in deeds:
        there, gone = sqlite_panel.post(f"/people/{theirs}/{deed}"), sqlite_panel.post(f"/people/{nobody}/{deed}")
        assert (there.status_code, there.content) == (404, gone.content), deed
    assert sqlite_panel.get(f"/people/{10**30}").status_code == sqlite_panel.get("/people/x").status_code == 404
    assert looks(sqlite_panel, theirs) == []
    assert person_of(sqlite_panel, theirs).relation == "member"


def test_who_shares_a_number_from_another_organization_is_not_told(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    join(sqlite_panel, "Kim Lund", ASA, at="Lund")
    html = sqlite_panel.get(f"/people/{asa}").text
    assert "Kim" not in html
    assert "Delas" not in html


# Put right


def form_of(panel: Panel, **changed: str) -> dict[str, str]:
    row = {
        "first_name": "Åsa", "last_name": "Ek", "organization_id": str(panel.ids["Solna"]), "relation": "member",
        "basis": "member", "source": "medlemsregistret", "since": f"{datetime.now(UTC):%Y-%m-%d}", "language": "sv",
        "town": "", "email": "", "member_number": "", "tags": "", "roles": "",
    }  # fmt: skip
    return {**row, **changed}


def test_what_is_put_right_wins_over_later_lists_and_what_was_left_alone_does_not(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA, tags=("styrelse",))
    assert 'value="styrelse"' in sqlite_panel.get(f"/people/{asa}/correct").text
    form = form_of(sqlite_panel, last_name="Åkesson", town="Solna", tags="fika, Flygblad")
    assert sqlite_panel.post(f"/people/{asa}/correct", **form).status_code == 303
    row = person_of(sqlite_panel, asa)
    assert (row.last_name, row.folded_name, row.town) == ("Åkesson", "åsa åkesson", "Solna")
    assert row.corrected == ["last_name", "town"]
    assert row.basis_source == "medlemsregistret"
    assert "fika" in sqlite_panel.get(f"/people/{asa}").text


def test_relation_and_basis_are_put_right_with_source_and_date(panel: Panel) -> None:
    asa = join(panel, "Åsa Ek", ASA)
    consent = {"relation": "sympathizer", "basis": "consent", "source": "mejl till kansliet", "since": "2025-03-04"}
    panel.post(f"/people/{asa}/correct", **form_of(panel, **consent))
    row = person_of(panel, asa)
    assert (row.relation, row.basis, row.basis_source) == ("sympathizer", "consent", "mejl till kansliet")
    assert row.basis_at == datetime(2025, 3, 3, 23, tzinfo=UTC)
    assert {"basis", "relation"} <= set(row.corrected)


def test_what_is_not_lawful_is_not_kept_and_what_was_typed_is(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    answer = sqlite_panel.post(f"/people/{asa}/correct", **form_of(sqlite_panel, relation="sympathizer", town="Kista"))
    assert answer.status_code == 422
    assert "behöver ha samtyckt" in answer.text
    assert 'value="Kista"' in answer.text
    assert person_of(sqlite_panel, asa).town is None


def test_somebody_who_has_left_and_comes_back_is_not_forgotten_after_all(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    sqlite_panel.post(f"/people/{asa}/left")
    left = person_of(sqlite_panel, asa)
    assert (left.relation, left.left_at is not None) == ("former_member", True)
    sqlite_panel.post(f"/people/{asa}/correct", **form_of(sqlite_panel))
    back = person_of(sqlite_panel, asa)
    assert (back.relation, back.left_at) == ("member", None)


# Numbers


def test_a_number_is_added_in_any_spelling_and_once(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    for _ in range(2):
        assert sqlite_panel.post(f"/people/{asa}/numbers", number="0701740606").status_code == 303
    assert numbers_of(sqlite_panel, asa) == [ASA, BO]
    bad = sqlite_panel.post(f"/people/{asa}/numbers", number="08-123456")
    assert (bad.status_code, "fast telefon" in bad.text, 'value="08-123456"' in bad.text) == (422, True, True)


def test_who_has_said_stop_is_not_written_to_at_another_number(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    sqlite_panel.post(f"/people/{asa}/silence")
    refused = sqlite_panel.post(f"/people/{asa}/numbers", number=BO)
    assert (refused.status_code, "med START" in refused.text) == (422, True)
    assert numbers_of(sqlite_panel, asa) == [ASA]


def test_a_wrong_number_is_taken_away_with_what_was_asked_there(panel: Panel) -> None:
    asa, bo = join(panel, "Åsa Ek", ASA), join(panel, "Bo Ek", ASA)
    place = panel.database.read(lambda db: addresses.find(db, "sms", ASA))
    talk = {"flow": "menu", "step": "choose", "state": {}, "status": "open", "updated_at": NOW}
    panel.database.change(
        lambda db: db.execute(insert(conversation).values(person_id=asa, address_id=place.id, **talk))
    )
    panel.post(f"/people/{asa}/numbers/{place.id}/remove")
    assert (numbers_of(panel, asa), numbers_of(panel, bo)) == ([], [ASA])
    statuses = panel.database.read(lambda db: db.execute(select(conversation.c.status)).scalars().all())
    assert statuses == ["ended"]
    assert "Vi har inget nummer." in panel.get(f"/people/{asa}").text


# Silenced, protected


def test_who_wants_no_more_is_silent_everywhere_and_only_start_lifts_it(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    sqlite_panel.post(f"/people/{asa}/numbers", number=BO)
    answer = sqlite_panel.post(f"/people/{asa}/silence")
    assert (silent(sqlite_panel, ASA), silent(sqlite_panel, BO), silent(sqlite_panel, CIA)) == (True, True, False)
    html = sqlite_panel.client.get(answer.headers["location"]).text
    assert "genom att skicka START" in html
    assert f"/people/{asa}/silence" not in html
    assert [line.object for line in audited(sqlite_panel, "people silence")] == [f"person:{asa}"]


def test_it_is_said_that_a_shared_number_goes_silent_for_all(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    assert "Numret delas" not in sqlite_panel.get(f"/people/{asa}").text
    join(sqlite_panel, "Bo Ek", ASA)
    assert "Numret delas" in sqlite_panel.get(f"/people/{asa}").text


def test_an_identity_is_protected_and_is_not_any_more(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    sqlite_panel.post(f"/people/{asa}/protected", on="1")
    assert person_of(sqlite_panel, asa).protected
    assert "Berätta inte för någon" in sqlite_panel.get(f"/people/{asa}").text
    sqlite_panel.post(f"/people/{asa}/protected")
    assert not person_of(sqlite_panel, asa).protected
    assert [line.detail for line in audited(sqlite_panel, "people protected")] == [
        {"protected": True}, {"protected": False},
    ]  # fmt: skip


# Rights


def test_all_there_is_is_handed_out_to_read_and_for_machines_and_that_is_noted(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    text_from(sqlite_panel, ASA, asa, "Ska jag ta med kaffe?")
    readable = sqlite_panel.post(f"/people/{asa}/access", **{"as": "text"})
    assert readable.headers["content-disposition"] == f'attachment; filename="utdrag-{asa}.txt"'
    assert "Ska jag ta med kaffe?" in readable.text
    document = json.loads(sqlite_panel.post(f"/people/{asa}/access", **{"as": "json"}).text)
    assert document["person"]["name"] == "Åsa Ek"
    assert [action for _, action in looks(sqlite_panel, asa)] == ["people access"] * 2
    given = sqlite_panel.database.read(lambda db: rights.listed(db, sqlite_panel.ids["Solna"]))
    assert [row.kind for row in given] == ["access", "access"]


def test_erasing_wants_the_name_and_leaves_nothing_but_the_opt_out(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    sqlite_panel.post(f"/people/{asa}/silence")
    wrong = sqlite_panel.post(f"/people/{asa}/erase", name="Åsa")
    assert (wrong.status_code, "Namnet stämmer inte." in wrong.text) == (422, True)
    assert person_of(sqlite_panel, asa) is not None
    answer = sqlite_panel.post(f"/people/{asa}/erase", name=" åsa  EK ")
    assert "Personen är raderad." in sqlite_panel.client.get(answer.headers["location"]).text
    assert person_of(sqlite_panel, asa) is None
    assert silent(sqlite_panel, ASA)
    assert sqlite_panel.get(f"/people/{asa}").status_code == 404
    assert sqlite_panel.database.read(lambda db: erased.is_any(db, [sqlite_panel.ids["Solna"]]))
    assert len(audited(sqlite_panel, "erase")) == 1


def test_whoever_is_responsible_is_told_of_places_that_are_free_again(sqlite_panel: Panel) -> None:
    asa, told = join(sqlite_panel, "Åsa Ek", ASA), []
    shift_id = give_shift(sqlite_panel, asa)
    house = sqlite_panel.client.app.state.house  # type: ignore[attr-defined]
    object.__setattr__(house, "tell_freed", lambda db, shift_ids, now: told.extend(shift_ids))
    sqlite_panel.post(f"/people/{asa}/erase", name="Åsa Ek")
    assert told == [shift_id]


def test_what_must_be_kept_is_not_erased_until_it_need_not(sqlite_panel: Panel) -> None:
    asa, until = join(sqlite_panel, "Åsa Ek", ASA), f"{date.today() + timedelta(days=30)}"
    assert sqlite_panel.post(f"/people/{asa}/hold", until=until, reason="tvist om avgiften").status_code == 303
    assert f"Måste sparas till och med {until}: tvist om avgiften" in sqlite_panel.get(f"/people/{asa}").text
    assert sqlite_panel.post(f"/people/{asa}/erase", name="Åsa Ek").status_code == 422
    assert person_of(sqlite_panel, asa) is not None
    sqlite_panel.post(f"/people/{asa}/release")
    assert sqlite_panel.post(f"/people/{asa}/erase", name="Åsa Ek").status_code == 303


def test_a_hold_has_a_day_to_come_and_a_reason(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    for until, reason in (("2001-01-01", "x"), ("2999-01-01", ""), ("snart", "x"), ("9999-12-31", "x")):
        assert sqlite_panel.post(f"/people/{asa}/hold", until=until, reason=reason).status_code == 422, until
    assert sqlite_panel.database.read(lambda db: rights.hold_of(db, asa, NOW)) is None


def test_a_role_reaches_so_far_and_no_farther(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    for role, may in (("viewer", []), ("sender", ["silence"]), ("organizer", ["silence", "left"])):
        panel = make_panel(sqlite_panel.database, role, email=f"{role}@example.org")
        html = panel.get(f"/people/{asa}").text
        for deed in ("silence", "left", "erase", "hold"):
            assert (f"/people/{asa}/{deed}" in html) == (deed in may), (role, deed)
            if deed not in may:
                assert panel.post(f"/people/{asa}/{deed}").status_code == 403, (role, deed)


# Their calendar


def calendar_of(panel: Panel, person_id: int) -> str:
    """The path of their calendar, as their page shows it."""
    _, found, rest = panel.get(f"/people/{person_id}").text.partition('<code id="calendar-link">http://127.0.0.1:8000')
    return str(rest.partition("<")[0]) if found else ""


def test_somebodys_calendar_is_handed_out_and_made_anew(panel: Panel) -> None:
    asa = join(panel, "Åsa Öberg", ASA)
    give_shift(panel, asa)
    assert calendar_of(panel, asa) == "", "nobody has asked for it"
    assert "Den som har länken ser personens pass" in panel.get(f"/people/{asa}").text
    panel.post(f"/people/{asa}/calendar")
    old = calendar_of(panel, asa)
    assert "Valstuga" in panel.client.get(old).text
    panel.post(f"/people/{asa}/calendar")
    new = calendar_of(panel, asa)
    assert (panel.client.get(old).status_code, panel.client.get(new).status_code) == (404, 200)
    panel.post(f"/people/{asa}/calendar/end")
    assert (panel.client.get(new).status_code, calendar_of(panel, asa)) == (404, "")
    assert [line.object for line in audited(panel, "people calendar")] == [f"person:{asa}"] * 2


def test_a_calendar_is_for_who_may_edit(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Öberg", ASA)
    sqlite_panel.post(f"/people/{asa}/calendar")
    other = make_panel(sqlite_panel.database, role="sender", email="bo@example.org")
    assert "calendar-link" not in other.get(f"/people/{asa}").text
    assert other.post(f"/people/{asa}/calendar").status_code == 403
    assert other.post(f"/people/{asa}/calendar/end").status_code == 403
