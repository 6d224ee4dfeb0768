"""Composing a broadcast: choosing people by tapping and in writing, and what may stand in its text."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from admin import segment_panel
from admin.segment_builder import KINDS, PLACES, Asking, choices
from admin.segment_words import chips, joined, labels_of
from storage import addresses, segments, suppression
from storage.segments import SegmentError, parse, to_text
from storage.segments.expr import And, Expr, Not
from storage.suppression import Silence
from storage.tables import person_role
from tests.admin import survey_steps
from tests.admin.broadcast_steps import (
    TEXT,
    begun,
    beside,
    confirm,
    crowd,
    drafted,
    how_many,
    opened,
    row_of,
    sentence,
    state_of,
)
from tests.admin.conftest import Panel
from tests.admin.members import join, looks
from tests.admin.plain import Browser, Form, read

NOW = datetime.now(UTC)
ODD_SURVEY = """
name: Vår-nya
title: {sv: En till}
questions:
  - key: tasks
    kind: one
    ask: {sv: "Vad?"}
    options: [{key: a, sv: Ett}, {key: and, sv: Två}]
  - key: language
    kind: one
    ask: {sv: "Språk?"}
    options: [{key: fi, sv: Finska}, {key: so, sv: Somaliska}]
"""


def furnished(panel: Panel) -> None:
    """Something to choose of every kind, with names that are hard to write."""
    crowd(panel, 2)
    odd = join(panel, "Ali Noor", "+46701740630", tags=('säger "hej"', "and"), town="Upplands Väsby", language="so")
    survey_steps.survey(panel)
    survey_steps.survey(panel, text=ODD_SURVEY)

    def put(db: Connection) -> None:
        db.execute(insert(person_role).values(person_id=odd, role="Ombud (ersättare)"))
        made = segments.save(db, panel.ids["Solna"], "De i Solna", "town = Solna", by="x", now=NOW)
        assert made is None

    panel.database.change(put)


def asking(panel: Panel, db: Connection, language: str = "sv") -> Asking:
    solna = panel.ids["Solna"]
    return Asking(db, solna, language, labels_of(db, (solna,), language), NOW, ZoneInfo("Europe/Stockholm"))


def whom(panel: Panel, broadcast_id: int, **query: str) -> str:
    """The page on which people are chosen, as it is shown while something is tried."""
    return str(panel.get(f"/broadcasts/{broadcast_id}/whom", params={"tried": "1", **query}).text)


def recipients(page: str) -> int:
    found = re.search(r'class="big">([^<]+)</span>', page)
    assert found is not None, sentence(page)
    return int(found[1].replace("\u00a0", ""))


def expression(page: str) -> str:
    """What stands in the field in which a segment is written."""
    return next(form.fields["segment"] for form in read(page).forms if form.method == "get" and form.fields)


# The builder


def test_every_kind_of_condition_writes_what_can_be_read(sqlite_panel: Panel) -> None:
    panel = sqlite_panel
    furnished(panel)

    def look(db: Connection) -> Iterator[str]:
        for kind in KINDS:
            found = choices(asking(panel, db), kind)
            assert found, f"nothing to choose: {kind}"
            for test, words in found if kind == "answer" else (found[0], found[-1]):
                assert words.strip()
                meant = segments.select_people(db, panel.ids["Solna"], test, NOW)
                if isinstance(meant, SegmentError):
                    yield f"{test}: {segments.error_text(meant, 'sv')}"

    assert panel.database.read(lambda db: list(look(db))) == []


def test_a_question_that_two_surveys_have_is_written_with_its_survey(sqlite_panel: Panel) -> None:
    furnished(sqlite_panel)
    tests = [test for test, _ in sqlite_panel.database.read(lambda db: choices(asking(sqlite_panel, db), "answer"))]
    assert "inventering.tasks has cottage" in tests
    assert 'Vår-nya.tasks has "and"' in tests
    assert "Vår-nya.language has fi" in tests, "a key that is a field"
    assert "car has yes" in tests, "a question of yes and no"


def test_choices_say_what_they_are_called_in_both_languages(sqlite_panel: Panel) -> None:
    furnished(sqlite_panel)
    for language, spoken in (("sv", "somaliska"), ("en", "Somali")):
        found = sqlite_panel.database.read(lambda db, to=language: choices(asking(sqlite_panel, db, to), "language"))
        assert ("language = so", spoken) in found
    tags = sqlite_panel.database.read(lambda db: choices(asking(sqlite_panel, db), "tag"))
    assert ('tag = "säger ""hej"""', 'säger "hej"') in tags


