"""The benchmarks measure what they say: whole rounds against real clients, each figure beside its limit."""

import json

import pytest
from typer import Typer
from typer.testing import CliRunner

from bot import bench
from bot.bench import inbound, reading, segments, send
from bot.bench.association import number
from bot.bench.figures import Figure
from bot.cli.bench import bench as command
from storage.phones import Phone, normal

KEYS = {"name", "figure", "limit", "ratio", "unit", "limit_is", "details", "command"}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds that last a moment."""
    monkeypatch.setattr(inbound, "MEMBERS", 8)
    monkeypatch.setattr(send, "LOADS", {0: 10})
    monkeypatch.setattr(reading, "TIMES", 1)
    monkeypatch.setattr(segments, "SIZES", (1000,))
    monkeypatch.setattr(segments, "TIMES", 2)


@pytest.mark.long
def test_all_of_them_in_one_run() -> None:
    figures = bench.run()
    names = [figure["name"].split(":")[0] for figure in figures]
    assert names == ["inbound", "send", *["reading"] * 3, *["segments"] * 20]


@pytest.mark.long
def test_each_figure_stands_beside_its_limit() -> None:
    figures = bench.run(["send"])
    assert [figure["name"] for figure in figures] == ["send:0ms"]
    assert all(figure.keys() == KEYS for figure in figures)
    assert all(figure["figure"] > 0 and figure["limit"] > 0 and figure["ratio"] > 0 for figure in figures)
    json.dumps(figures)


@pytest.mark.long
def test_the_command_prints_one_document_or_a_line_each() -> None:
    app = Typer()
    app.command()(command)
    printed = CliRunner().invoke(app, ["reading", "--json"])
    assert [figure["unit"] for figure in json.loads(printed.stdout)] == ["ms", "ms", "ms"]
    lines = CliRunner().invoke(app, ["reading"]).stdout.splitlines()
    assert len(lines) == 3
    assert all("budkavle bench reading --json" in line for line in lines)


@pytest.mark.long
def test_segments_are_counted_as_by_hand_on_both_databases() -> None:
    figures = bench.run(["segments"])
    assert {figure["details"]["database"] for figure in figures} == {"sqlite", "postgresql"}
    assert {figure["details"]["people"] for figure in figures} == {1000}
    assert all(figure["details"]["found"] > 0 for figure in figures)


def test_a_name_that_is_none_is_wrong_usage() -> None:
    app = Typer()
    app.command()(command)
    assert CliRunner().invoke(app, ["nonsense"]).exit_code == 2
    with pytest.raises(ValueError, match="nonsense"):
        bench.run(["nonsense"])


def test_a_ratio_is_the_figure_through_the_limit() -> None:
    found = Figure("send:0ms", 123.456, 1000.0, "messages/s", "nothing", {}).to_json()
    assert (found["figure"], found["ratio"]) == (123.0, 0.123)
    assert found["command"] == "budkavle bench send --json"


def test_its_numbers_are_nobodys_and_all_different() -> None:
    numbers = [number(n) for n in range(5000)]
    assert len(set(numbers)) == len(numbers)
    assert not any(isinstance(normal(text), Phone) for text in numbers[:200])
    assert all(text.startswith("+4670174") and len(text) == 15 for text in numbers)
