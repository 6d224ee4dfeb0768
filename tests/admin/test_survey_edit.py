"""Writing a survey: its buttons redraw the form with all that was typed, and what is wrong is said beside it."""

import html
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from admin import survey_draft
from admin.survey_edit import linted, ready_made
from admin.texts import CATALOGS
from flows import survey_file
from flows.survey_written import document_of, written
from flows.surveys import Survey, SurveyOption, SurveyQuestion
from storage import surveys
from tests.admin.conftest import Panel, make_panel
from tests.admin.survey_steps import INVENTORY, NOW, asked, people, survey


def fields(page: str) -> dict[str, Any]:
    """What the form on a page would send."""
    form = page[page.index('<form id="editor"') : page.index("</form>", page.index('<form id="editor"'))]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        given = {name: html.unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if given.get("name") and ("checked" in tag.split('"')[-1] or given.get("type") != "checkbox"):
            found.setdefault(given["name"], []).append(given.get("value", ""))
    for name, body in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = [html.unescape(body)]
    for name, body in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        found[name] = re.findall(r'value="([^"]*)" selected', body)
    return {name: values for name, values in found.items() if name not in ("csrf", "yaml")}


def definition(panel: Panel, survey_id: int) -> tuple[int, Survey]:
    row = panel.database.read(lambda db: surveys.newest_version(db, survey_id))
    return row.version, Survey.from_json(row.definition)


QUESTION = {"questions": "1", "title_sv": "Bilar", "q0_kind": "yesno", "q0_ask_sv": "Har du bil?"}


def test_a_new_survey_is_written_and_saved(sqlite_panel: Panel) -> None:
    choice = {
        "q1_kind": "one",
        "q1_ask_sv": "Vilken dag?",
        "q1_options": "2",
        "q1_o0_sv": "Lördag",
        "q1_o1_sv": "Söndag",
    }
    choice |= {"q1_if": "har_du_bil:yes", "q1_o1_words": "sön, helgdagen"}
    answer = sqlite_panel.post(
        "/surveys/new", **{**QUESTION, **choice, "questions": "2", "do": "save", "q0_key": "har_du_bil"}
    )
    assert answer.status_code == 303
    version, found = definition(sqlite_panel, int(re.search(r"/surveys/(\d+)", answer.headers["location"])[1]))
    assert version == 1
    assert found == Survey(
        "bilar", {"sv": "Bilar"}, (
            SurveyQuestion("har_du_bil", "yesno", {"sv": "Har du bil?"}),
            SurveyQuestion(
                "vilken_dag", "one", {"sv": "Vilken dag?"}, (
                    SurveyOption("lordag", {"sv": "Lördag"}),
                    SurveyOption("sondag", {"sv": "Söndag"}, ("sön", "helgdagen")),
                ), only_if={"har_du_bil": ("yes",)},
            ),
        ),
    )  # fmt: skip


def test_another_of_the_same_title_finds_a_name_of_its_own(sqlite_panel: Panel) -> None:
    for _ in range(2):
        assert sqlite_panel.post("/surveys/new", do="save", **QUESTION).status_code == 303
    taken = sqlite_panel.post("/surveys/new", do="save", name="bilar", **QUESTION)
    assert taken.status_code == 422
    assert "Det finns redan" in taken.text
    named = sqlite_panel.database.read(lambda db: surveys.named(db, [sqlite_panel.ids["Solna"]]))
    assert [row.name for row in named] == ["bilar", "bilar-2"]


def test_buttons_move_add_and_remove_and_keep_what_was_typed(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    page = sqlite_panel.get(f"/surveys/{survey_id}/edit").text
    typed = fields(page) | {"q4_ask_sv": ['Något "mer" <du> vill säga?'], "q1_low": ["två"]}
    moved = fields(sqlite_panel.post(f"/surveys/{survey_id}/edit", **typed, do="up:4").text)
    assert moved["q3_ask_sv"] == ['Något "mer" <du> vill säga?']
    assert moved["q4_key"] == ["car"]
    assert moved["q1_low"] == ["två"]
    assert moved["q1_if"] == ["tasks:cottage"]
    more = fields(sqlite_panel.post(f"/surveys/{survey_id}/edit", **moved, do="add_option:0").text)
    assert more["q0_options"] == ["3"]
    fewer = fields(sqlite_panel.post(f"/surveys/{survey_id}/edit", **more, do="drop:0").text)
    assert fewer["questions"] == ["4"]
    assert fewer["q0_if"] == ["tasks:cottage"], "what it hung on is gone, and still to be seen"


def test_a_survey_in_a_third_language_is_written_in_it(sqlite_panel: Panel) -> None:
    somali = INVENTORY.replace('{sv: "Har du bil?"}', '{sv: "Har du bil?", so: "Gaari ma leedahay?"}')
    page = sqlite_panel.get(f"/surveys/{survey(sqlite_panel, text=somali)}/edit")
    assert page.status_code == 200
    assert "Frågan på somaliska" in page.text
    assert fields(page.text)["q3_ask_so"] == ["Gaari ma leedahay?"]


def test_languages_that_nobody_knows_do_no_harm(sqlite_panel: Panel) -> None:
    page = sqlite_panel.post("/surveys/new", languages="sv en qq x1 tigrinja '", **QUESTION)
    assert page.status_code == 200
    assert fields(page.text)["languages"] == ["sv en qq"]


def test_a_survey_that_nobody_was_asked_is_changed_in_place(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    typed = fields(sqlite_panel.get(f"/surveys/{survey_id}/edit").text) | {"q3_ask_sv": "Kör du bil?"}
    assert sqlite_panel.post(f"/surveys/{survey_id}/edit", **typed, do="save").status_code == 303
    version, found = definition(sqlite_panel, survey_id)
    assert (version, found.questions[3].ask) == (1, {"sv": "Kör du bil?"})
    assert found.questions[:3] == survey_file.parse(INVENTORY).questions[:3]


def test_once_started_a_change_makes_a_version(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    asked(sqlite_panel, survey_id, people(sqlite_panel, 1))
    page = sqlite_panel.get(f"/surveys/{survey_id}/edit").text
    assert "ny version" in page
    unchanged = sqlite_panel.post(f"/surveys/{survey_id}/edit", **fields(page), do="save")
    assert "survey_saved" in unchanged.headers["location"]
    typed = fields(page) | {"q3_ask_sv": "Kör du bil?"}
    assert (
        "survey_new_version" in sqlite_panel.post(f"/surveys/{survey_id}/edit", **typed, do="save").headers["location"]
    )
    assert definition(sqlite_panel, survey_id)[0] == 2


def test_the_same_file_twice_is_the_same_version(sqlite_panel: Panel) -> None:
    survey_id, found = survey(sqlite_panel), survey_file.parse(INVENTORY)
    assert isinstance(found, Survey)
    asked(sqlite_panel, survey_id, people(sqlite_panel, 1))
    again = sqlite_panel.database.change(
        lambda db: surveys.load(db, sqlite_panel.ids["Solna"], found.name, found.to_json(), NOW)
    )
    assert again == (1, False)


def test_whoever_saves_second_is_told_and_loses_nothing(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    mine = fields(sqlite_panel.get(f"/surveys/{survey_id}/edit").text)
    sqlite_panel.post(f"/surveys/{survey_id}/edit", **mine | {"q3_ask_sv": "Deras?"}, do="save")
    late = sqlite_panel.post(f"/surveys/{survey_id}/edit", **mine | {"q3_ask_sv": "Min?"}, do="save")
    assert late.status_code == 422
    assert "Någon annan har sparat" in late.text
    assert "Min?" in late.text
    assert definition(sqlite_panel, survey_id)[1].questions[3].ask["sv"] == "Deras?"
    again = sqlite_panel.post(f"/surveys/{survey_id}/edit", **fields(late.text), do="save")
    assert again.status_code == 303
    assert definition(sqlite_panel, survey_id)[1].questions[3].ask["sv"] == "Min?"


CHOICE = {"q0_kind": "one", "q0_options": "2", "q0_o0_sv": "Lördag", "q0_o1_sv": "Söndag"}
WRONG: list[tuple[dict[str, str], str]] = [
    ({"title_sv": ""}, "Skriv en rubrik."),
    ({"questions": "0"}, "Lägg till minst en fråga."),
    ({"q0_ask_sv": ""}, "Skriv frågan."),
    ({"q0_kind": "one"}, "Skriv minst ett alternativ."),
    ({**CHOICE, "q0_o1_words": "info"}, "”info” kan inte vara ett svar: operatören"),
    ({**CHOICE, "q0_o1_sv": "lördag"}, "”lördag” står på två alternativ."),
    ({**CHOICE, "q0_o0_sv": "2"}, "”2” är numret på ett annat alternativ; det här är nummer 1."),
    ({**CHOICE, "q0_o0_sv": "", "q0_o0_key": "x"}, "Skriv vad alternativet heter."),
    ({"q0_kind": "number", "q0_low": "tre"}, "”tre” är inget tal."),
    ({"q0_kind": "number", "q0_low": "9", "q0_high": "3"}, "Minst (9) är mer än högst (3)."),
    ({"q0_if": "borta:yes"}, "Den hänger på en fråga som inte finns längre."),
    ({"q0_ask_sv": "Vill du? " * 80}, "Frågan blir 5 sms med alternativen; högst 3 får det bli."),
]


def test_what_is_wrong_is_said_beside_the_question(sqlite_panel: Panel) -> None:
    for typed, said in WRONG:
        answer = sqlite_panel.post("/surveys/new", do="save", **QUESTION | typed)
        assert answer.status_code == 422
        assert html.escape(said) in answer.text


def test_it_is_said_in_the_readers_language() -> None:
    wrong = [key for key in CATALOGS["en"] if key.startswith("survey_wrong_")]
    assert all(CATALOGS["en"][key] != CATALOGS["sv"][key] for key in wrong)


def test_a_pasted_file_takes_the_place_of_the_form(sqlite_panel: Panel) -> None:
    page = sqlite_panel.post("/surveys/new", do="yaml", yaml=INVENTORY).text
    assert fields(page)["q0_ask_sv"] == ["Vad vill du göra?"]
    broken = sqlite_panel.post("/surveys/new", do="yaml", yaml=INVENTORY.replace("kind: yesno", "kind: yesnoo"))
    assert broken.status_code == 422
    assert "rad 12: frågan car har en okänd sort" in html.unescape(broken.text)


def test_the_file_can_be_taken_home_and_read_again(sqlite_panel: Panel) -> None:
    survey_id = survey(sqlite_panel)
    answer = sqlite_panel.get(f"/surveys/{survey_id}/file")
    assert survey_file.parse(answer.text) == survey_file.parse(INVENTORY)


def test_a_viewer_does_not_write(sqlite_panel: Panel) -> None:
    viewer = make_panel(sqlite_panel.database, "viewer", email="bo@example.org")
    assert viewer.get("/surveys/new").status_code == 403
    assert viewer.post("/surveys/new", do="save", **QUESTION).status_code == 403


# The draft and the file


def test_the_ready_made_inventory_has_nothing_to_mend() -> None:
    found = survey_file.parse(ready_made())
    assert isinstance(found, Survey)
    assert linted(survey_draft.of_survey(found)).survey == found


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(str.strip)
ASKS = st.dictionaries(st.sampled_from(["sv", "en", "so"]), TEXTS.filter(bool), min_size=1)


@settings(max_examples=25, deadline=None)
@given(ASKS, st.integers(0, 9), st.floats(10, 99).map(lambda x: round(x, 2)), st.booleans())
def test_what_is_written_is_read_as_it_was(ask: dict[str, str], low: float, high: float, required: bool) -> None:
    questions = (
        SurveyQuestion("yes", "yesno", ask, required=required),
        SurveyQuestion("n", "number", ask, low=float(low), high=high, only_if={"yes": ("yes", "maybe")}),
    )
    survey_ = Survey("null", ask, questions)
    file = written(document_of(survey_))
    found = survey_file.parse(file.text)
    assert found == survey_ or {each.reason_key for each in found} <= {"unprintable", "too_many_parts"}
    assert len(file.places) == file.text.count("\n")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["add", "up:1", "down:0", "drop:0", "drop:9", "add_option:0", "up_option:0:1", "x:1"])))
def test_no_button_breaks_a_draft(deeds: list[str]) -> None:
    draft = survey_draft.new()
    for deed in deeds:
        draft = survey_draft.changed(draft, deed)
    assert linted(draft).survey is None


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_keys_can_be_kept(words: str) -> None:
    draft = survey_draft.keyed(
        survey_draft.Draft(questions=(survey_draft.QuestionDraft(ask={"sv": words or "x"}),) * 3)
    )
    keys = [question.key for question in draft.questions]
    assert len(set(keys)) == 3
    assert all(re.fullmatch("[a-z0-9_]{1,40}", key) for key in keys)