# What the builder writes, as far as it needs no database
TESTS = (
    "relation = member", "town = Solna", 'town = "Upplands Väsby"', "organization = Solna", "language = so",
    'tag = "and"', "role != Ombud", "tasks has cottage", '"Vår, nya.tasks" has "and"', "hours >= 4",
    "answered inventering", "half answered inventering before 2026-01-01", "asked inventering",
    "claimed in next 7 days", "attended valstuga", "free on 2026-12-01 10:00-14:00", "written in last 3 days",
    "reachable by sms", "booked in next 7 days", "segment Solna", "random 10 seed 77", "town in (Solna, Kista)",
)  # fmt: skip
WRITTEN = ("town = Solna or tag = x", "relation = member minus town = Kista", "not (town = Solna and tag = x)")
added = st.lists(st.tuples(st.sampled_from(TESTS), st.booleans()), min_size=1, max_size=5)


def parts(expr: Expr) -> tuple[Expr, ...]:
    return expr.parts if isinstance(expr, And) else (expr,)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("", *TESTS, *WRITTEN)), added)
def test_conditions_that_are_added_all_hold_and_can_be_taken_away_one_by_one(
    start: str, more: list[tuple[str, bool]]
) -> None:
    whole = start
    for test, negated in more:
        before, whole = whole, joined(whole, test, negated=negated)
        grown = parse(whole)
        assert not isinstance(grown, SegmentError), whole
        assert joined(whole, test, negated=negated) == whole, "a second tap adds nothing"
        assert before == "" or len(parts(grown)) >= len(parts(parse(before)))  # type: ignore[arg-type]
    shown = chips(whole, "sv", {})
    assert isinstance(shown, list)
    held = parts(parse(whole))  # type: ignore[arg-type]
    assert len(shown) == len(held)
    for place, chip in enumerate(shown):
        left = held[:place] + held[place + 1 :]
        assert chip.words
        assert chip.rest == ("" if not left else to_text(left[0] if len(left) == 1 else And(left)))


@pytest.mark.parametrize("start", WRITTEN)
def test_what_was_written_by_hand_is_kept_whole(start: str) -> None:
    grown, before = parse(joined(start, "relation = member")), parse(start)
    assert grown == And((*parts(before), parse("relation = member")))  # type: ignore[arg-type]


def test_a_second_town_is_one_that_may_be_chosen_too() -> None:
    assert joined("town = Solna and tag = x", "town = Kista") == "town in (Solna, Kista) and tag = x"
    assert joined("tag = x", "tag = y") == "tag = x and tag = y", "somebody has two tags"
    assert joined("town = Solna", "town = Kista", negated=True) == "town = Solna and not town = Kista"
    assert joined("town != Solna", "town = Kista") == "town != Solna and town = Kista"


def test_a_condition_that_is_turned_round_means_everybody_else() -> None:
    assert parse(joined("", "tag = x or tag = y", negated=True)) == Not(parse("tag = x or tag = y"))  # type: ignore[arg-type]


def test_what_cannot_be_read_is_left_as_it_was_written() -> None:
    assert joined("town = ", "tag = x") == "town = "


