"""The rules of the house that a machine can hold: what may import what, and what may not stand where."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings
from flows.all import FLOWS, INTENTS, KEYWORDS, QUERIES
from flows.text import CATALOGS

ROOT = Path(__file__).parent.parent
HOUSE = ("bot", "flows", "storage", "admin")
IO = {
    "asyncio",
    "socket",
    "sqlalchemy",
    "aiohttp",
    "httpx",
    "requests",
    "telegram",
    "aiogram",
    "twilio",
    "random",
    "secrets",
}


def sources(*folders: str) -> list[Path]:
    found = [file for folder in folders or HOUSE for file in (ROOT / folder).rglob("*.py")]
    return [file for file in found if "versions" not in file.parts]


# Deeds of bookings whose outcome is told.
OUTCOMES = ("accept", "decline", "counter", "perhaps", "agree", "refuse", "instead", "host_off")
Nodes = list[ast.AST]


@pytest.fixture(scope="module")
def house() -> dict[Path, Nodes]:
    """What stands in every file, the module itself first."""
    return {file: list(ast.walk(ast.parse(file.read_text()))) for file in sources()}


def calls(nodes: Nodes) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def imports(nodes: Nodes) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def test_flows_are_pure(house: dict[Path, Nodes]) -> None:
    for file in sources("flows"):
        nodes = house[file]
        assert not IO & set(imports(nodes)), file
        assert not any(isinstance(node, ast.AsyncFunctionDef) for node in nodes), file
        asked = {
            call for call in calls(nodes) if call.endswith((".now", ".today", ".utcnow")) or call in ("open", "print")
        }
        assert not asked, f"{file}: the clock and files come in as arguments"


def test_only_the_edge_commits() -> None:
    committing = [file.name for file in sources() if ".commit(" in file.read_text()]
    assert committing == []


def test_only_config_reads_the_environment() -> None:
    reading = [
        str(file.relative_to(ROOT)) for file in sources() if re.search(r"os\.(environ|getenv)", file.read_text())
    ]
    assert reading == []


def test_no_file_is_past_the_stop() -> None:
    long = {str(f.relative_to(ROOT)): n for f in sources() if (n := f.read_text().count("\n")) > 400}
    assert long == {}


def test_no_function_is_past_the_stop(house: dict[Path, Nodes]) -> None:
    long = []
    for file, nodes in house.items():
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > 45:
                    long.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name} {size}")
    assert long == []


def test_every_module_says_what_it_is(house: dict[Path, Nodes]) -> None:
    modules = {file: module for file, (module, *_) in house.items()}
    silent = [str(file) for file, module in modules.items() if module.body and not ast.get_docstring(module)]
    assert silent == [], "begin with one sentence"


def test_no_swallowed_failures_and_no_sql_in_strings(house: dict[Path, Nodes]) -> None:
    found = [f"{file}:{line} {what}" for file, nodes in house.items() for line, what in faults(file, nodes)]
    assert found == []


def faults(file: Path, nodes: Nodes) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                yield node.lineno, "a bare except"
            if len(node.body) == 1 and isinstance(node.body[0], ast.Pass):
                yield node.lineno, "a failure is swallowed"
        is_sql = (
            "storage" in file.parts and isinstance(node, ast.Call) and ast.unparse(node.func) in ("text", "sa.text")
        )
        if is_sql and any(isinstance(arg, ast.JoinedStr) for arg in node.args):
            yield node.lineno, "SQL put together from strings"


def test_every_text_is_there_in_every_language() -> None:
    keys = {language: set(catalog) for language, catalog in CATALOGS.items()}
    assert len({frozenset(found) for found in keys.values()}) == 1


def test_a_text_has_the_same_places_in_every_language() -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)", text))

    for key in CATALOGS["sv"]:
        assert len({frozenset(places(catalog[key])) for catalog in CATALOGS.values()}) == 1, key


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    said = {"catalogs", "texts"}
    code = "\n".join(file.read_text() for file in sources("flows", "bot", "admin") if not said & set(file.parts))
    # Made from a name at run time.
    patterns = ("broadcast_yes", "broadcast_no", "menu_", "claim_", "day_", "part_", "again_", "hint_", "relation_")
    patterns += (*(f"booking_{deed}_" for deed in OUTCOMES), "request_")
    unused = [
        key for key in CATALOGS["sv"] if not re.search(rf"[\"']{key}[\"']", code) and not key.startswith(patterns)
    ]
    assert unused == []
    used = set(re.findall(r"(?:turn|here)\.text\(\s*\"(\w+)\"", code))
    assert used <= set(CATALOGS["sv"])


def test_every_step_that_is_gone_to_exists_and_can_be_reached() -> None:
    for flow in FLOWS.values():
        source = (ROOT / "flows" / f"{flow.name}.py").read_text()
        named = {
            node.args[0].value
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) == "Goto"
            and isinstance(node.args[0], ast.Constant)
        }
        assert named <= set(flow.steps), flow.name
        assert set(flow.steps) <= named | {flow.first}, flow.name


def test_keywords_and_intents_begin_flows_that_exist() -> None:
    assert {*KEYWORDS.values(), *INTENTS.values(), *QUERIES.values()} <= set(FLOWS)


def test_every_setting_is_described_in_the_example() -> None:
    described = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert described == {name.upper() for name in Settings.model_fields}


def test_locks_name_no_hosts_and_pin_by_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = (ROOT / name).read_text()
        assert "://" not in lock
        assert lock.count("==") <= lock.count("--hash=sha256:")
