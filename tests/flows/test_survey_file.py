"""A survey file is taken whole, or refused with the line and the reason of everything that is wrong."""

from hypothesis import given
from hypothesis import strategies as st

from flows.survey_file import PROVIDER_WORDS, parse
from flows.survey_file_texts import REASONS, problem_text
from flows.survey_nodes import Problem
from flows.surveys import Survey, SurveyOption, SurveyQuestion
from tests.rows import each

INVENTORY = """\
name: inventering
title: {sv: Medlemsinventering, en: Member inventory}
questions:
  - key: tasks
    kind: many                # yesno | one | many | number | when | text | language
    ask: {sv: "Vad vill du göra?", en: "What would you like to do?"}
    options:
      - {key: cottage, sv: Stå i valstuga, en: Campaign cottage}
      - {key: flyers,  sv: Dela flygblad,  en: Hand out flyers}
  - key: hours
    kind: number
    min: 0
    max: 60
    ask: {sv: "Hur många timmar i veckan?", en: "How many hours a week?"}
    only_if: {tasks: [cottage, flyers]}
"""
HEAD = "name: x\ntitle: {sv: X}\nquestions:\n"


def one_question(*lines: str) -> str:
    """A file with one question; its first line is line 4."""
    return HEAD + "".join(f"  {'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))


def with_options(*options: str) -> str:
    """A file with one question of kind one; its first option is on line 8."""
    rows = ("key: a", "kind: one", "ask: {sv: A}", "options:", *(f"  - {option}" for option in options))
    return one_question(*rows)


def problems(text: str) -> list[Problem]:
    found = parse(text)
    assert isinstance(found, list)
    return found


def test_the_survey_of_the_contract_is_read():
    assert parse(INVENTORY) == Survey(
        "inventering",
        {"sv": "Medlemsinventering", "en": "Member inventory"},
        (
            SurveyQuestion(
                "tasks",
                "many",
                {"sv": "Vad vill du göra?", "en": "What would you like to do?"},
                (
                    SurveyOption("cottage", {"sv": "Stå i valstuga", "en": "Campaign cottage"}),
                    SurveyOption("flyers", {"sv": "Dela flygblad", "en": "Hand out flyers"}),
                ),
            ),
            SurveyQuestion(
                "hours",
                "number",
                {"sv": "Hur många timmar i veckan?", "en": "How many hours a week?"},
                low=0,
                high=60,
                only_if={"tasks": ("cottage", "flyers")},
            ),
        ),
    )


def test_every_kind_may_stand_alone():
    questions = "".join(
        f"  - {{key: q_{kind}, kind: {kind}, ask: {{sv: Fråga}}}}\n"
        for kind in ("yesno", "number", "when", "text", "language")
    )
    survey = parse(HEAD + questions)

    assert isinstance(survey, Survey)
    assert [question.kind for question in survey.questions] == ["yesno", "number", "when", "text", "language"]


def test_yes_and_no_are_words_and_not_what_yaml_makes_of_them():
    survey = parse(
        HEAD
        + "  - {key: car, kind: yesno, ask: {sv: Bil, no: Bil}, required: yes}\n"
        + "  - {key: seats, kind: number, ask: {sv: Platser}, only_if: {car: [yes]}}\n"
        + "  - {key: why, kind: text, ask: {sv: Varför inte}, only_if: {car: no}}\n"
    )

    assert isinstance(survey, Survey)
    car, seats, why = survey.questions
    assert (car.ask, car.required) == ({"sv": "Bil", "no": "Bil"}, True)
    assert (seats.only_if, why.only_if) == ({"car": ("yes",)}, {"car": ("no",)})


def test_an_option_may_have_more_words():
    survey = parse(with_options("{key: cottage, sv: Stå i valstuga, words: [stugan, valstuga]}"))

    assert isinstance(survey, Survey)
    assert survey.questions[0].options[0].words == ("stugan", "valstuga")


LONG = "x" * 460
CASES = [
    ("#" * 1_000_000, 1, "too_long"),
    ("name: x\ntitle: a\x00b\n", 2, "unprintable"),
    ('name: x\ntitle: {sv: "a\\0b"}\nquestions:\n - {key: a, kind: text, ask: {sv: A}}', 2, "unprintable"),
    ("", 1, "empty"),
    ("# bara en kommentar\n", 1, "empty"),
    ("name: x\ntitle: {sv: X\nquestions: []\n", 3, "not_yaml"),
    ("a: 1\n---\nb: 2\n", 2, "not_yaml"),
    ("name: x\ntitle: {sv: Vad vill du?}\n", 2, "not_yaml"),
    ("name: x\n\ttitle: {sv: X}\n", 2, "tab"),
    ("name: x\ntitle: Vad: nu\n", 2, "colon"),
    ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "alias"),
    ("name: *x\n", 1, "alias"),
    ("[" * 5000, 1, "too_deep"),
    ("- name: x\n", 1, "not_fields"),
    ("bara text\n", 1, "not_fields"),
    (HEAD + "  - bara text\n", 4, "not_fields"),
    (HEAD + "  - {key: a, kind: text, ask: {sv: A}}\nquestion: 1\n", 5, "unknown_field"),
    (one_question("key: a", "kind: number", "ask: {sv: A}", "maks: 3"), 7, "unknown_field"),
    (one_question("key: a", "kind: text", "ask: {sv: A}", "ask: {sv: B}"), 7, "field_twice"),
    (one_question("key: a", "ask: {sv: A}"), 4, "field_missing"),
    (HEAD + "  []\n", 4, "not_a_list"),
    (HEAD, 3, "not_a_list"),
    (one_question("key: a", "kind: text", "ask: {sv: }"), 6, "no_text"),
    (one_question("key: a", "kind: text", "ask: Vad vill du?"), 6, "not_by_language"),
    (one_question("key: a", "kind: text", "ask: {svenska: Vad}"), 6, "not_a_language"),
    (INVENTORY.replace("name: inventering", "name: a b.c"), 1, "bad_name"),
    (one_question("key: Å", "kind: text", "ask: {sv: A}"), 4, "bad_key"),
    (one_question("key: a", "kind: mnay", "ask: {sv: A}"), 5, "unknown_kind"),
    (HEAD + "  - {key: a, kind: text, ask: {sv: A}}\n" * 2, 5, "question_twice"),
    (one_question("key: a", "kind: one", "ask: {sv: A}"), 5, "options_missing"),
    (one_question("key: a", "kind: text", "ask: {sv: A}", "options: [{key: b, sv: B}]"), 7, "options_unwanted"),
    (with_options(*[f"{{key: k{n}, sv: Val {n}}}" for n in range(10)]), 17, "too_many_options"),
    (with_options("{key: b, sv: B}", "{key: b, sv: C}"), 9, "option_twice"),
    (with_options("{key: b}"), 8, "label_missing"),
    (with_options("{key: b, sv: Fest!}", "{key: c, sv: Möte, en: fest}"), 9, "name_twice"),
    (with_options("{key: b, sv: Fest}", "{key: c, sv: Möte, words: [fest]}"), 9, "name_twice"),
    (with_options("{key: b, sv: '2'}", "{key: c, sv: '1'}"), 8, "name_is_number"),
    (with_options("{key: b, sv: B}", "{key: c, sv: Info}"), 9, "provider_word"),
    (with_options("{key: b, sv: B}", "{key: c, sv: Sluta skicka}"), 9, "provider_word"),
    (with_options("{key: b, sv: B}", "{key: c, sv: '!!!'}"), 9, "name_unclear"),
    (one_question("key: a", "kind: text", "ask: {sv: A}", "max: 3"), 7, "bound_unwanted"),
    (one_question("key: a", "kind: number", "ask: {sv: A}", "max: många"), 7, "not_a_number"),
    (one_question("key: a", "kind: number", "ask: {sv: A}", "max: .inf"), 7, "not_a_number"),
    (one_question("key: a", "kind: number", "ask: {sv: A}", "max: 3", "min: 4"), 7, "bounds_crossed"),
    (one_question("key: a", "kind: yesno", "ask: {sv: A}", "required: kanske"), 7, "not_true_or_false"),
    (one_question("key: a", "kind: when", "ask: {sv: A}", "required: true"), 7, "required_unwanted"),
    (INVENTORY.replace("only_if: {tasks:", "only_if: {taskss:"), 15, "only_if_unknown"),
    (one_question("key: a", "kind: text", "ask: {sv: A}", "only_if: {a: [b]}"), 7, "only_if_later"),
    (INVENTORY + "  - {key: b, kind: text, ask: {sv: B}, only_if: {hours: [4]}}\n", 16, "only_if_keyless"),
    (INVENTORY.replace("[cottage, flyers]", "[cottage, flyer]"), 15, "only_if_option"),
    (one_question("key: a", "kind: text", f"ask: {{sv: {LONG}}}"), 6, "too_many_parts"),
    (HEAD.replace("{sv: X}", f"{{sv: {LONG}}}") + "  - {key: a, kind: text, ask: {sv: A}}", 2, "too_many_parts"),
]  # fmt: skip