def test_the_last_condition_can_be_taken_away_again(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    join(sqlite_panel, "Ali Noor", "+46701740630", town="Kista")
    made = drafted(sqlite_panel, segment="town = Solna")
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    assert recipients(browser.html) == 3
    browser.follow("Ta bort bor i Solna")
    assert recipients(browser.html) == 4
    browser.press("Nästa")
    assert row_of(sqlite_panel, made).segment is None


def test_a_random_few_stay_the_same_few(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = begun(sqlite_panel)
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    browser.press("Välj", kind="random").press("Lägg till")
    drawn = expression(browser.html)
    assert re.fullmatch(r"random 10 seed \d+", drawn)
    browser.press("Välj", kind="relation").press("Lägg till")
    browser.press("Nästa")
    assert row_of(sqlite_panel, made).segment == f"{drawn} and relation = member"


def test_choosing_another_kind_adds_nothing(sqlite_panel: Panel) -> None:
    furnished(sqlite_panel)
    made = begun(sqlite_panel)
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    browser.press("Välj", kind="town").press("Välj", kind="tag")
    assert expression(browser.html) == ""
    assert "tag = " in browser.html
    browser.press("Lägg till", negated="1")
    assert expression(browser.html).startswith("not tag = ")


def test_a_political_message_is_aimed_by_organization_and_town_alone(sqlite_panel: Panel) -> None:
    furnished(sqlite_panel)
    made = begun(sqlite_panel)
    page = whom(sqlite_panel, made, political="1", kind="tag")
    offered = re.findall(r'<option value="(\w+)"', page.partition('id="kind"')[2].partition("</select>")[0])
    assert tuple(offered) == PLACES
    assert "tag = " not in page
    said = sqlite_panel.post(f"/broadcasts/{made}/whom", segment="relation = member", political="1", version="1")
    assert said.status_code == 422
    assert "får bara väljas ut efter organisation och ort" in sentence(said.text)[0]
    on = sqlite_panel.post(f"/broadcasts/{made}/whom", segment="town = Solna", political="1", version="1")
    assert on.status_code == 303
    assert (row_of(sqlite_panel, made).kind, row_of(sqlite_panel, made).segment) == ("political", "town = Solna")


def test_changing_the_kind_of_message_keeps_what_was_chosen(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel, segment="town = Solna")
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    for political in ("1", ""):
        browser.press("Byt", political=political)
        assert expression(browser.html) == "town = Solna"


WRONG = (
    ("twn = Solna", "→twn", "Menade du town?"),
    ("town = Solna and organization = Solan", "organization = →Solan", "Menade du Solna?"),
    ('tag = "x', "tag = →&#34;x", "stängs inte"),
    ("town = Solna\x00", "Solna→", "osynligt tecken"),
)


def test_a_wrong_expression_says_where_and_the_near_word_and_stays(sqlite_panel: Panel) -> None:
    made = begun(sqlite_panel)
    for written, where, near in WRONG:
        tried = whom(sqlite_panel, made, segment=written)
        kept = sqlite_panel.post(f"/broadcasts/{made}/whom", segment=written, version="1")
        assert kept.status_code == 422
        for page in (tried, kept.text):
            said = re.search(r'<p class="error" id="counted" role="alert">(.*?)</p>', page)
            assert said is not None
            assert where in said[1]
            assert near in said[1]
            assert expression(page) == written
    assert row_of(sqlite_panel, made).segment is None


def test_nobody_to_write_to_is_said(sqlite_panel: Panel) -> None:
    made = begun(sqlite_panel)
    said = sqlite_panel.post(f"/broadcasts/{made}/whom", segment="", version="1")
    assert said.status_code == 422
    assert "Ingen skulle få det. Ändra urvalet." in sentence(said.text)


def test_those_who_had_many_texts_are_spared_and_taken_back(
    sqlite_panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, made = crowd(sqlite_panel), begun(sqlite_panel)
    reached = segments.Reach(3, 3, 1, {})
    monkeypatch.setattr(segment_panel, "reach", lambda *args, **manner: reached)
    assert ids
    browser = opened(sqlite_panel, f"/broadcasts/{made}/whom")
    browser.follow("Skona dem den här gången").follow("Ta med dem ändå").follow("Skona dem").press("Nästa")
    assert row_of(sqlite_panel, made).spare == 1


def test_whom_and_the_last_look_count_alike(sqlite_panel: Panel) -> None:
    """Also those who want nothing more of what is asked about."""
    ids = crowd(sqlite_panel)

    def quiet(db: Connection) -> None:
        hashes = [row.hash for row in addresses.of_person(db, ids[0])]
        suppression.suppress(db, hashes, Silence("topic", topic="news"), source="text", now=NOW)

    sqlite_panel.database.change(quiet)
    made = drafted(sqlite_panel)
    assert recipients(whom(sqlite_panel, made)) == 2
    assert 'name="shown" value="2"' in sqlite_panel.get(f"/broadcasts/{made}/check").text


def test_a_large_organization_is_counted_beside_the_page_and_errors_come_there(
    sqlite_panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(sqlite_panel)
    made = begun(sqlite_panel)
    monkeypatch.setattr(segment_panel, "AT_ONCE", 1)
    for segment, shown in (("", 'id="counted" aria-live'), ("organization = Solan", 'id="counted" role="alert"')):
        page = whom(sqlite_panel, made, segment=segment)
        asked = next(given["hx-get"] for _, given in read(page).enhanced if given.get("hx-trigger") == "load")
        assert shown in sqlite_panel.client.get(asked).text
        browser = Browser(sqlite_panel.client, html=page).follow("Räkna")
        assert shown in browser.html


def test_who_was_shown_stands_in_the_read_log(sqlite_panel: Panel) -> None:
    ids = crowd(sqlite_panel, 1)
    made = begun(sqlite_panel)
    whom(sqlite_panel, made)
    assert [action for _, action in looks(sqlite_panel, ids[0])] == ["panel broadcast"]


# The text


def text_form(page: str) -> Form:
    """The form in which it is written."""
    return next(form for form in read(page).forms if "text_sv" in form.fields)


def beside_field(page: str, name: str) -> str:
    """The sentence beside a field that is wrong, and that is read with it."""
    assert re.search(rf'id="{name}"[^>]*aria-describedby="{name}-hint"[^>]*aria-invalid="true"', page)
    return page.partition(f'id="{name}-hint">')[2].partition("</p>")[0]


CANNOT_BE_SENT = (
    ("x" * 1601, "Högst 6 sms och 1600 tecken går: korta den."),
    ("🌹" * 1600, "korta den"),
    ("\u200b\u2060", ""),
    ("Hej {namn}!", "{namn}"),
    ("Hej {}!", "{}"),
    ("Hej\x07", ""),
)


def test_a_text_that_cannot_be_sent_has_a_sentence_beside_it_and_all_is_kept(sqlite_panel: Panel) -> None:
    made = begun(sqlite_panel)
    for text, says in CANNOT_BE_SENT:
        typed = {"text_sv": text, "text_en": "Hi {first_name}!", "asks": "yesno"}
        said = sqlite_panel.post(f"/broadcasts/{made}/text", version="1", **typed)
        assert said.status_code == 422
        assert says in beside_field(said.text, "text_sv")
        fields = text_form(said.text).fields
        assert {name: fields[name] for name in typed} == typed
    assert row_of(sqlite_panel, made).texts == {"sv": "", "en": ""}


def test_nothing_in_any_language_is_too_little(sqlite_panel: Panel) -> None:
    made = begun(sqlite_panel)
    said = sqlite_panel.post(f"/broadcasts/{made}/text", text_sv=" \n \t", text_en="\u3000", version="1")
    assert said.status_code == 422
    assert beside_field(said.text, "text_sv")


LITERAL = "{{config}} %s %(x)s {0.__class__} ${x} #{x} <%= 1 %> {% raw %} </textarea><b>fet</b> {{7*7}}"


def test_what_looks_like_a_template_is_said_as_it_stands(sqlite_panel: Panel) -> None:
    join(sqlite_panel, "{{7*7}} {organisation}", "+46701740605")
    made = drafted(sqlite_panel, text=f"{{förnamn}} {LITERAL}")
    page = sqlite_panel.get(f"/broadcasts/{made}/check").text
    assert "<b>fet</b>" not in page
    shown = " ".join(read(page).words)
    assert f"{{{{7*7}}}} {LITERAL}" in shown
    assert "49" not in shown
    written = sqlite_panel.get(f"/broadcasts/{made}/text").text
    assert text_form(written).fields["text_sv"] == f"{{förnamn}} {LITERAL}"


def test_a_survey_that_is_asked_has_to_be_one_of_ours(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    ours, theirs = survey_steps.survey(sqlite_panel), survey_steps.survey(sqlite_panel, "Lund")
    made = begun(sqlite_panel)
    for survey in ("", "x", str(theirs), "987654", "-1"):
        said = sqlite_panel.post(f"/broadcasts/{made}/text", text_sv=TEXT, asks="survey", survey=survey, version="1")
        assert said.status_code == 422
        assert "Välj vilken inventering." in sentence(said.text)
        assert TEXT in said.text
    on = sqlite_panel.post(f"/broadcasts/{made}/text", text_sv=TEXT, asks="survey", survey=str(ours), version="1")
    assert on.status_code == 303
    assert (row_of(sqlite_panel, made).asks, row_of(sqlite_panel, made).survey_id) == ("survey", ours)
    sqlite_panel.post(f"/broadcasts/{made}/text", text_sv=TEXT, asks="me", survey=str(ours), version="2")
    assert (row_of(sqlite_panel, made).asks, row_of(sqlite_panel, made).survey_id) == ("me", None)


def test_without_a_survey_there_is_none_to_ask(sqlite_panel: Panel) -> None:
    made = begun(sqlite_panel)
    assert 'value="survey"' not in sqlite_panel.get(f"/broadcasts/{made}/text").text
    said = sqlite_panel.post(f"/broadcasts/{made}/text", text_sv=TEXT, asks="survey", version="1")
    assert "Välj vilken inventering." in sentence(said.text)


def test_signs_that_make_it_dear_are_named_and_replaced(sqlite_panel: Panel) -> None:
    made = begun(sqlite_panel)
    browser = opened(sqlite_panel, f"/broadcasts/{made}/text")
    browser.press("Visa hur det blir", text_sv="Hej “Åsa” 🌹")
    assert "dyrare" in browser.words
    browser.press("Byt ut dem")
    assert "dyrare" not in browser.words
    assert row_of(sqlite_panel, made).texts == {"sv": "", "en": ""}, "nothing is kept before it is told to"


# Two who write at once


def test_whoever_saves_second_sees_how_it_stands_and_loses_nothing(sqlite_panel: Panel) -> None:
    panel = sqlite_panel
    crowd(panel)
    made, bo = drafted(panel), beside(panel, "sender")
    mine = opened(panel, f"/broadcasts/{made}/text")
    bo.post(f"/broadcasts/{made}/text", text_sv="Bos ord.", version="1")
    mine.press("Nästa", text_sv="Annas ord.")
    assert mine.status == 409
    assert "Bo Lind hann ändra utkastet" in mine.words
    assert "Bos ord." in mine.words
    assert row_of(panel, made).texts == {"sv": "Bos ord."}
    mine.press("Nästa")
    assert row_of(panel, made).texts == {"sv": "Annas ord."}, "told twice it is meant"


def test_the_same_goes_for_whom(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made, bo = drafted(sqlite_panel), beside(sqlite_panel, "sender")
    mine = opened(sqlite_panel, f"/broadcasts/{made}/whom?segment=town+=+Solna")
    bo.post(f"/broadcasts/{made}/whom", segment="relation = member", version="1")
    mine.press("Nästa")
    assert mine.status == 409
    assert "medlemmar" in mine.words
    assert expression(mine.html) == "town = Solna"
    assert row_of(sqlite_panel, made).segment == "relation = member"


def test_the_same_form_twice_is_no_quarrel_with_oneself(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = begun(sqlite_panel)
    for _ in range(3):
        said = sqlite_panel.post(f"/broadcasts/{made}/text", text_sv=TEXT, version="1")
        assert said.headers["location"].endswith("/check")
    assert row_of(sqlite_panel, made).version == 2


def test_a_form_that_does_not_say_what_it_saw_overwrites_nothing(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    for version in ("", "x", "0", "-3", "999999999"):
        assert sqlite_panel.post(f"/broadcasts/{made}/text", text_sv="Nytt", version=version).status_code == 409
    assert row_of(sqlite_panel, made).texts == {"sv": TEXT}


def test_what_has_left_is_edited_by_no_form(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    confirm(sqlite_panel, made, 3)
    version = str(row_of(sqlite_panel, made).version)
    for path, fields in (
        ("whom", {"segment": "town = Solna"}), ("text", {"text_sv": "Något annat"}), ("discard", {}), ("test", {}),
        ("preview", {"text_sv": "x"}),
    ):  # fmt: skip
        said = sqlite_panel.post(f"/broadcasts/{made}/{path}", version=version, **fields)
        assert said.headers["location"].endswith(f"/broadcasts/{made}?refused=moved_on"), path
    assert (state_of(sqlite_panel, made), row_of(sqlite_panel, made).texts) == ("undo", {"sv": TEXT})
    assert "Det hann ändras" in sqlite_panel.client.get(said.headers["location"]).text
    for path in ("whom", "text", "check", "figures"):
        back = sqlite_panel.get(f"/broadcasts/{made}/{path}", follow_redirects=False)
        assert back.headers["location"].endswith(f"/broadcasts/{made}"), path


# Who may, and where


def test_a_broadcast_of_an_association_is_written_there(sqlite_panel: Panel) -> None:
    """Else the district would count everybody it has, and speak in its own name."""
    crowd(sqlite_panel)
    made = drafted(sqlite_panel)
    district = beside(sqlite_panel, "organizer", at="Stockholm")
    for path in ("", "/whom", "/text", "/check"):
        there = district.get(f"/broadcasts/{made}{path}", "Stockholm")
        assert str(there.url).startswith(f"http://testserver/o/{sqlite_panel.ids['Solna']}/broadcasts/{made}")
    district.post("/broadcasts/new", "Stockholm", key="k", like=str(made))
    assert how_many(sqlite_panel) == 1, "copied where it belongs, or not at all"
    assert f'href="/o/{sqlite_panel.ids["Solna"]}/broadcasts/{made}"' in district.get("/broadcasts", "Stockholm").text


def test_a_viewer_reads_a_draft_and_changes_nothing(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    made, viewer = drafted(sqlite_panel), beside(sqlite_panel, "viewer")
    for path in ("whom", "text", "check"):
        page = viewer.get(f"/broadcasts/{made}/{path}")
        assert page.status_code == 200
        assert not any(
            words in ("Nästa", "Skicka", "Kasta utkastet", "Skicka ett prov till mig")
            for form in read(page.text).forms for words, *_ in form.buttons
        )  # fmt: skip
    for path in ("whom", "text", "test", "confirm", "discard", "deed/undo"):
        assert viewer.post(f"/broadcasts/{made}/{path}", version="1", count="3").status_code == 403
    empty = begun(sqlite_panel, key="another")
    assert viewer.get(f"/broadcasts/{empty}/check").status_code == 200, "it does not go round in circles"


def test_everything_works_without_javascript(sqlite_panel: Panel) -> None:
    crowd(sqlite_panel)
    join(sqlite_panel, "Ali Noor", "+46701740630", town="Kista")
    browser = opened(sqlite_panel, "/broadcasts")
    browser.press("Nytt utskick").press("Välj", kind="town").press("Lägg till", add="town = Solna")
    assert "3 nummer får det" in browser.words
    browser.press("Använd", segment="town = Kista or town = Solna").press("Nästa")
    browser.press("Visa hur det blir", text_sv="Hej {förnamn}!")
    assert "Hej Karin!" in browser.words
    browser.press("Nästa")
    browser.press("Skicka", count="4")
    assert "Går strax" in browser.words
    browser.press("Ångra")
    assert "Inget har skickats. Det är ett utkast igen." in browser.words
    browser.press("Kasta utkastet")
    assert "Utkastet är borta." in browser.words
    assert "Inga utskick än" in browser.words


def test_what_is_asked_for_by_javascript_can_be_asked_for_without(sqlite_panel: Panel) -> None:
    """Each place that htmx fetches is a link, stands in a form with a button, or has a link for when there is none."""
    crowd(sqlite_panel)
    made = drafted(sqlite_panel, segment="town = Solna")
    for path in ("whom?kind=town", "text", "check"):
        page = sqlite_panel.get(f"/broadcasts/{made}/{path}").text
        plain = {form.action for form in read(page).forms} | {href.partition("?")[0] for _, href in read(page).links}
        for tag, asked in read(page).enhanced:
            url = (asked.get("hx-get") or asked["hx-post"]).partition("?")[0]
            assert tag == "a" or url in plain or url.endswith("/preview"), (path, tag, url)
    assert "Visa hur det blir" in sqlite_panel.get(f"/broadcasts/{made}/text").text
