"""Composing a broadcast: what may stand in its text, two who write at once, and all of it without JavaScript."""

import re

from tests.admin import survey_steps
from tests.admin.broadcast_steps import (
    TEXT,
    begun,
    beside,
    confirm,
    crowd,
    drafted,
    expression,
    how_many,
    opened,
    row_of,
    sentence,
    state_of,
)
from tests.admin.conftest import Panel
from tests.admin.members import join
from tests.admin.plain import Form, read

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