@each(("text", "line", "reason_key"), CASES)
def test_a_bad_file_is_refused_with_its_line_and_reason(text, line, reason_key):
    assert (line, reason_key) in [(problem.line, problem.reason_key) for problem in problems(text)]


@each("language", ["sv", "en"])
@each("text", [case[0] for case in CASES])
def test_every_problem_has_words(text, language):
    start = "rad" if language == "sv" else "line"
    for problem in problems(text):
        assert problem_text(problem, language).startswith(f"{start} {problem.line}: ")


@each("language", ["sv", "en"])
def test_every_reason_that_has_words_is_found_in_some_file(language):
    assert {reason_key for _, _, reason_key in CASES} == set(REASONS[language])


def test_one_mistake_is_one_problem():
    alone = [text for text, _, _ in CASES if len(problems(text)) == 1]

    assert len(alone) > len(CASES) * 0.8


def test_the_words_say_where_what_and_what_was_probably_meant():
    text = INVENTORY.replace("max: 60", "maks: 60")
    [problem] = problems(text)

    assert problem_text(problem, "sv") == "rad 13: frågan hours har ett okänt fält 'maks'; menade du 'max'?"
    assert problem_text(problem, "en") == "line 13: question hours has an unknown field 'maks'; did you mean 'max'?"
    assert problem_text(problem, "so") == problem_text(problem, "sv")


def test_all_problems_come_at_once_in_the_order_of_their_lines():
    text = (
        with_options("{key: B, sv: STOP}", "{key: c, sv: C}").replace("kind: one", "kind: ones").replace("x", "x y", 1)
    )

    assert [(problem.line, problem.reason_key) for problem in problems(text)] == [
        (1, "bad_name"),
        (5, "unknown_kind"),
        (8, "bad_key"),
        (8, "provider_word"),
    ]


def test_braces_in_what_was_written_are_only_braces():
    text = one_question("key: a", "kind: '{0.__class__}{kind}'", "ask: {sv: A}")

    assert "'{0.__class__}{kind}'" in problem_text(problems(text)[0], "sv")


@each("word", sorted(PROVIDER_WORDS))
@each("written", ["{}", " {}! ", "({})"])
def test_no_answer_may_be_a_word_that_the_provider_takes(word, written):
    label = written.format(word.upper())

    assert [p.reason_key for p in problems(with_options(f"{{key: b, en: '{label}'}}"))] == ["provider_word"]


def test_a_provider_word_within_an_answer_is_fine():
    assert isinstance(parse(with_options("{key: info, sv: Infobord, en: Info table}")), Survey)


def test_the_options_count_towards_the_length():
    options = [f"{{key: k{n}, sv: {'y' * 50} {n}}}" for n in range(9)]

    assert isinstance(parse(with_options(*options[:7])), Survey)
    assert [p.reason_key for p in problems(with_options(*options))] == ["too_many_parts"]


def test_one_dear_letter_makes_a_text_too_long():
    ask = "x" * 210

    assert isinstance(parse(one_question("key: a", "kind: text", f"ask: {{sv: {ask}}}")), Survey)
    assert problems(one_question("key: a", "kind: text", f"ask: {{sv: {ask}ş}}"))[0].values["parts"] == "4"


def test_the_missing_language_of_an_option_is_counted_as_it_will_be_shown():
    text = one_question("key: a", "kind: one", "ask: {sv: Vad, en: What}", "options: [{key: b, sv: B}]")

    assert isinstance(parse(text), Survey)


def test_a_small_file_that_would_unfold_into_a_huge_one_is_refused():
    lines = ["a0: &a0 [ha, ha]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]

    assert problems("\n".join(lines)) == [Problem(1, "alias")]


def test_what_a_tag_asks_for_is_never_made():
    text = INVENTORY.replace("name: inventering", "name: !!python/object/apply:os.getcwd [x]")

    assert problems(text)[0].reason_key == "no_text"


def test_what_is_read_comes_back_from_the_database_as_it_was():
    survey = parse(INVENTORY)

    assert isinstance(survey, Survey)
    assert Survey.from_json(survey.to_json()) == survey


pieces = st.sampled_from(
    [*INVENTORY.split(), "\n", "  ", "- ", ": ", "{", "}", "[", "]", ",", "&a", "*a", "'", '"', "\t", "å"]
)


@given(st.lists(pieces, max_size=40).map(" ".join))
def test_whatever_is_written_gets_an_answer(text):
    for problem in problems(text):
        assert problem_text(problem, "sv")


@given(st.data())
def test_a_file_with_a_line_gone_or_doubled_gets_an_answer(data):
    lines = INVENTORY.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    changed = [*lines[:at], *data.draw(st.sampled_from([[], [lines[at]] * 2, ["x"]])), *lines[at + 1 :]]

    found = parse("\n".join(changed))

    assert isinstance(found, Survey) or all(problem_text(problem, "en") for problem in found)
